import "fake-indexeddb/auto";
import { expect, test } from "vitest";
import { idsOf, settle, sharedEvents, twoDevices } from "../../support/shared-devices.ts";

test("of a device killed at any writing others read nothing that is not whole, and its next turn completes it", async () => {
  let after = 0;
  for (let isKilled = true; isKilled; after++) {
    const { files, a, b } = await twoDevices();
    await a.append(sharedEvents(0, 5));
    await settle(a, b);
    await a.append(sharedEvents(5, 9));
    files.failAfter(after);
    isKilled = await a.turn().then(
      () => false,
      () => true,
    );
    files.failAfter(undefined);
    await b.turns();
    const [early] = await b.others();
    expect((await b.ids()).length).toBe(isKilled ? 5 : 9);
    expect(early).toMatchObject({ waiting: [], refused: 0 });
    await a.turn({ isFirst: true });
    await b.turns();
    expect(await b.ids()).toEqual(idsOf(sharedEvents(0, 9)));
    expect(await b.others()).toMatchObject([{ accepted: 9, refused: 0, waiting: [] }]);
  }
  // A part, and the list.
  expect(after).toBeGreaterThan(2);
});
