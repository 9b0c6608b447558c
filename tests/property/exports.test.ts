import fc from "fast-check";
import { parquetReadObjects } from "hyparquet";
import Papa from "papaparse";
import { expect, test } from "vitest";
import { matchesFilters } from "../../src/model/match-filter.ts";
import { cellToValue, guardText, textToCell, unguardText } from "../../src/model/csv-cells.ts";
import type { LochanEvent, Properties } from "../../src/model/event.ts";
import { toEventId } from "../../src/model/identifier.ts";
import type { Filter } from "../../src/model/question.ts";
import { exportBytes, exportedEvent, openExportLog } from "../support/export-fixtures.ts";

const RUNS = Number(process.env["SOAK_RUNS"] ?? 30);

/** What begins as formulas, quotes and JSON do, and anything else. */
const prickly = fc.stringMatching(/^['=+\-@\t\r"[{0-9tfn,\n ]{0,3}[a-z0-9"']{0,3}$/);
const text = fc.oneof(prickly, fc.string({ unit: "grapheme", maxLength: 8 }));
const word = text.filter((each) => each !== "");
const value = fc.oneof(
  text,
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.jsonValue({ maxDepth: 2 }),
);
const keys = ["plan", "Plan", "", "=a", 'b,"', "__proto__", "1"];
const properties = fc
  .array(fc.tuple(fc.constantFrom(...keys), value), { maxLength: 5 })
  .map((members) => JSON.parse(JSON.stringify(Object.fromEntries(members))) as Properties);
const time = fc.integer({ min: 0, max: 4_000_000_000_000 });

const events = fc
  .array(
    fc.record(
      {
        name: word,
        distinctId: word,
        userId: word,
        sessionId: word,
        timestamp: time,
        sentAt: time,
        properties,
      },
      { requiredKeys: ["name", "distinctId", "timestamp", "properties"] },
    ),
    { minLength: 1, maxLength: 12 },
  )
  .map((rows) => rows.map((row, at) => exportedEvent(at, { ...row, id: toEventId(`${row.name}${at}`) })));

const sorted = (given: object): unknown => Object.entries(given).sort(([a], [b]) => (a < b ? -1 : 1));
const inOrder = (given: readonly LochanEvent[]): LochanEvent[] =>
  given.toSorted((a, b) => a.timestamp - b.timestamp || (a.id < b.id ? -1 : 1));
const plain = ({ properties: own, ...event }: LochanEvent): object => ({ ...event, properties: sorted(own) });

function rowToEvent(row: Record<string, string>): object {
  const own: Record<string, unknown> = Object.create(null);
  for (const [column, cell] of Object.entries(row)) {
    if (column === "properties") Object.assign(own, JSON.parse(cell));
    const found = column.startsWith("properties.") ? cellToValue(cell) : undefined;
    if (found !== undefined) own[column.slice("properties.".length)] = found;
  }
  const { id, type, name, distinctId, userId, sessionId, source, timestamp, receivedAt, sentAt } = row;
  const texts = { id, type, name, distinctId, userId, sessionId, source };
  const times = { timestamp, receivedAt, sentAt };
  const there = (fields: object) =>
    Object.entries(fields).filter(([, cell]) => cell !== "") as [string, string][];
  return {
    ...Object.fromEntries(there(texts).map(([field, cell]) => [field, unguardText(cell)])),
    ...Object.fromEntries(there(times).map(([field, cell]) => [field, Date.parse(cell)])),
    properties: sorted(own),
  };
}

test("any text survives the guard, and a column of its own", () => {
  fc.assert(
    fc.property(text, (each) => {
      expect(unguardText(guardText(each))).toBe(each);
      expect(/^[=+\-@\t\r]/.test(guardText(each))).toBe(false);
      expect(cellToValue(textToCell(each))).toBe(each);
    }),
    { numRuns: RUNS * 50 },
  );
});

test("CSV holds the events exactly, with and without a column for each property (I9)", async () => {
  await fc.assert(
    fc.asyncProperty(events, fc.boolean(), async (given, propertyColumns) => {
      const log = await openExportLog(given);
      const csv = new TextDecoder().decode(await exportBytes(log, "csv", { propertyColumns }));
      const { data } = Papa.parse<Record<string, string>>(csv, { header: true, skipEmptyLines: true });
      expect(data.map(rowToEvent)).toEqual(inOrder(await log.read()).map(plain));
    }),
    { numRuns: RUNS },
  );
});

test("Parquet holds the events exactly, of a range and a filter (I9)", async () => {
  const filter = fc.oneof(
    fc.constantFrom("set", "not-set").map((op): Filter => ({ property: "plan", op: op as "set" })),
    word.map((name): Filter => ({ property: "$name", op: "is-not", value: name })),
  );
  await fc.assert(
    fc.asyncProperty(
      events,
      fc.array(filter, { maxLength: 2 }),
      time,
      time,
      async (given, filters, one, other) => {
        const [from, to] = [Math.min(one, other), Math.max(one, other) + 1];
        const log = await openExportLog(given);
        const { buffer } = await exportBytes(log, "parquet", { from, to, filters });
        const rows = await parquetReadObjects({ file: buffer });
        const read = rows.map((row) => ({
          ...Object.fromEntries(
            Object.entries(row)
              .filter(([name, cell]) => !name.startsWith("property_") && cell !== undefined && cell !== null)
              .map(([name, cell]) => [name, cell instanceof Date ? cell.getTime() : (cell as string)]),
          ),
          properties: sorted(JSON.parse(row["properties"] as string) as object),
        }));
        const asked = (await log.read()).filter(
          (event) => event.timestamp >= from && event.timestamp < to && matchesFilters(event, filters),
        );
        expect(read).toEqual(inOrder(asked).map(plain));
      },
    ),
    { numRuns: RUNS },
  );
});

test("two projects with the same events give the same files, however they came by them", async () => {
  await fc.assert(
    fc.asyncProperty(
      events,
      fc.array(fc.nat(), { maxLength: 12 }),
      fc.option(fc.tuple(time, time)),
      async (given, order, range) => {
        const key = (event: LochanEvent): number => order[given.indexOf(event)] ?? 0;
        const other = given.toSorted((a, b) => key(a) - key(b));
        const logs = [await openExportLog(given), await openExportLog(other.slice(0, 2))] as const;
        for (const event of other.slice(2)) await logs[1].append([event]);
        const scope = range === null ? {} : { from: Math.min(...range), to: Math.max(...range) };
        for (const [format, more] of [
          ["ndjson", {}],
          ["csv", {}],
          ["csv", { propertyColumns: true }],
          ["parquet", {}],
        ] as const) {
          const [mine, theirs] = [
            await exportBytes(logs[0], format, { ...scope, ...more }),
            await exportBytes(logs[1], format, { ...scope, ...more }),
          ];
          expect(theirs).toEqual(mine);
        }
      },
    ),
    { numRuns: RUNS },
  );
});
