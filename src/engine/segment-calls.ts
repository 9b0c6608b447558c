import { segmentList } from "../catalog/segments.ts";
import type { Database } from "../database/database.ts";
import { fail, success, type Result } from "../model/failure.ts";
import { segmentsIn } from "../model/filter-terms.ts";
import type { AnyQuestion, FilterTerm } from "../model/question.ts";
import { placeSegments, type Segment } from "../model/segment.ts";

/** Saved segments of a project. */
export interface SegmentCalls {
  /** By name. */
  segments(projectId: string): Promise<Result<Segment[]>>;
  /**
   * Adds `{ id, name, terms }` or puts it in place of the one with its id, and tells every tab (`catalog`): what was
   * asked with it has another answer then. Failures: `invalid-input`, `newer-schema`, `unknown-project`.
   */
  saveSegment(projectId: string, input: unknown): Promise<Result<Segment>>;
  /** Gives what was there, to save again; null where there was none. Questions that name it fail from then on. */
  deleteSegment(projectId: string, id: string): Promise<Result<Segment | null>>;
}

/** What a tab does about segments. */
export const makeSegmentCalls = (
  database: Database,
  changed: <T>(result: Result<T>) => Result<T>,
): SegmentCalls => ({
  segments: (projectId) => segmentList.read(database, projectId),
  saveSegment: async (projectId, input) => changed(await segmentList.put(database, projectId, input)),
  deleteSegment: async (projectId, id) => changed(await segmentList.remove(database, projectId, id)),
});

/** The question with what its segments are now. Fails as {@link placeIn}. */
export async function withSegments(
  database: Database,
  projectId: string,
  question: AnyQuestion,
): Promise<Result<AnyQuestion>> {
  const { filters = [] } = question;
  if (segmentsIn(filters).length === 0) return success(question);
  const placed = await placeIn(database, projectId, filters);
  return placed.ok ? success({ ...question, filters: placed.value }) : placed;
}

/** Terms with what their segments are now. Fails with `invalid-question` where one is none of the project's. */
export async function placeIn(
  database: Database,
  projectId: string,
  filters: readonly FilterTerm[],
): Promise<Result<FilterTerm[]>> {
  if (segmentsIn(filters).length === 0) return success([...filters]);
  const segments = await segmentList.read(database, projectId);
  if (!segments.ok) return segments;
  const placed = placeSegments(filters, segments.value);
  if ("terms" in placed) return success(placed.terms);
  return fail({
    kind: "invalid-question",
    message: `The question names a saved segment that is not there, “${placed.missing.slice(0, 64)}”: it was deleted, or is of another project.`,
    path: "filters",
  });
}
