import fc from "fast-check";
import { expect, test } from "vitest";
import type { LocalEvents } from "../../src/model/batch.ts";
import { success } from "../../src/model/failure.ts";
import type { RowMapping } from "../../src/model/row-mapping.ts";
import { importRows } from "../../src/transfer/import-rows.ts";
import { makeImportTally } from "../../src/transfer/import-tally.ts";
import { columnNames } from "../../src/transfer/readers/column-names.ts";
import { makeTableRows } from "../../src/transfer/readers/table-row.ts";
import type { RowGroup, TableColumn } from "../../src/transfer/row-group.ts";
import { makeMappedShape } from "../../src/transfer/shapes/mapped-shape.ts";
import type { Shape } from "../../src/transfer/shapes/shape.ts";

const oddText = fc.constantFrom(
  "",
  " ",
  "\ud800",
  "page_view",
  "a\0b",
  "x".repeat(201),
  "y".repeat(9_000),
  ...["12.5", " 7 ", "007", "0x1F", "1e3", "12345678901234567"],
);
const cell = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom("lisbon", "oslo", "ü", "7", "0,5") },
  { weight: 2, arbitrary: oddText },
  { weight: 2, arbitrary: fc.constantFrom(0, -0, 1.5, 1e21, Number.NaN) },
  { weight: 1, arbitrary: fc.constantFrom<unknown>(true, false, null, undefined, { a: 1 }, ["b"]) },
);
const time = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 0, max: 2e12 }).map((ms) => new Date(ms).toISOString()) },
  {
    weight: 2,
    arbitrary: fc.constantFrom<unknown>(
      "2026-11-30T10:15",
      "2026-11-30",
      "",
      null,
      "soon",
      5,
      "1960-01-01T00:00Z",
    ),
  },
);

/** Of some rows: values by a dictionary, one after the other, or numbers alone. */
const columnOf = (rows: number, values: fc.Arbitrary<unknown>): fc.Arbitrary<TableColumn> =>
  fc.oneof(
    fc
      .array(values, { minLength: 1, maxLength: 6 })
      .chain((dictionary) =>
        fc
          .array(fc.nat({ max: dictionary.length }), { minLength: rows + 2, maxLength: rows + 2 })
          .map((places) => ({ values: dictionary, places: Uint32Array.from(places), from: 2 })),
      ),
    fc.array(values, { minLength: rows + 1, maxLength: rows + 1 }).map((all) => ({ values: all, from: 1 })),
    fc
      .array(fc.constantFrom(-1, 0, 7, 2 ** 31 - 1), { minLength: rows, maxLength: rows })
      .chain((all) =>
        fc.constantFrom(Int32Array, Float64Array).map((Kind) => ({ values: Kind.from(all), from: 0 })),
      ),
  );

const NAMES = columnNames(["when", "who", "what", "2", "__proto__", "visit", "1", "plan"]);
const groups = fc.array(
  fc
    .nat({ max: 30 })
    .chain((rows) =>
      fc.tuple(
        fc.constant(rows),
        fc.tuple(...NAMES.map((name) => columnOf(rows, name === "when" ? time : cell))),
      ),
    ),
  { minLength: 1, maxLength: 4 },
);
const field = fc.option(fc.constantFrom(...NAMES), { nil: undefined });
const mapping: fc.Arbitrary<RowMapping> = fc
  .record({
    nameField: field,
    fixedName: fc.constantFrom("flight", "page_view", "", "\udc00"),
    timestampField: fc.constantFrom("when", "when", "when", "what", undefined),
    timeZone: fc.constantFrom("Europe/Berlin", undefined),
    distinctIdField: field,
    userIdField: field,
    sessionIdField: field,
    idField: fc.constantFrom(undefined, undefined, undefined, "plan"),
    numberFields: fc.subarray(NAMES),
    commaNumberFields: fc.subarray(NAMES),
  })
  .map((drawn) => ({
    ...(Object.fromEntries(Object.entries(drawn).filter(([, value]) => value !== undefined)) as RowMapping),
    ...(drawn.timestampField === undefined
      ? { fixedDate: "2026-11-30T00:00Z" }
      : { timeFormat: "iso" as const }),
  }));

async function read(shape: Shape, tables: readonly RowGroup[], groupEvents: number) {
  const appended: LocalEvents[] = [];
  const tally = makeImportTally();
  const failure = await importRows({
    groups: (async function* () {
      for (const table of tables) yield success(table);
    })(),
    ...{ shape, groupEvents, tally, receivedAt: 5, source: "file:flights.parquet", importId: "import" },
    signal: new AbortController().signal,
    onStep: () => undefined,
    append: async (events) => {
      appended.push(events);
      // Some are told as erased, and from which row on.
      return success({ accepted: Math.max(0, events.columns.count - 1), duplicate: 0 });
    },
  });
  return { appended, failure, counts: tally.counts(), refused: tally.refusedRows, times: tally.times() };
}

test("a table read as columns gives the very events, names and refusals that its rows one by one do", async () => {
  let plain = 0;
  await fc.assert(
    fc.asyncProperty(groups, mapping, fc.integer({ min: 1, max: 40 }), async (drawn, by, groupEvents) => {
      const toGroup = makeTableRows(NAMES);
      let from = 1;
      const tables = drawn.map(([rows, columns]) => toGroup(columns, rows, (from += rows) - rows));
      const whole = makeMappedShape(by);
      plain +=
        whole.readTables?.(NAMES, { receivedAt: 5, source: "file:flights.parquet" }) === undefined ? 0 : 1;
      const asColumns = await read(whole, tables, groupEvents);
      const rowByRow = await read(
        { place: (row, options) => whole.place(row, options) },
        tables,
        groupEvents,
      );
      expect(asColumns).toEqual(rowByRow);
    }),
    { numRuns: 400 },
  );
  expect(plain).toBeGreaterThan(100);
});

test("more rows than are looked at together keep their order and their repeats", async () => {
  const rows = 3_000;
  const places = Uint32Array.from({ length: rows }, (_, row) => (row * 7) % 5);
  const columns: TableColumn[] = [
    {
      values: [
        "2026-11-30T10:15:00.000Z",
        "2026-11-30T10:16:00.000Z",
        "never",
        "2026-11-30",
        "2026-12-01T00:00:00.000Z",
      ],
      places,
      from: 0,
    },
    { values: Float64Array.from(places, (place) => place * 2), from: 0 },
  ];
  const shape = makeMappedShape({
    fixedName: "flight",
    timestampField: "when",
    timeFormat: "iso",
    timeZone: "UTC",
  });
  const tables = [makeTableRows(["when", "late"])(columns, rows, 1)];
  const asColumns = await read(shape, tables, 700);
  expect(asColumns.counts).toMatchObject({ read: rows });
  expect(asColumns.appended.map(({ columns: { count } }) => count)).toEqual([700, 700, 700, 300]);
  expect(asColumns).toEqual(await read({ place: (row, options) => shape.place(row, options) }, tables, 700));
});
