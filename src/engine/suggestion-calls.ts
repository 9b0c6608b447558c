import { success, type Result } from "../model/failure.ts";
import type { FilterScalar } from "../model/question.ts";
import type { Cancellable } from "./cancellable.ts";

/** What events have, to choose from. The query engine counts. */
export interface SuggestionCalls {
  /** Property keys seen, most frequent first. */
  properties(projectId: string): Promise<Result<string[]>>;
  /** The same with how many events have them. */
  propertyCounts(
    projectId: string,
    options?: { queryId?: string },
  ): Promise<Result<{ key: string; count: number }[]>>;
  /**
   * Values of a property or field, such as `$name`, with the number of their events (of a session's field such as `$channel`, of sessions), most
   * frequent first, at most 50, that contain `search` in whatever case.
   */
  values(
    projectId: string,
    property: string,
    search: string,
    options?: { queryId?: string },
  ): Promise<Result<{ value: FilterScalar; count: number }[]>>;
}

export function makeSuggestionCalls({
  askLeader,
  cancellable,
}: {
  askLeader: <T>(operation: string, input: unknown, cancel?: AbortSignal) => Promise<Result<T>>;
  cancellable: Cancellable;
}): SuggestionCalls {
  const propertyCounts: SuggestionCalls["propertyCounts"] = (projectId, { queryId } = {}) =>
    cancellable(queryId, (cancel) => askLeader("properties", { projectId }, cancel));
  return {
    propertyCounts,
    async properties(projectId) {
      const counted = await propertyCounts(projectId);
      return counted.ok ? success(counted.value.map(({ key }) => key)) : counted;
    },
    values: (projectId, property, search, { queryId } = {}) =>
      cancellable(queryId, (cancel) => askLeader("values", { projectId, property, search }, cancel)),
  };
}
