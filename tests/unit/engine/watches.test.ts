import { expect, it } from "vitest";
import type { LiveUpdate } from "../../../src/engine/api.ts";
import { openLiveView } from "../../../src/engine/live-view.ts";
import { openWatches } from "../../../src/engine/watches.ts";
import { openTestDatabase, shop } from "../log/fixtures.ts";

const noLocks = {
  query: () => Promise.resolve({ held: [], pending: [] }),
} as unknown as LockManager;

it("tells who leads as it is, also where that changed while the view was opened", async () => {
  const ended = new AbortController();
  const db = await openTestDatabase();
  let open: () => void = () => undefined;
  const opening = new Promise<void>((resolve) => (open = resolve));
  const watches = openWatches({
    viewOf: async (projectId) => {
      await opening;
      return openLiveView(db, projectId);
    },
    release: () => undefined,
    onError: (error) => {
      throw error;
    },
    locks: noLocks,
    lockName: "leader",
    signal: ended.signal,
  });
  const told: LiveUpdate[] = [];
  const added = watches.add(shop, (update) => told.push(update));
  watches.leaderChanged(true);
  open();
  await added;
  ended.abort();
  const leads = told.filter((update) => update.kind === "leader").map((update) => update.leads);
  expect(leads).toEqual([true, true]);
});
