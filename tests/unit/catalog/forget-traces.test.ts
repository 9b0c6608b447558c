import { expect, it } from "vitest";
import { forgetTraces } from "../../../src/catalog/forget-traces.ts";
import { readSetting, saveSetting } from "../../../src/catalog/settings.ts";
import { addToSqlHistory, readSqlHistory } from "../../../src/catalog/sql-history.ts";
import { rememberRecent, readRecent } from "../../../src/ui/palette/recent-entries.ts";
import { makeProject, openTestDatabase, valueOf } from "../../support/open-catalog.ts";

it("forgets the SQL that was run and what was chosen in the palette, of that project alone", async () => {
  const db = openTestDatabase();
  const [shop, other] = [(await makeProject(db)).id, (await makeProject(db, { name: "Other" })).id];
  const engine = {
    setting: (key: string) => readSetting(db, key),
    saveSetting: (key: string, value: unknown) => saveSetting(db, key, value),
  };
  for (const id of [shop, other]) {
    valueOf(await addToSqlHistory(db, id, { text: "SELECT 'ann'", at: 1 }));
    for (const chosen of ["event:a", "event:b", "event:a"]) await rememberRecent(engine, id, chosen);
  }
  expect(await readRecent(engine, shop)).toEqual(["event:a", "event:b"]);
  await forgetTraces(db, shop);
  expect(valueOf(await readSqlHistory(db, shop))).toEqual([]);
  expect(await readRecent(engine, shop)).toEqual([]);
  expect(valueOf(await readSqlHistory(db, other))).toHaveLength(1);
  expect(await readRecent(engine, other)).toHaveLength(2);
});
