/** Takes a line out of a chart, or puts it back. */
export function toggleLine(hidden: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(hidden);
  if (!next.delete(id)) next.add(id);
  return next;
}

/** Leaves one line alone; where it is alone already, all come back. */
export function showAlone(
  hidden: ReadonlySet<string>,
  id: string,
  all: readonly string[],
): ReadonlySet<string> {
  const others = all.filter((each) => each !== id);
  const isAlone = !hidden.has(id) && others.every((each) => hidden.has(each));
  return new Set(isAlone ? [] : others);
}

/** What is drawn now, as it is said aloud. */
export function shownLinesWords(
  lines: readonly { id: string; words: string }[],
  hidden: ReadonlySet<string>,
): string {
  const shown = lines.filter(({ id }) => !hidden.has(id));
  if (shown.length === lines.length) return "All lines are shown.";
  const [only] = shown;
  if (only === undefined) return "No line is shown.";
  return shown.length === 1
    ? `Only ${only.words} is shown.`
    : `${shown.length} of ${lines.length} lines are shown.`;
}
