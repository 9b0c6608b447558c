/** Of what a statement gives, where nothing is said and at most. Bytes are of texts as UTF-8, and 8 for all else. */
export const SQL_LIMITS = {
  rows: 1_000,
  mostRows: 100_000,
  bytes: 32 * 2 ** 20,
  mostBytes: 128 * 2 ** 20,
} as const;
