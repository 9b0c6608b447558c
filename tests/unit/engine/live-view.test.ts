import { expect, it } from "vitest";
import { openLiveView } from "../../../src/engine/live-view.ts";
import { admitAll, arrive, lead, makeEvent, openTestDatabase, shop } from "../log/fixtures.ts";

const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
};

it("shows and counts each event once, whenever it was admitted while the view was opened", async () => {
  for (let turn = 0; turn < 60; turn += 3) {
    const db = await openTestDatabase();
    const { admission } = await lead(db);
    const [first, second, third] = [0, 1, 2].map((age) => makeEvent({ timestamp: Date.now() - age }));
    await arrive(db, shop, [third!]);
    await admitAll(admission);
    await arrive(db, shop, [second!]);
    const opening = openLiveView(db, shop);
    await turns(turn);
    const gains = (await admitAll(admission)).flatMap((round) => round.gains);
    const view = await opening;
    await Promise.all(gains.map((gain) => view.refresh(gain)));
    await arrive(db, shop, [first!]);
    await admitAll(admission);
    await view.refresh();
    expect(view.recent.map(({ id }) => id)).toEqual([first!.id, second!.id, third!.id]);
    expect(view.counters(Date.now()).events5m.value).toBe(3);
    db.close();
  }
});
