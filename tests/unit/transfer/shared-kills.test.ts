import "fake-indexeddb/auto";
import { expect, test, vi } from "vitest";
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

test("what a part brought before its reader was killed is among what came from the device", async () => {
  const { a, b } = await twoDevices();
  const events = sharedEvents(0, 9_000);
  await a.append(events);
  await a.turns();
  let appends = 0;
  b.onAppend(async () => {
    if (++appends < 2) return;
    await vi.waitFor(async () => expect(await b.ids()).toHaveLength(8_192));
    await vi.waitFor(async () => expect(await b.others()).toMatchObject([{ accepted: 8_192, read: [] }]));
    throw new DOMException("The disk is gone.", "NotFoundError");
  });
  await expect(b.turn()).rejects.toThrow("The disk is gone.");
  b.onAppend(async () => undefined);
  await b.turns();
  expect(await b.ids()).toHaveLength(9_000);
  expect(await b.others()).toMatchObject([{ accepted: 9_000, refused: 0, waiting: [] }]);
});
