import { readFile } from "node:fs/promises";
import { makeImportTally } from "../../src/transfer/import-tally.ts";
import { importRows } from "../../src/transfer/import-rows.ts";
import type { RowGroup } from "../../src/transfer/row-group.ts";
import type { ShapeOptions } from "../../src/transfer/shapes/shape.ts";
import type { ShapeName } from "../../src/transfer/shapes/shape-names.ts";
import { SHAPES } from "../../src/transfer/shapes/shapes.ts";
import type { LochanEvent } from "../../src/model/event.ts";
import { success } from "../../src/model/failure.ts";
import { makeIdLog } from "./import-fixtures.ts";

/** The rows of a file of `tests/fixtures/imports`, as readers of its container give them. */
export async function fixtureRows(name: string): Promise<unknown[]> {
  const text = await readFile(new URL(`../fixtures/imports/${name}`, import.meta.url), "utf8");
  if (name.endsWith(".csv")) return csvRows(text);
  if (name.endsWith(".xml")) return xmlRows(text);
  const lines = text.split("\n").filter((line) => line !== "");
  if (name.endsWith(".log")) return lines;
  if (name.endsWith(".ndjson")) return lines.map((line): unknown => JSON.parse(line));
  const value = JSON.parse(text) as unknown[] | { batch: unknown[] };
  return Array.isArray(value) ? value : value.batch;
}

/** What CSV leaves of a row: numbers and flags as text, JSON as its text. */
export const asText = (row: unknown): unknown =>
  typeof row !== "object" || row === null
    ? row
    : Object.fromEntries(
        Object.entries(row).map(([key, value]: [string, unknown]) => [
          key,
          typeof value === "string" ? value : value === null ? "" : JSON.stringify(value),
        ]),
      );

export const SALT = "5a".repeat(16);

/** Imports rows that were read already into a log, a new one by default. */
export async function importFixture(
  shape: ShapeName,
  rows: readonly unknown[],
  { log = makeIdLog(), ...options }: Partial<ShapeOptions> & { log?: ReturnType<typeof makeIdLog> } = {},
) {
  const tally = makeImportTally();
  const group: RowGroup = {
    count: rows.length,
    numberAt: (index) => index + 1,
    rowAt(index) {
      const value = rows[index];
      return { value, text: typeof value === "string" ? value : JSON.stringify(value) };
    },
  };
  const failure = await importRows({
    groups: (async function* () {
      yield success(group);
    })(),
    shape: SHAPES[shape].make({ container: "ndjson", salt: SALT, ...options }),
    source: "file:fixture",
    importId: "import-1",
    receivedAt: Date.UTC(2026, 0, 1),
    append: log.append,
    tally,
    signal: new AbortController().signal,
    onStep: () => undefined,
  });
  if (failure !== undefined) throw new Error(failure.message);
  return { events: log.events, counts: tally.counts(), refused: tally.refusedRows, log };
}

function csvRows(text: string): Record<string, string>[] {
  const cells = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/gy;
  const records: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(cells)) {
    records.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? "");
    if (end !== ",") records.push([]);
    if (end === "") break;
  }
  const [head = [], ...rows] = records.filter((record) => record.join("") !== "");
  return rows.map((row) => Object.fromEntries(head.map((key, index) => [key, row[index] ?? ""])));
}

/** Elements as Matomo writes them: no attributes, lists as `row` elements. */
function xmlRows(text: string): unknown[] {
  const tokens = text.replace(/<\?.*?\?>/, "").match(/<[^>]+>|[^<]+/g) ?? [];
  let at = 0;
  const readElement = (): unknown => {
    const members: Record<string, unknown> = {};
    let content = "";
    for (;;) {
      const token = tokens[at++] ?? "</>";
      if (token.startsWith("</")) return Object.keys(members).length > 0 ? members : content;
      if (!token.startsWith("<")) {
        content += token.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
        continue;
      }
      const name = token.slice(1, -1);
      const value = readElement();
      const known = members[name];
      members[name] = known === undefined ? value : Array.isArray(known) ? [...known, value] : [known, value];
    }
  };
  while (!tokens[at++]?.startsWith("<result")) if (at > tokens.length) return [];
  const { row } = readElement() as { row: unknown };
  return Array.isArray(row) ? row : [row];
}

/** What happened, to whom and when, of each event in turn. */
export const outline = (events: readonly LochanEvent[]): unknown[] =>
  events.map(({ type, name, distinctId, userId, timestamp }) => [
    type,
    name,
    distinctId,
    userId,
    new Date(timestamp).toISOString(),
  ]);
