import { expect, it } from "vitest";
import type { LiveUpdate } from "../../../src/engine/api.ts";
import { readFolded } from "../../../src/engine/read-status.ts";
import { openLiveView, type LiveView } from "../../../src/engine/live-view.ts";
import { openWatches, type Watches } from "../../../src/engine/watches.ts";
import { readHead } from "../../../src/log/reader.ts";
import { type ProjectId, toSequence } from "../../../src/model/identifier.ts";
import { openRolledProject } from "../../support/rolled-project.ts";
import { admitAll, arrive, lead, makeEvent, openTestDatabase, shop } from "../../support/admitted-log.ts";

const noLocks = {
  query: () => Promise.resolve({ held: [], pending: [] }),
} as unknown as LockManager;

const watchesOf = (
  viewOf: () => Promise<LiveView>,
  signal: AbortSignal,
  release: (projectId: ProjectId) => void = () => undefined,
  foldedTo: (projectId: ProjectId) => Promise<number> = () => Promise.resolve(0),
): Watches =>
  openWatches({
    viewOf,
    foldedTo,
    release,
    onError: (error) => {
      throw error;
    },
    locks: noLocks,
    lockName: "leader",
    signal,
  });

it("tells who leads as it is, also where that changed while the view was opened", async () => {
  const ended = new AbortController();
  const db = await openTestDatabase();
  let open: () => void = () => undefined;
  const opening = new Promise<void>((resolve) => (open = resolve));
  const watches = watchesOf(() => opening.then(() => openLiveView(db, shop)), ended.signal);
  const told: LiveUpdate[] = [];
  const added = watches.add(shop, (update) => told.push(update));
  watches.leaderChanged(true);
  open();
  await added;
  ended.abort();
  const leads = told.filter((update) => update.kind === "leader").map((update) => update.leads);
  expect(leads).toEqual([true, true]);
});

it("tells how far rollups have come, of this generation, before it tells of events", async () => {
  const ended = new AbortController();
  const { db, project, append, open, fold, close } = await openRolledProject();
  const view = await openLiveView(db, project.id);
  const opening = async (): Promise<unknown> => {
    const watches = watchesOf(
      () => Promise.resolve(view),
      ended.signal,
      undefined,
      (projectId) => readFolded(db, projectId),
    );
    const told: LiveUpdate[] = [];
    await watches.add(project.id, (update) => told.push(update));
    expect(told.map(({ kind }) => kind).slice(0, 2)).toEqual(["folded", "events"]);
    return told[0];
  };
  await append([makeEvent()]);
  expect(await opening()).toEqual({ kind: "folded", sequence: 0, opening: true });
  await fold(await open());
  const { sequence, generation } = await readHead(db, project.id);
  expect(await opening()).toEqual({ kind: "folded", sequence, opening: true });
  // What was counted before an erasure is not what there is.
  await db.logHeads.update(project.id, { generation: generation + 1 });
  expect(await opening()).toEqual({ kind: "folded", sequence: 0, opening: true });
  ended.abort();
  await close();
});

it("tells what somebody else had the view take in, once", async () => {
  const ended = new AbortController();
  const db = await openTestDatabase();
  const { admission } = await lead(db);
  const view = await openLiveView(db, shop);
  const watches = watchesOf(() => Promise.resolve(view), ended.signal);
  const told: LiveUpdate[] = [];
  await watches.add(shop, (update) => told.push(update));
  told.length = 0;
  const event = makeEvent();
  await arrive(db, shop, [event]);
  await admitAll(admission);
  await view.refresh();
  await watches.refresh();
  await watches.folded(shop, view.checkpoint);
  ended.abort();
  const events = told.filter((update) => update.kind === "events");
  expect(events.map((update) => update.events.map(({ id }) => id))).toEqual([[event.id]]);
});

it("lets go of a view that nobody watches when a fold may have found out who somebody is", async () => {
  const ended = new AbortController();
  const db = await openTestDatabase();
  const released: ProjectId[] = [];
  const watches = watchesOf(
    () => openLiveView(db, shop),
    ended.signal,
    (projectId) => released.push(projectId),
  );
  await watches.folded(shop, { generation: 0, sequence: toSequence(1) });
  expect(released).toEqual([shop]);
  const id = await watches.add(shop, () => undefined);
  await watches.folded(shop, { generation: 0, sequence: toSequence(0) });
  expect(released).toEqual([shop]);
  watches.remove(id);
  ended.abort();
  expect(released).toEqual([shop, shop]);
});
