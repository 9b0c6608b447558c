import { expect, it } from "vitest";
import { canonicalEvent } from "../../../src/model/canonical-event.ts";
import { encodeBatch } from "../../../src/log/encode-batch.ts";
import { decodeBatch } from "../../../src/log/decode-batch.ts";
import { makeDictionaries } from "../../../src/log/dictionary.ts";
import { findLeast } from "../../../src/log/least-contents.ts";
import { makeRandom } from "../../support/make-random.ts";
import { makeEvent } from "../../support/admitted-log.ts";

const TARGETS = 200;

it.each([
  ["texts are kept", 16_000_000],
  ["no text is kept", 0],
])("finds what sorting all contents would, and which of them it is (%s)", async (_, mostText) => {
  const some = makeRandom(11);
  const dictionaries = makeDictionaries();
  const made = (target: number) =>
    makeEvent({
      id: `order-${target}`,
      timestamp: target,
      name: `n${some(40)}`,
      importId: `import-${some(3)}`,
      receivedAt: some(1_000),
      properties: some(2) === 0 ? { size: some(3) } : {},
    });
  const encode = (targets: readonly number[]) => encodeBatch(targets.map(made), dictionaries);
  const standing = encode(Array.from({ length: TARGETS }, (_each, target) => target));
  const isTaken = (target: number) => target % 4 === 0;
  const least = findLeast(
    dictionaries,
    (row) =>
      isTaken(row) ? undefined : { columns: standing, row, marks: new Set([standing.importId![row]!]) },
    { mostText },
  );
  const textsOf = (columns: typeof standing) =>
    decodeBatch({ columns }, dictionaries).map((event) => canonicalEvent(event));
  /** Of each target every content, with who brought it. */
  const all = new Map(
    textsOf(standing).map((text, row) => [
      row,
      isTaken(row) ? [] : [{ text, mark: standing.importId![row]! }],
    ]),
  );
  const stored = Array.from({ length: 30 }, () => {
    const targets = Array.from({ length: 700 }, () => some(TARGETS));
    const columns = encode(targets);
    return { targets, columns, texts: textsOf(columns) };
  });
  for (const [key, { targets, columns, texts }] of stored.entries()) {
    const rows = targets.flatMap((target, row) => (target === 7 ? [] : [row]));
    for (const row of rows)
      all.get(targets[row]!)!.push({ text: texts[row]!, mark: columns.importId![row]! });
    await least.take(key, { columns, targets }, rows);
  }

  expect(least.byTarget.size).toBe(TARGETS - 1);
  const lowest = new Map<number, string>();
  const chosen = new Set<unknown>();
  for (const [target, { content, stands }] of least.byTarget) {
    const contents = all.get(target)!;
    const text = contents.map((each) => each.text).sort()[0]!;
    lowest.set(target, text);
    chosen.add(content!.columns);
    expect(decodeBatch(content!, dictionaries, [content!.row]).map(canonicalEvent)).toEqual([text]);
    expect(content!.marks).toEqual(
      new Set(contents.flatMap((each) => (each.text === text ? [each.mark] : []))),
    );
    expect(stands).toBe(!isTaken(target) && contents[0]!.text === text);
  }
  // What was stored as one is not held for the few contents of it that are the least.
  for (const { columns } of stored) expect(chosen.has(columns)).toBe(false);
  for (const [key, { targets, texts }] of stored.entries()) {
    const joined = targets.map((target, row) => least.joined(key)?.(row, target) === true);
    expect(joined).toEqual(targets.map((target, row) => target !== 7 && texts[row] === lowest.get(target)));
  }
});
