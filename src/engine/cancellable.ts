import type { Result } from "../model/failure.ts";

/**
 * Runs work that the page can cancel by `queryId`. Conditions of the browser's storage come back as their failures.
 */
export type Cancellable = <T>(
  queryId: string | undefined,
  work: (signal: AbortSignal) => Promise<Result<T>>,
) => Promise<Result<T>>;
