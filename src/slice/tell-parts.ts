/** A part of a whole; nobody is in it where it has no events. */
export interface Part {
  events: number;
  users: number;
}

/**
 * Which parts of a whole may be told one by one, by position. Those of fewer than `least` users are told only
 * together; while what is together is of fewer than `least` too, the part with the fewest events joins it, for else it
 * could be told from the whole by subtraction. So every part that is told, and what is left of the whole, is of `least`
 * users or nobody, where the whole is.
 *
 * `restUsers` tells how many different users the parts at some positions have together; less than there are is safe.
 */
export async function tellParts(
  parts: readonly Part[],
  least: number,
  restUsers: (joined: ReadonlySet<number>) => Promise<number>,
): Promise<Set<number>> {
  const told = new Set<number>();
  const joined = new Set<number>();
  for (const [at, { events, users }] of parts.entries())
    (events === 0 || users >= least ? told : joined).add(at);
  while (joined.size > 0 && (await restUsers(joined)) < least) {
    const next = [...told]
      .filter((at) => (parts[at]?.events ?? 0) > 0)
      .reduce<number | undefined>(
        (fewest, at) =>
          fewest !== undefined && (parts[fewest]?.events ?? 0) <= (parts[at]?.events ?? 0) ? fewest : at,
        undefined,
      );
    if (next === undefined) break;
    told.delete(next);
    joined.add(next);
  }
  return told;
}
