import "fake-indexeddb/auto";
import { expect, test } from "vitest";
import { importFile } from "../../../src/transfer/import-file.ts";
import { makeImportTally } from "../../../src/transfer/import-tally.ts";
import { importOptions, makeIdLog, toBlob } from "../../support/import-fixtures.ts";
import { makeProject, openTestDatabase, valueOf } from "../../support/open-catalog.ts";

test("a refused row of CSV is told with how it begins, damaged quotes and too many fields too", async () => {
  const db = openTestDatabase();
  const { id } = await makeProject(db);
  const lines = [
    "name,distinctId,timestamp,note",
    "buy,d,2026-01-01T10:00:00Z,ok",
    "buy,d,soon,=1+1",
    "buy,d,2026-01-01T10:00:00Z,a,b",
    'buy,d,2026-01-01T10:00:00Z,"odd" quote',
    "buy,d,2026-01-02T10:00:00Z,ok",
    `buy,d,later,${"x".repeat(1_000)}`,
  ];
  const options = importOptions(db, id, toBlob(`${lines.join("\n")}\n`), makeIdLog().append);
  const summary = valueOf(await importFile({ ...options, fileName: "events.csv" }));
  expect(summary).toMatchObject({ accepted: 2, refused: 4 });
  const [late, wide, quoted, long] = summary.refusedRows.sort((a, b) => a.index - b.index);
  expect(late).toMatchObject({ index: 3, text: expect.stringContaining('"note":"=1+1"') });
  expect(wide).toMatchObject({ index: 4, text: '["buy","d","2026-01-01T10:00:00Z","a","b"]' });
  expect(quoted).toMatchObject({ index: 5, text: expect.stringContaining(lines[4]!) });
  expect(long?.text).toHaveLength(301);
  expect(long?.text).toMatch(/xxx…$/);
});

test("the text of no more than the first 1,000 is made", () => {
  const tally = makeImportTally();
  let made = 0;
  for (let index = 1; index <= 1_200; index++)
    tally.refuse({ index, reason: "It is none." }, 1, {
      get text() {
        made += 1;
        return `${"🫖".repeat(200)} ${index}`;
      },
    });
  expect(tally.refusedRows).toHaveLength(1_000);
  expect(made).toBe(1_000);
  expect(tally.refusedRows[0]?.text).toBe(`${"🫖".repeat(150)}…`);
});
