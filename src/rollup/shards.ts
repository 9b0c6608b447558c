/** Rows by person are kept in shards of so many `people` ordinals. */
export const SHARD_BITS = 8;
export const SHARD_SIZE = 1 << SHARD_BITS;
