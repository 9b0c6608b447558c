import "fake-indexeddb/auto";
import { expect, test } from "vitest";
import { importFile } from "../../../src/transfer/import-file.ts";
import { inspectFile } from "../../../src/transfer/inspect-file.ts";
import { previewMapping } from "../../../src/transfer/preview-mapping.ts";
import { importOptions, makeIdLog, toBlob } from "../../support/import-fixtures.ts";
import { failureOf, makeProject, openTestDatabase, valueOf } from "../../support/open-catalog.ts";

const table = (delimiter: string, prices: readonly string[]): string =>
  [
    "event;when;user;price;note",
    ...prices.map((price, n) => `order;2026-11-29T10:0${n % 10}Z;u${n};${price};a`),
  ]
    .map((line) => `${line.replaceAll(";", delimiter)}\n`)
    .join("");

async function setUp() {
  const db = openTestDatabase();
  const { id: projectId } = await makeProject(db);
  const log = makeIdLog();
  const run = (text: string, more: object = {}) =>
    importFile({
      ...importOptions(db, projectId, toBlob(text), log.append),
      fileName: "orders.csv",
      ...more,
    });
  const inspect = async (text: string) =>
    valueOf(await inspectFile({ db, projectId, file: toBlob(text), fileName: "orders.csv" }));
  const prices = (): unknown[] => log.events.map(({ properties }) => properties["price"]);
  return { run, inspect, prices };
}

test("a column of decimal commas in a file parted by semicolons is of numbers, and the preview says so", async () => {
  const { run, inspect, prices } = await setUp();
  const text = table(";", ["0,50", "-3,1", "", "1,234", "7"]);
  const { proposal, rows } = await inspect(text);
  expect(proposal).toMatchObject({ mapping: { commaNumberFields: ["price"] } });
  expect(proposal?.warnings.at(-1)).toEqual({
    kind: "decimal-comma",
    message: "Numbers have a decimal comma, as in “price”, where 0,50 is read as 0.5.",
  });
  const { events } = valueOf(previewMapping(proposal!.mapping, rows, "orders.csv", 5));
  const numbers = [0.5, -3.1, undefined, 1.234, 7];
  expect(events.map(({ properties }) => properties["price"])).toEqual(numbers);
  valueOf(await run(text, { mapping: proposal!.mapping }));
  expect(prices()).toEqual(numbers);
});

test("a cell that comes later and is no such number stays the text it is", async () => {
  const { run, prices } = await setUp();
  const mapping = {
    ...{ nameField: "event", timestampField: "when", timeFormat: "iso", userIdField: "user" },
    commaNumberFields: ["price"],
  };
  valueOf(await run(table(";", ["0,50", "1.5", "1.234,50", "1,234,567", "n/a", "007,5"]), { mapping }));
  expect(prices()).toEqual([0.5, "1.5", "1.234,50", "1,234,567", "n/a", "007,5"]);
});

test("rows after the first say what these leave open, and what they speak against", async () => {
  const { inspect } = await setUp();
  const whole = Array.from({ length: 60 }, () => "1");
  const read = async (last: string) => (await inspect(table(";", [...whole, last]))).proposal?.mapping;
  expect(await read("0,50")).toMatchObject({ commaNumberFields: ["price"] });
  expect((await read("0,50"))?.numberFields).toBeUndefined();
  expect(await read("0.50")).toMatchObject({ numberFields: ["price"] });
  const fractions = (await inspect(table(";", [...whole.map(() => "0,5"), "1.234,50"]))).proposal?.mapping;
  expect(fractions?.commaNumberFields).toBeUndefined();
});

test("how a file parted by commas was read says nothing of one parted by semicolons", async () => {
  const { run, prices } = await setUp();
  const points = table(",", ["0.50"]);
  const { proposal } = failureOf(await run(points)) as { proposal?: { mapping: object } };
  valueOf(await run(points, { mapping: proposal?.mapping }));
  expect(prices()).toEqual([0.5]);
  const commas = table(";", ["0,75"]);
  const asked = failureOf(await run(commas)) as { kind: string; proposal?: { mapping: object } };
  expect(asked.kind).toBe("needs-mapping");
  valueOf(await run(commas, { mapping: asked.proposal?.mapping }));
  // Each of them is known from now on.
  valueOf(await run(table(",", ["0.25"])));
  valueOf(await run(table(";", ["1,25"])));
  expect(prices()).toEqual([0.5, 0.75, 0.25, 1.25]);
});
