/**
 * Every expected failure that crosses a boundary. The interface switches on `kind` and must
 * handle each one; `message` is plain words for logs and for the Console API.
 */
export type Failure =
  | { kind: "unknown-project"; message: string; projectId: string }
  | { kind: "wrong-key"; message: string }
  | { kind: "origin-not-allowed"; message: string; origin: string }
  | { kind: "partitioned"; message: string }
  | { kind: "version-mismatch"; message: string; ours: number; theirs: number }
  | { kind: "malformed-event"; message: string; path?: string }
  | { kind: "oversize-batch"; message: string; count: number; limit: number }
  | { kind: "backpressure"; message: string; buffered: number; limit: number }
  | { kind: "rate-limited"; message: string; retryAfterMs: number }
  | { kind: "invalid-input"; message: string; path?: string }
  | { kind: "invalid-question"; message: string; path?: string }
  | { kind: "query-cancelled"; message: string }
  | { kind: "query-failed"; message: string }
  | { kind: "query-timeout"; message: string; limitMs: number }
  | { kind: "engine-unavailable"; message: string }
  | { kind: "unreadable-file"; message: string; line?: number }
  | { kind: "unsupported-format"; message: string; format?: string }
  | { kind: "damaged-record"; message: string; table: string; key: string }
  | { kind: "cancelled"; message: string }
  | { kind: "feed-unreachable"; message: string }
  | {
      kind: "quota-exceeded";
      message: string;
      /** Nothing was tried: intake waits until less of the quota is used. Bytes. */
      paused?: { usage: number; quota: number };
    }
  | { kind: "storage-unavailable"; message: string }
  | { kind: "newer-schema"; message: string; found: number; known: number }
  | { kind: "deposed"; message: string };

export type FailureKind = Failure["kind"];

export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: Failure };

export const success = <T>(value: T): Result<T> => ({ ok: true, value });
export const fail = (failure: Failure): Result<never> => ({ ok: false, failure });
