export interface VerifyReport {
  /** Buckets whose rows differ from a recount of the log. */
  drift: number;
  buckets: number;
  /** The first 20 differing, in words. */
  differences: string[];
  sequence: number;
}
