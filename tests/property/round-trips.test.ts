import "fake-indexeddb/auto";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { JsonValue, LochanEvent, Properties } from "../../src/model/event.ts";
import { parseEvents } from "../../src/intake/parse-event.ts";
import { setOwn } from "../../src/model/set-own.ts";
import { importFile } from "../../src/transfer/import-file.ts";
import { backUp, restore } from "../support/backup-file.ts";
import { exportBytes, hostileEvents, START, openExportLog } from "../support/export-fixtures.ts";
import { runs } from "../support/fast-check-setup.ts";
import { importOptions, toBlob } from "../support/import-fixtures.ts";
import { openTestDatabase, valueOf } from "../support/open-catalog.ts";
import { openRealLog } from "../support/real-log.ts";

const TAKEN = { receivedAt: START, source: "api" };

const odd = fc.constantFrom(
  ...[
    "",
    " ",
    "\n",
    "\r\n",
    '"',
    ",",
    '","',
    "'",
    "null",
    "true",
    "0",
    "-0",
    "1e3",
    "=1+1",
    "'=1",
    "\u2028",
    "\0",
  ],
  ...["{", "{}", "[1]", '{"a":1}', "\ufeff", "\ud83d\ude00", "\ud800", "2026-01-01", "NaN"],
);
const text = fc.oneof(odd, fc.string({ unit: "binary", maxLength: 8 }));
const word = text.filter((each) => each.trim() !== "");
const leaf: fc.Arbitrary<JsonValue> = fc.oneof(
  { weight: 3, arbitrary: text },
  fc.constantFrom<JsonValue>(null, true, false, 0, -0, 1e21, -1e-7, 5e-324, 2 ** 53, 0.1, [], {}),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.jsonValue({ maxDepth: 2, stringUnit: "binary" }) as fc.Arbitrary<JsonValue>,
);
const key = fc.oneof(
  fc.constantFrom("plan", "Plan", " plan", "", "__proto__", "a,b", 'a"b', "1", "id"),
  text,
);
const properties = fc.array(fc.tuple(key, leaf), { maxLength: 5 }).map((members) => {
  const own: Properties = {};
  for (const [name, value] of members) setOwn(own, name, value);
  return own;
});
const time = fc.oneof(
  fc.integer({ min: 0, max: 4_000_000_000_000 }),
  fc.constantFrom(0, 253_402_300_799_999),
);

/** As an API takes them. */
const events = fc
  .array(
    fc.record(
      {
        ...{ type: word, name: word, distinctId: word, userId: word, sessionId: word },
        ...{ timestamp: time, sentAt: time, properties },
      },
      { requiredKeys: ["name", "distinctId", "timestamp", "properties"] },
    ),
    { minLength: 1, maxLength: 12 },
  )
  .map(
    (rows) =>
      parseEvents(
        rows.map((row, at) => ({ ...row, id: `event ${at}` })),
        TAKEN,
      ).events,
  )
  .filter((taken) => taken.length > 0);

/** By time, then by id, without what is of this device. */
const inOrder = (given: readonly LochanEvent[]): unknown[] =>
  given
    .toSorted((a, b) => a.timestamp - b.timestamp || (a.id < b.id ? -1 : 1))
    .map(({ source: _source, importId: _importId, properties: own, ...event }) => ({
      ...event,
      properties: membersOf(own),
    }));

/** Members in the order of their names, a name of `__proto__` among them. */
function membersOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(membersOf);
  if (typeof value !== "object" || value === null) return value;
  return {
    members: Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, member]): unknown => [name, membersOf(member)]),
  };
}

async function throughFile(given: readonly LochanEvent[], format: string, propertyColumns: boolean) {
  const from = await openExportLog(given);
  const bytes = await exportBytes(from, format, { propertyColumns });
  const to = await openExportLog([]);
  const log = await openRealLog(to.db, to.project.id);
  const summary = valueOf(await importFile(importOptions(to.db, to.project.id, toBlob(bytes), log.append)));
  return { summary, before: inOrder(await from.read()), after: inOrder(await log.read()) };
}

/** Alone in its file, most of which is not what texts have. */
const controls: LochanEvent = { ...hostileEvents[0]!, type: "\u0001", name: "\0".repeat(60), properties: {} };

const WAYS = [
  ["ndjson", false],
  ["ndjson.gz", false],
  ["csv", false],
  ["csv", true],
  ["csv.gz", true],
  ["parquet", false],
  ["parquet.zip", false],
] as const;

test.each(WAYS)(
  "what %s holds (a column for each property: %s) is read back as it was (I9)",
  async (format, each) => {
    const check = async (given: readonly LochanEvent[]): Promise<void> => {
      const { summary, before, after } = await throughFile(given, format, each);
      expect(after).toEqual(before);
      expect(summary).toMatchObject({ format: "lochan", accepted: given.length, duplicate: 0, refused: 0 });
    };
    await check(hostileEvents);
    await check([controls]);
    await fc.assert(fc.asyncProperty(events, check), runs(15));
  },
);

test("what a backup holds is restored as it was (I9)", async () => {
  const check = async (given: readonly LochanEvent[]): Promise<void> => {
    const from = await openExportLog(given);
    const other = openTestDatabase();
    const { projects, damaged } = valueOf(await restore(other, await backUp(from.db)));
    expect(damaged).toEqual([]);
    expect(projects).toMatchObject([{ accepted: given.length, refused: 0 }]);
    const log = await openRealLog(other, from.project.id);
    expect(inOrder(await log.read())).toEqual(inOrder(await from.read()));
  };
  await check(hostileEvents);
  await fc.assert(fc.asyncProperty(events, check), runs(15));
});
