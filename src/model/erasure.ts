import type { TimeSpan } from "./time-span.ts";

/** What may be asked to be erased of a project: a user, a time, every event. */
export type Erasure = { userId: string } | TimeSpan | { all: true };
