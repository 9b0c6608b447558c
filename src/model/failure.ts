import type { MappingProposal } from "./row-mapping.ts";

/**
 * Every expected failure that crosses a boundary. The interface switches on `kind` and must
 * handle each one; `message` is plain words for logs and for the Console API.
 */
export type Failure =
  | { kind: "unknown-project"; message: string; projectId: string }
  | { kind: "unknown-dashboard"; message: string; dashboardId: string }
  | { kind: "unknown-import"; message: string; importId: string }
  | { kind: "import-running"; message: string; importId: string }
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
  /** `row`: of a file whose rows are told by their number, not by lines. */
  | { kind: "unreadable-file"; message: string; line?: number; row?: number }
  | { kind: "unwritable-file"; message: string }
  /** What was written by time is not true of any state of the log: it is to be written again. */
  | { kind: "log-changed"; message: string }
  | { kind: "unsupported-format"; message: string; format?: string }
  /** A table of nobody known: what its first rows look like is the proposal. */
  | { kind: "needs-mapping"; message: string; proposal: MappingProposal }
  | { kind: "damaged-record"; message: string; table: string; key: string }
  | { kind: "cancelled"; message: string }
  | { kind: "feed-unreachable"; message: string }
  | {
      kind: "quota-exceeded";
      message: string;
      /** Nothing was tried: intake waits until less of the quota is used. Bytes. */
      paused?: { usage: number; quota: number };
      /** What was given is stored, and counts once the leader has the space to admit it. */
      stored?: true;
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
