import type { Failure } from "../model/failure.ts";

/** Of the query engine of one project. */
export type MirrorState =
  | { kind: "idle" }
  | { kind: "starting" }
  | { kind: "loading"; loaded: number; total: number }
  | { kind: "ready"; sequence: number; rows: number }
  | { kind: "rebuilding"; why: string }
  | { kind: "failed"; failure: Failure };
