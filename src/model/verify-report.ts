import type { DamagedBlock } from "./damage.ts";

export interface VerifyReport {
  /** Buckets whose rows differed from a recount of the log. */
  drift: number;
  buckets: number;
  /** The first 20 differing, in words. */
  differences: string[];
  sequence: number;
  /** When the recount ended, epoch milliseconds. */
  at: number;
  /** Blocks of the log that cannot be read, so that what they held cannot be counted again. */
  lost: DamagedBlock[];
  /** Buckets in their time that differ from what can still be recounted; not drift. */
  unknown: number;
  /** After drift the rollups were built anew; this is the drift found then. */
  repaired?: { drift: number; buckets: number };
}
