import { annotationList } from "../catalog/annotations.ts";
import type { Database } from "../database/database.ts";
import { compareText } from "../model/compare-text.ts";
import { success, type Result } from "../model/failure.ts";
import type { Annotation } from "../model/annotation.ts";

/** What happened, by time. */
export interface AnnotationCalls {
  /** By time. */
  annotations(projectId: string): Promise<Result<Annotation[]>>;
  /** Adds `{ id, time, name }` or puts it in place of the one with its id, and tells every tab (`catalog`). */
  saveAnnotation(projectId: string, input: unknown): Promise<Result<Annotation>>;
  /** Null where there was none. */
  deleteAnnotation(projectId: string, id: string): Promise<Result<Annotation | null>>;
}

/** What a tab does about annotations. */
export const makeAnnotationCalls = (
  database: Database,
  changed: <T>(result: Result<T>) => Result<T>,
): AnnotationCalls => ({
  async annotations(projectId) {
    const read = await annotationList.read(database, projectId);
    return read.ok ? success(read.value.sort((a, b) => a.time - b.time || compareText(a.id, b.id))) : read;
  },
  saveAnnotation: async (projectId, input) => changed(await annotationList.put(database, projectId, input)),
  deleteAnnotation: async (projectId, id) => changed(await annotationList.remove(database, projectId, id)),
});
