/** One name for each column, in their order: those without one or with one that was there are given one (`column_3`, `plan_2`). */
export function columnNames(given: readonly string[]): string[] {
  const taken = new Set(given);
  const used = new Set<string>();
  /** Where to go on looking: thousands of columns may have the same name. */
  const nextSuffix = new Map<string, number>();
  return given.map((own, index) => {
    let name = own;
    if (name === "" || used.has(name)) {
      const stem = own === "" ? "column" : own;
      let suffix = own === "" ? index + 1 : (nextSuffix.get(own) ?? 2);
      while (taken.has(`${stem}_${suffix}`)) suffix += 1;
      if (own !== "") nextSuffix.set(own, suffix + 1);
      name = `${stem}_${suffix}`;
      taken.add(name);
    }
    used.add(name);
    return name;
  });
}
