import { afterEach, expect, test } from "vitest";
import type { EngineApi, LiveUpdate } from "../../../src/engine/api.ts";
import { appendAndAwait } from "../../../src/engine/append-events.ts";
import { startTabEngine } from "../../../src/engine/tab-engine.ts";
import { openTabSession } from "../../../src/engine/tab-session.ts";
import { parseEvents } from "../../../src/intake/parse-event.ts";
import { whileDiskIsFull } from "../../support/full-disk.ts";
import { spoilChannels } from "../../support/faulty-channel.ts";
import { draft, eventually, valueOf } from "./support.ts";

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const clean of cleanups.splice(0)) clean();
});

function tab(name: string = crypto.randomUUID()) {
  const controller = new AbortController();
  cleanups.push(() => controller.abort());
  return { name, options: { databaseName: name, locks: navigator.locks, signal: controller.signal } };
}

/** An engine in this very page, so that what lies under it can be spoilt. */
function openEngine(name: string): EngineApi {
  const noWorker = () => {
    throw new Error("Nothing is imported here, and no feed is on.");
  };
  const engine = startTabEngine({
    ...tab(name).options,
    startImportWorker: noWorker,
    startExportWorker: noWorker,
    startFeedWorker: noWorker,
  });
  void engine.visible(true);
  return engine;
}

const LAST_WEEK = { version: 1, measure: "events", window: { last: "7d" } };

test("a connection that the browser lost is opened again, under another term, and nothing was deleted", async () => {
  const { options, name } = tab();
  const session = openTabSession(options);
  const engine = openEngine(name);
  const project = valueOf(await engine.createProject({ name: "Lost", timeZone: "UTC" }));
  valueOf(await engine.append(project.id, [draft(1), draft(2)]));
  const epoch = await eventually(async () =>
    session.leadership.leads ? session.leadership.epoch : undefined,
  );

  const connection = session.database.backendDB();
  connection.close();
  connection.onclose?.call(connection, new Event("close"));
  await eventually(async () => (session.leaderEpoch > epoch ? true : undefined));

  expect(session.signal.aborted).toBe(false);
  expect(valueOf(await engine.append(project.id, [draft(2), draft(3)]))).toMatchObject({
    accepted: 1,
    duplicate: 1,
  });
  expect(valueOf(await engine.ask(project.id, LAST_WEEK)).total).toBe(3);
  expect(valueOf(await engine.verify(project.id))).toMatchObject({ drift: 0 });
});

test("who waits for events that the leader has no space to admit is told, and they count once there is room", async () => {
  const { options, name } = tab();
  const { database, channel, appender, leadership, signal } = openTabSession(options);
  await eventually(async () => (leadership.leads ? true : undefined));
  const engine = openEngine(name);
  const { id } = valueOf(await engine.createProject({ name: "Full", timeZone: "UTC" }));
  valueOf(await engine.append(id, [draft(1)]));
  const { events } = parseEvents([draft(1), draft(2), draft(3)], { receivedAt: Date.now(), source: "api" });
  const refused = await whileDiskIsFull(database, "batches", () =>
    appendAndAwait({ database, channel }, (how) => appender.append(id, events, how), signal),
  );
  expect(refused).toMatchObject({ ok: false, failure: { kind: "quota-exceeded", stored: true } });
  expect(valueOf(await engine.append(id, [draft(3), draft(4)]))).toMatchObject({ accepted: 1, duplicate: 1 });
  expect(valueOf(await engine.ask(id, LAST_WEEK)).total).toBe(4);
  expect(valueOf(await engine.verify(id))).toMatchObject({ drift: 0 });
});

test("a connection that ended because all was deleted ends the engine", async () => {
  const session = openTabSession(tab().options);
  await eventually(async () => (session.leadership.leads ? true : undefined));
  const connection = session.database.backendDB();
  connection.onversionchange = null;
  connection.close();
  indexedDB.deleteDatabase(session.database.name);
  connection.onclose?.call(connection, new Event("close"));
  await eventually(async () => (session.signal.aborted ? true : undefined));
});

test("tabs whose messages are lost, doubled and reordered lose no event and count none twice", async () => {
  const channels = spoilChannels(Date.now());
  cleanups.push(channels.undo);
  const { name } = tab();
  const engines = [openEngine(name), openEngine(name), openEngine(name)];
  const project = valueOf(await engines[0]!.createProject({ name: "Noise", timeZone: "UTC" }));
  const seen = new Map<EngineApi, string[]>();
  for (const engine of engines) {
    seen.set(engine, []);
    const listener = (update: LiveUpdate) => {
      if (update.kind === "events")
        seen.set(
          engine,
          update.events.map(({ id }) => id),
        );
    };
    valueOf(await engine.watch(project.id, listener));
  }
  const sent = engines.map(async (engine, lane) => {
    for (let round = 0; round < 8; round++) {
      const drafts = Array.from({ length: 10 }, (_, n) => draft(lane * 1_000 + round * 10 + n));
      expect(valueOf(await engine.append(project.id, drafts))).toMatchObject({ accepted: 10, duplicate: 0 });
    }
  });
  await Promise.all(sent);
  expect(channels.spoilt).toBeGreaterThan(20);
  for (const engine of engines) {
    expect(valueOf(await engine.ask(project.id, LAST_WEEK)).total).toBe(240);
    expect(valueOf(await engine.ask(project.id, LAST_WEEK, { freshness: "any" })).total).toBe(240);
    await eventually(async () => (seen.get(engine)!.length === 100 ? true : undefined));
  }
  expect(valueOf(await engines[2]!.erase(project.id, { userId: "browser-1" }))).toMatchObject({
    arrivals: 0,
  });
  expect(valueOf(await engines[1]!.verify(project.id))).toMatchObject({ drift: 0 });
  const left = valueOf(await engines[0]!.ask(project.id, LAST_WEEK)).total;
  for (const engine of engines) {
    expect(valueOf(await engine.ask(project.id, LAST_WEEK)).total).toBe(left);
    const again = Array.from({ length: 10 }, (_, n) => draft(n));
    const resent = valueOf(await engine.append(project.id, again));
    expect(resent.accepted).toBe(0);
    expect(resent.erased).toBeGreaterThan(0);
  }
});
