import "fake-indexeddb/auto";
import { expect, onTestFinished, test, vi } from "vitest";
import { listImports } from "../../../src/catalog/imports.ts";
import { toProjectId } from "../../../src/model/identifier.ts";
import { browser, range } from "../../support/backed-up-browser.ts";
import { backUp, restore } from "../../support/backup-file.ts";
import { openTestDatabase, valueOf } from "../../support/open-catalog.ts";
import { openRealLog } from "../../support/real-log.ts";

test("the history of a restore that is under way tells what was stored, should its tab go away", async () => {
  const { db, id } = await browser(range(0, 9_000));
  const file = await backUp(db);
  const other = openTestDatabase();
  // Each look at the clock is a second after the one before.
  let clock = performance.now();
  const now = vi.spyOn(performance, "now").mockImplementation(() => (clock += 1_000));
  onTestFinished(() => now.mockRestore());
  const log = openRealLog(other, toProjectId(id));
  let goOn: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (goOn = resolve));
  let groups = 0;
  const restoring = restore(other, file, {
    appendTo: () => async (group) => {
      if (++groups > 1) await held;
      return (await log).append(group);
    },
  });
  await vi.waitFor(async () => {
    const [entry] = valueOf(await listImports(other, id));
    expect(entry).toMatchObject({ state: "running", read: 8_192, accepted: 8_192 });
  }, 20_000);
  goOn();
  expect(valueOf(await restoring).projects).toMatchObject([{ accepted: 9_000 }]);
  expect(valueOf(await listImports(other, id))).toMatchObject([{ state: "done", accepted: 9_000 }]);
});
