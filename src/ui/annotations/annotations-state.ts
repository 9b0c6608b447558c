import { createEffect, createSignal, on, type Accessor } from "solid-js";
import type { Annotation } from "../../model/annotation.ts";
import type { Failure, Result } from "../../model/failure.ts";
import { useEngine } from "../state/engine-context.ts";
import { useLive } from "../state/live.ts";
import { useProject } from "../state/projects-context.ts";

export interface Annotations {
  /** By time. */
  all: Accessor<readonly Annotation[]>;
  failure: Accessor<Failure | undefined>;
  dismissFailure(): void;
  save(annotation: Pick<Annotation, "id" | "time" | "name">): Promise<Result<Annotation>>;
  remove(annotation: Annotation): Promise<void>;
  /** The one that was deleted last. */
  removed: Accessor<Annotation | undefined>;
  bringBack(): Promise<void>;
  dismissRemoved(): void;
}

/** The annotations of the open project, read again when any tab changes something. */
export function createAnnotations(): Annotations {
  const engine = useEngine();
  const project = useProject();
  const live = useLive();
  const projectId = (): string => project().id;
  const [all, setAll] = createSignal<readonly Annotation[]>([], {
    equals: (a, b) => JSON.stringify(a) === JSON.stringify(b),
  });
  const [failure, setFailure] = createSignal<Failure>();
  const [removed, setRemoved] = createSignal<Annotation>();
  const refresh = async (): Promise<void> => {
    const id = projectId();
    const read = await engine.annotations(id);
    if (id === projectId() && read.ok) setAll(read.value);
  };
  createEffect(
    on(projectId, () => {
      setAll([]);
      setRemoved(undefined);
    }),
  );
  createEffect(on([projectId, live.catalog], () => void refresh()));
  const save: Annotations["save"] = async ({ id, time, name }) => {
    const saved = await engine.saveAnnotation(projectId(), { id, time, name });
    await refresh();
    return saved;
  };
  return {
    all,
    failure,
    dismissFailure: () => setFailure(undefined),
    save,
    async remove(annotation) {
      const gone = await engine.deleteAnnotation(projectId(), annotation.id);
      setFailure(gone.ok ? undefined : gone.failure);
      if (gone.ok) setRemoved(annotation);
      await refresh();
    },
    removed,
    async bringBack() {
      const annotation = removed();
      setRemoved(undefined);
      if (annotation === undefined) return;
      const saved = await save(annotation);
      setFailure(saved.ok ? undefined : saved.failure);
    },
    dismissRemoved: () => setRemoved(undefined),
  };
}
