import Papa from "papaparse";
import { expect, test } from "vitest";
import type { JsonValue, LochanEvent } from "../../../src/model/event.ts";
import { cellToValue, guardText, textToCell, unguardText } from "../../../src/model/csv-cells.ts";
import { exportBytes, exportedEvent, hostileEvents, openExportLog } from "../../support/export-fixtures.ts";
import { importText } from "../../support/import-text.ts";

const HEADER = [
  ...["id", "type", "name", "properties", "distinctId", "userId", "sessionId"],
  ...["timestamp", "receivedAt", "source", "sentAt"],
];

type Row = Record<string, string>;

async function readCsv(...args: Parameters<typeof exportBytes>): Promise<{ fields: string[]; rows: Row[] }> {
  const text = new TextDecoder("utf-8", { fatal: true }).decode(await exportBytes(...args));
  const { data, errors, meta } = Papa.parse<Row>(text, { header: true, skipEmptyLines: true });
  expect(errors).toEqual([]);
  return { fields: meta.fields ?? [], rows: data };
}

/** What an importer makes of a row, by the rules that are documented. */
function toEvent(row: Row): object {
  const properties: Record<string, unknown> = Object.create(null);
  for (const [column, cell] of Object.entries(row)) {
    if (column === "properties") Object.assign(properties, JSON.parse(cell) as object);
    if (!column.startsWith("properties.")) continue;
    const value = cellToValue(cell);
    if (value !== undefined) properties[column.slice("properties.".length)] = value;
  }
  const text = (column: string) => (row[column] === "" ? {} : { [column]: unguardText(row[column]!) });
  return {
    ...{ ...text("id"), ...text("type"), ...text("name"), ...text("distinctId"), ...text("userId") },
    ...{ ...text("sessionId"), ...text("source") },
    timestamp: Date.parse(row["timestamp"]!),
    receivedAt: Date.parse(row["receivedAt"]!),
    ...(row["sentAt"] === "" ? {} : { sentAt: Date.parse(row["sentAt"]!) }),
    properties: Object.entries(properties).sort(),
  };
}

const asRead = ({ properties, ...event }: LochanEvent): object => ({
  ...event,
  properties: (Object.entries(properties) as [string, JsonValue][]).sort(),
});

test.each([false, true])("every event comes back exactly (a column for each property: %s)", async (each) => {
  const log = await openExportLog(hostileEvents);
  const { fields, rows } = await readCsv(log, "csv", { propertyColumns: each });
  if (each) {
    expect(fields).not.toContain("properties");
    expect(fields).toContain("properties.text");
    expect(fields).toContain('properties.a,b"c');
  } else expect(fields).toEqual(HEADER);
  expect(rows.map(toEvent)).toEqual((await log.read()).map(asRead));
});

test("keys with spaces around them, alike but for these, or of nothing else come back as they were", async () => {
  const keys = ["plan", " plan", "plan ", "\u00a0plan", "\n", "", "\t", "plan_2", "__proto__", "properties."];
  const given = exportedEvent(0, {
    properties: Object.fromEntries(keys.map((key, at) => [key, at])),
  });
  const bytes = await exportBytes(await openExportLog([given]), "csv", { propertyColumns: true });
  const { events } = await importText(bytes);
  expect(events.flatMap(({ properties }) => Object.entries(properties))).toHaveLength(keys.length);
  expect(events.map(({ properties }) => new Map(Object.entries(properties)))).toEqual([
    new Map(Object.entries(given.properties)),
  ]);
});

test("no cell begins as a formula does, but for numbers", async () => {
  const log = await openExportLog(hostileEvents);
  for (const propertyColumns of [false, true]) {
    const { rows } = await readCsv(log, "csv", { propertyColumns });
    const cells = rows.flatMap((row) => Object.values(row));
    expect(cells.filter((cell) => /^[=+\-@\t\r]/.test(cell) && Number.isNaN(Number(cell)))).toEqual([]);
    expect(cells).toContain('\'=HYPERLINK("http://evil.example")');
  }
});

test.each([
  ["=1+1", "'=1+1"],
  ["'=1+1", "''=1+1"],
  ["''-", "'''-"],
  ["'quoted'", "'quoted'"],
  ["\tx", "'\tx"],
  ["\n=x", "'\n=x"],
  ["＝1＋1", "'＝1＋1"],
  ["＋1", "'＋1"],
  ["－1", "'－1"],
  ["'＠x", "''＠x"],
  ["", ""],
])("%j is guarded as %j, and back", (text, guarded) => {
  expect(guardText(text)).toBe(guarded);
  expect(unguardText(guarded)).toBe(text);
});

test.each(["", "5", "-5", "true", "null", '"', '""', "[]", "01", "1 apple", "-x", "'-x", " 5", "NaN", "{"])(
  "the text %j is text when it is read",
  (text) => {
    expect(cellToValue(textToCell(text))).toBe(text);
  },
);

test("past 200 properties the rest, seen least, stay JSON", async () => {
  const wide = (from: number) =>
    Object.fromEntries(Array.from({ length: 90 }, (_, at) => [`k${from + at}`, at]));
  const events = [wide(0), wide(90), wide(180), wide(90), wide(180)].map((properties, at) =>
    exportedEvent(at, { properties }),
  );
  const log = await openExportLog(events);
  const { fields, rows } = await readCsv(log, "csv", { propertyColumns: true });
  const columns = fields.filter((field) => field.startsWith("properties."));
  expect(columns).toHaveLength(200);
  expect(columns).toEqual(columns.toSorted());
  expect(rows.map(toEvent)).toEqual(events.map(asRead));
  expect(Object.keys(JSON.parse(rows[0]!["properties"]!) as object)).toHaveLength(70);
  expect(rows[1]?.["properties"]).toBe("{}");
});

test("an empty project's file is its header", async () => {
  const log = await openExportLog([]);
  expect(new TextDecoder().decode(await exportBytes(log, "csv"))).toBe(`${HEADER.join(",")}\r\n`);
});

test("gzip holds the same", async () => {
  const log = await openExportLog(hostileEvents);
  const packed = new Blob([await exportBytes(log, "csv.gz")]).stream();
  const unpacked = new Response(packed.pipeThrough(new DecompressionStream("gzip")));
  expect(new Uint8Array(await unpacked.arrayBuffer())).toEqual(await exportBytes(log, "csv"));
});
