import "fake-indexeddb/auto";
import { expect, onTestFinished, test } from "vitest";
import { WINDOW_LIMITS } from "../../../src/model/question.ts";
import { readExtent } from "../../../src/rollup/read-extent.ts";
import { makeEvent, openRolledProject } from "../../support/rolled-project.ts";

test("holds every event in whole days of the zone, the long day that clocks go back on too", async () => {
  const rolled = await openRolledProject({ timeZone: "America/New_York" });
  onTestFinished(() => rolled.close());
  const rollup = await rolled.open();
  expect(await readExtent(rolled.db, rolled.project)).toBeUndefined();

  const first = Date.parse("2026-10-20T23:59:59-04:00");
  const last = Date.parse("2026-11-01T12:00:00-05:00");
  for (const timestamp of [last, first, first + 86_400_000]) await rolled.append([makeEvent({ timestamp })]);
  await rolled.fold(rollup);
  expect(await readExtent(rolled.db, rolled.project)).toEqual({
    from: Date.parse("2026-10-20T00:00:00-04:00"),
    to: Date.parse("2026-11-02T00:00:00-05:00"),
  });
});

test("ends where the windows of questions do, of clocks that were never set too", async () => {
  const west = await openRolledProject({ timeZone: "America/New_York" });
  onTestFinished(() => west.close());
  const rollup = await west.open();
  for (const timestamp of [0, Date.UTC(9999, 11, 31, 23)]) await west.append([makeEvent({ timestamp })]);
  await west.fold(rollup);
  expect(await readExtent(west.db, west.project)).toEqual({ from: 0, to: WINDOW_LIMITS.end });
});
