import "fake-indexeddb/auto";
import { expect, test } from "vitest";
import { eraseEvents } from "../../../src/log/erasure.ts";
import { claimEpoch } from "../../../src/log/fence.ts";
import { importFile } from "../../../src/transfer/import-file.ts";
import { eventLine, importOptions, toBlob } from "../../support/import-fixtures.ts";
import { makeProject, openTestDatabase, valueOf } from "../../support/open-catalog.ts";
import { openRealLog } from "../../support/real-log.ts";

test("each row of who was erased is refused in words: what was read is what is new, here already and refused", async () => {
  const db = openTestDatabase();
  const { id } = await makeProject(db);
  const line = (at: number): string => eventLine(at, { userId: `user-${at % 4}` });
  const before = toBlob(Array.from({ length: 20 }, (_, at) => line(at)).join("\n"));
  const first = await openRealLog(db, id);
  valueOf(await importFile(importOptions(db, id, before, first.append)));
  expect(valueOf(await eraseEvents(db, await claimEpoch(db), id, { userId: "user-1" })).events).toBe(5);

  const more = toBlob(Array.from({ length: 50 }, (_, at) => (at === 9 ? "{" : line(at))).join("\n"));
  const log = await openRealLog(db, id);
  const summary = valueOf(await importFile(importOptions(db, id, more, log.append)));
  // Every fourth of 50 is user-1's, one of which is no JSON.
  expect(summary).toMatchObject({ read: 50, accepted: 22, duplicate: 15, refused: 13 });
  expect(
    summary.refusedRows.map(({ index, rows, reason }) => [
      index,
      rows,
      /12 rows from here on .*erased/.test(reason),
    ]),
  ).toEqual([
    [10, undefined, false],
    [1, 12, true],
  ]);
  expect((await log.read()).filter(({ userId }) => userId === "user-1")).toEqual([]);
});
