import { expect, test } from "vitest";
import { importText } from "../../support/import-text.ts";

const row = (id: string, more = ""): string =>
  `{"id":"${id}","name":"seen","distinctId":"d","timestamp":1700000000000${more}}`;

test.each([
  ["NDJSON", (rows: string[]) => rows.join("\n")],
  ["JSON", (rows: string[]) => `[${rows.join(",")}]`],
])("numbers of %s past 2^53 keep each digit, as text where a number would lose some", async (_what, file) => {
  const { events, summary } = await importText(
    file([
      row("1", `,"properties":{"order":9007199254740993,"list":[-12345678901234567891, 7]}`),
      row(
        "2",
        `,"properties":{"order":9007199254740992,"said":"[9007199254740993]","big":1e300,"pi":3.14159265358979312}`,
      ),
    ]),
  );
  expect(summary).toMatchObject({ accepted: 2, refused: 0 });
  expect(events.map(({ properties }) => properties)).toEqual([
    { order: "9007199254740993", list: ["-12345678901234567891", 7] },
    { order: 9_007_199_254_740_992, said: "[9007199254740993]", big: 1e300, pi: 3.141592653589793 },
  ]);
});

test("times before 1970 or past 9999 are refused with their row, those at the ends and years ahead are read", async () => {
  const at = (id: string, timestamp: unknown): string =>
    JSON.stringify({ id, name: "seen", distinctId: "d", timestamp });
  const { events, summary } = await importText(
    [
      at("a", 0),
      at("b", -1),
      at("c", "1969-12-31T23:59:59Z"),
      at("d", "9999-12-31T23:59:59Z"),
      at("e", 9e15),
      at("f", "2124-02-29T00:00:00Z"),
    ].join("\n"),
  );
  expect(events.map(({ id, timestamp }) => [id, new Date(timestamp).toISOString().slice(0, 4)])).toEqual([
    ["a", "1970"],
    ["d", "9999"],
    ["f", "2124"],
  ]);
  expect(summary.refusedRows.map(({ index }) => index)).toEqual([2, 3, 5]);
  expect(summary.refusedRows.every(({ reason }) => /timestamp/.test(reason))).toBe(true);
});

test("half a character is read as the mark of one that is missing, a row of other fields for itself", async () => {
  const { events, summary } = await importText(
    [
      row("a", String.raw`,"properties":{"word":"\ud83d","key\udc00":"x"}`),
      '{"other":true}',
      "[1]",
      row("b", ',"userId":5'),
      row("c"),
    ].join("\r\n"),
  );
  expect(events[0]?.properties).toEqual({ word: "\ufffd", "key\ufffd": "x" });
  expect(events.map(({ id }) => id)).toContain("c");
  expect(summary.read).toBe(5);
  expect(summary.refusedRows.map(({ index }) => index)).toEqual(expect.arrayContaining([2, 3]));
  expect(summary.accepted + summary.refused).toBe(5);
});
