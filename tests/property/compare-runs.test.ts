import fc from "fast-check";
import { expect, test } from "vitest";
import { compareRuns, type EventChange } from "../../src/model/compare-runs.ts";
import type { JsonValue, Properties } from "../../src/model/event.ts";
import { toEventId } from "../../src/model/identifier.ts";
import { makeShaper, type RunShape } from "../../src/model/run.ts";
import { CONTEXT_KEYS, typeOfValue } from "../../src/model/tracking-plan.ts";
import { runs } from "../support/fast-check-setup.ts";

type Sent = { name: string; properties: Properties };

const word = fc.constantFrom("a", "b", "c", "__proto__", "constructor", "$hidden", "title");
const value: fc.Arbitrary<JsonValue> = fc.constantFrom<JsonValue>(1, "x", true, null, [1], { a: 1 });
const sent: fc.Arbitrary<Sent[]> = fc.array(
  fc.record({
    name: word,
    properties: fc
      .array(fc.tuple(word, value), { maxLength: 4 })
      .map((entries) => Object.fromEntries(entries)),
  }),
  { maxLength: 12 },
);

function shapeOf(events: readonly Sent[]): RunShape {
  const shaper = makeShaper();
  for (const [n, event] of events.entries())
    shaper.add({
      ...event,
      id: toEventId(`${n}`),
      type: "track",
      distinctId: "d",
      timestamp: n,
      receivedAt: n,
      source: "s",
    });
  return shaper.shape();
}

/** Every difference as a line, straight from the events. */
function naive(before: readonly Sent[], after: readonly Sent[]): string[] {
  const lines: string[] = [];
  const of = (events: readonly Sent[], name: string) => events.filter((event) => event.name === name);
  const valuesOf = (events: readonly Sent[], key: string) =>
    events.flatMap(({ properties }) =>
      Object.hasOwn(properties, key) && properties[key] != null ? [properties[key]] : [],
    );
  const names = new Set(
    [...before, ...after].map(({ name }) => name).filter((name) => !name.startsWith("$")),
  );
  for (const name of names) {
    const [was, is] = [of(before, name), of(after, name)];
    if (is.length === 0) lines.push(`missing ${name}`);
    else if (was.length === 0) lines.push(`new ${name}`);
    else {
      const found: string[] = [];
      const keys = new Set([...was, ...is].flatMap(({ properties }) => Object.keys(properties)));
      for (const key of keys) {
        if (key.startsWith("$") || CONTEXT_KEYS.has(key)) continue;
        const [then, now] = [valuesOf(was, key), valuesOf(is, key)];
        const typesOf = (values: JsonValue[]) =>
          [...new Set(values.map((each) => typeOfValue(each as Exclude<JsonValue, null>)))].sort().join();
        if (then.length === 0 && now.length === 0) continue;
        if (now.length === 0) found.push(`missing ${name}.${key}`);
        else if (then.length === 0) found.push(`new ${name}.${key}`);
        else if (typesOf(then) !== typesOf(now)) found.push(`type ${name}.${key}`);
        else if ((then.length === was.length) !== (now.length === is.length))
          found.push(`share ${name}.${key}`);
      }
      if (found.length === 0 && was.length !== is.length) found.push(`count ${name}`);
      lines.push(...found);
    }
  }
  return lines.sort();
}

const toLines = (changes: readonly EventChange[]): string[] =>
  changes
    .flatMap(({ name, kind, properties }) =>
      kind === "changed"
        ? properties.map((property) => `${property.kind} ${name}.${property.key}`)
        : [`${kind} ${name}`],
    )
    .sort();

test("a comparison names what the events themselves say, no more and no less", () => {
  fc.assert(
    fc.property(sent, sent, (before, after) => {
      expect(toLines(compareRuns(shapeOf(before), shapeOf(after)))).toEqual(naive(before, after));
    }),
    runs(500),
  );
});

test("a run does not differ from itself in any order, and the other way round is the mirror image", () => {
  const mirrored = {
    missing: "new",
    new: "missing",
    changed: "changed",
    count: "count",
    type: "type",
    share: "share",
  };
  const mirror = (lines: string[]): string[] =>
    lines.map((line) => line.replace(/^\w+/, (kind) => mirrored[kind as keyof typeof mirrored])).sort();
  fc.assert(
    fc.property(sent, sent, (one, other) => {
      expect(compareRuns(shapeOf(one), shapeOf(one.toReversed()))).toEqual([]);
      const [there, back] = [shapeOf(one), shapeOf(other)];
      expect(toLines(compareRuns(back, there))).toEqual(mirror(toLines(compareRuns(there, back))));
    }),
    runs(500),
  );
});
