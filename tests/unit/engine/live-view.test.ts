import { expect, it, onTestFinished, vi } from "vitest";
import { openLiveView } from "../../../src/engine/live-view.ts";
import { admitAll, arrive, lead, makeEvent, openTestDatabase, shop } from "../log/fixtures.ts";

it("shows and counts an event once that was admitted while the view was opened", async () => {
  const db = await openTestDatabase();
  const { admission } = await lead(db);
  const [newer, older] = [0, 1].map((age) => makeEvent({ timestamp: Date.now() - age }));
  await arrive(db, shop, [older!]);
  await admitAll(admission);
  await arrive(db, shop, [newer!]);
  const { get } = db.logHeads;
  const getAndAdmit = async (...given: unknown[]): Promise<unknown> => {
    const head: unknown = await Reflect.apply(get, db.logHeads, given);
    await admitAll(admission);
    return head;
  };
  const heads = vi.spyOn(db.logHeads, "get").mockImplementationOnce(getAndAdmit as typeof get);
  const view = await openLiveView(db, shop);
  expect(heads).toHaveBeenCalled();
  await view.refresh();
  expect(view.recent.map(({ id }) => id)).toEqual([newer!.id, older!.id]);
  expect(view.counters(Date.now()).events5m.value).toBe(2);
});

it("counts the last minutes again after the clock went ahead and came back", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  onTestFinished(() => void vi.useRealTimers());
  const noon = Date.parse("2026-10-25T00:55Z");
  vi.setSystemTime(noon);
  const db = await openTestDatabase();
  const { admission } = await lead(db);
  await arrive(db, shop, [makeEvent({ timestamp: noon - 60_000 })]);
  await admitAll(admission);
  const view = await openLiveView(db, shop);
  expect(view.counters(noon).events5m.value).toBe(1);
  vi.setSystemTime(noon + 3_600_000);
  expect(view.counters(Date.now()).events5m.value).toBe(0);
  await arrive(db, shop, [makeEvent({ timestamp: noon - 30_000 })]);
  await admitAll(admission);
  await view.refresh();
  vi.setSystemTime(noon + 1_000);
  expect(view.stale).toBe(true);
  await view.refresh();
  expect(view.stale).toBe(false);
  expect(view.counters(Date.now()).events5m.value).toBe(2);
});
