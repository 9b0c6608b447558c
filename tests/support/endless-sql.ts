/** Runs for hours, in next to no memory: one that fills it ends by itself, the sooner the quicker the machine. */
export const ENDLESS_SQL =
  "SELECT sum(a.range * b.range) FROM range(100000) a, range(100000) b, range(1000) c";
