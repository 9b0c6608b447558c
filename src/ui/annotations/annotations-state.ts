import type { Annotation } from "../../model/annotation.ts";
import { useEngine } from "../state/engine-context.ts";
import { createKeptList, type KeptList } from "../state/kept-list.ts";
import { useLive } from "../state/live.ts";
import { useProject } from "../state/projects-context.ts";

type Draft = Pick<Annotation, "id" | "time" | "name">;
export type Annotations = KeptList<Annotation, Draft>;

/** The annotations of the open project, by time. */
export function createAnnotations(): Annotations {
  const engine = useEngine();
  const project = useProject();
  return createKeptList<Annotation, Draft>({
    projectId: () => project().id,
    tick: useLive().catalog,
    read: (id) => engine.annotations(id),
    save: (projectId, { id, time, name }) => engine.saveAnnotation(projectId, { id, time, name }),
    remove: (id, annotationId) => engine.deleteAnnotation(id, annotationId),
    toDraft: (annotation) => annotation,
  });
}
