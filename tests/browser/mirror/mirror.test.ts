import { afterAll, describe, expect, test } from "vitest";
import { eraseEvents } from "../../../src/log/erasure.ts";
import { claimEpoch } from "../../../src/log/fence.ts";
import { readBatches } from "../../../src/log/reader.ts";
import { runUserSql } from "../../../src/mirror/user-sql.ts";
import { toSequence } from "../../../src/model/identifier.ts";
import {
  makeEvent,
  need,
  openMirroredProject,
  type MirroredProject,
} from "../../support/mirrored-project.ts";

const opened: MirroredProject[] = [];
afterAll(async () => {
  for (const one of opened) await one.close();
});

async function open(options: Parameters<typeof openMirroredProject>[0] = {}): Promise<MirroredProject> {
  const one = await openMirroredProject(options);
  opened.push(one);
  return one;
}

const rowsOf = async (one: MirroredProject, sql: string): Promise<Record<string, unknown>[]> =>
  need(
    await one.mirror.read(async (reading) => {
      const table = await reading.run(sql);
      return table.toArray() as Record<string, unknown>[];
    }),
  );

describe("the mirror", () => {
  test("holds every event of the log, with labels in the project's zone", async () => {
    const at = Date.UTC(2026, 2, 29, 0, 30);
    const one = await open({
      timeZone: "Europe/Berlin",
      events: [
        makeEvent({ timestamp: at, name: "a", userId: "ann", sessionId: "s1" }),
        makeEvent({ timestamp: at + 3_600_000, name: "b" }),
      ],
    });
    const rows = await rowsOf(
      one,
      `SELECT "row", ts, "hour", "day", shift, name, user_, session_ FROM m.main.facts ORDER BY "row"`,
    );
    expect(rows).toEqual([
      {
        row: 0,
        ts: at,
        hour: Date.UTC(2026, 2, 29) / 60_000,
        day: 20_541,
        shift: 60,
        name: 0,
        user_: 1,
        session_: 0,
      },
      {
        row: 1,
        ts: at + 3_600_000,
        hour: Date.UTC(2026, 2, 29, 1) / 60_000,
        day: 20_541,
        shift: 120,
        name: 1,
        user_: null,
        session_: null,
      },
    ]);
    expect(one.mirror.state()).toEqual({
      kind: "ready",
      sequence: one.mirror.checkpoint().sequence,
      rows: 2,
    });
  });
});

describe("a mirror that is filled while it is read", () => {
  test("adds new property columns and kinds without losing what was there", async () => {
    const one = await open({ events: [makeEvent({ properties: { plan: "pro" } })] });
    await one.append([
      makeEvent({ properties: { plan: 3, seats: 2 } }),
      makeEvent({ properties: { plan: true, tags: ["a"], nothing: null } }),
    ]);
    await one.settle();
    const result = need(
      await runUserSql(one.mirror, "SELECT plan, seats, tags, nothing FROM events ORDER BY row"),
    );
    expect(result.rows).toEqual([
      ["pro", null, null, null],
      ["3", 2, null, null],
      ["true", null, '["a"]', null],
    ]);
    expect(result.columns.map(({ type }) => type)).toEqual(["VARCHAR", "DOUBLE", "VARCHAR", "VARCHAR"]);
  });

  test("keeps properties beyond the two hundredth", async () => {
    const properties = Object.fromEntries(Array.from({ length: 90 }, (_, index) => [`a${index}`, "x"]));
    const more = Object.fromEntries(Array.from({ length: 90 }, (_, index) => [`b${index}`, index]));
    const last = {
      ...Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`c${index}`, `text ${index}`])),
      late: 7,
    };
    const one = await open({
      events: [properties, more, last].map((some) => makeEvent({ properties: some })),
    });
    const result = need(await runUserSql(one.mirror, "SELECT a0, b89, c59, late FROM events ORDER BY row"));
    expect(result.rows).toEqual([
      ["x", null, null, null],
      [null, 89, null, null],
      [null, null, "text 59", 7],
    ]);
  });

  test("ignores batches it has and reads missing ones from the log", async () => {
    const one = await open({ events: [makeEvent({ name: "a" })] });
    await one.append([makeEvent({ name: "b" })]);
    await one.append([makeEvent({ name: "c" })]);
    const batches = await readBatches(one.db, one.project.id, toSequence(0), { maxEvents: 10 });
    need(await one.mirror.load(batches.slice(2)));
    need(await one.mirror.load(batches));
    const [row] = await rowsOf(
      one,
      "SELECT count(*)::DOUBLE AS n, count(DISTINCT name)::DOUBLE AS names FROM m.main.facts",
    );
    expect(row).toEqual({ n: 3, names: 3 });
    expect(one.mirror.checkpoint().sequence).toBe(batches.at(-1)?.sequence);
  });

  test("a snapshot stays at its checkpoint while more is loaded", async () => {
    const one = await open({ events: [makeEvent({})] });
    const counted = need(
      await one.mirror.read(async (reading) => {
        await one.append([makeEvent({ properties: { fresh: 1 } })]);
        need(await one.mirror.catchUp());
        const table = await reading.run("SELECT count(*)::DOUBLE AS n FROM m.main.facts");
        return { count: (table.get(0) as { n: number }).n, sequence: reading.checkpoint.sequence };
      }),
    );
    expect(counted).toEqual({ count: 1, sequence: 1 });
    expect(one.mirror.rows()).toBe(2);
  });
});

describe("a mirror whose engine dies", () => {
  test("is rebuilt from the log with identities and cut sessions, and answers what was pending", async () => {
    const one = await open({
      events: [
        makeEvent({ distinctId: "b1", timestamp: 1_000 }),
        makeEvent({ distinctId: "b1", userId: "ann", timestamp: 2_000 }),
        makeEvent({ distinctId: "b2", userId: "ann", timestamp: 3_000 }),
      ],
    });
    const before = one.mirror.worker();
    let runs = 0;
    const pending = one.mirror.read(async (reading) => {
      if (runs++ === 0) one.mirror.worker()?.terminate();
      const table = await reading.run(
        "SELECT count(DISTINCT coalesce(i.canonical, f.actor))::DOUBLE AS n, (SELECT count(*)::DOUBLE FROM joins.main.cut_sessions) AS s FROM m.main.facts AS f LEFT JOIN joins.main.identity AS i ON i.distinct_ = f.actor",
      );
      return table.get(0);
    });
    expect(need(await pending)).toEqual({ n: 1, s: 2 });
    expect(runs).toBe(2);
    expect(one.mirror.worker()).not.toBe(before);
    expect(one.states.map(({ kind }) => kind)).toContain("rebuilding");
    expect(one.mirror.state().kind).toBe("ready");
  });

  test("starts over when the log's generation was raised", async () => {
    const one = await open({
      events: [makeEvent({ name: "kept" }), makeEvent({ name: "gone", userId: "ann", distinctId: "b2" })],
    });
    need(await eraseEvents(one.db, await claimEpoch(one.db), one.project.id, { userId: "ann" }));
    need(await one.mirror.catchUp());
    const rows = await rowsOf(
      one,
      "SELECT n.name FROM m.main.facts AS f JOIN m.main.names AS n ON n.ordinal = f.name",
    );
    expect(rows).toEqual([{ name: "kept" }]);
    const [row] = await rowsOf(one, `SELECT count(*)::DOUBLE AS n FROM m.main.people WHERE "text" = 'ann'`);
    expect(row).toEqual({ n: 0 });
    expect(one.mirror.checkpoint().generation).toBe(2);
  });

  test("says so after it was stopped", async () => {
    const one = await open({});
    await one.mirror.stop();
    const read = await one.mirror.read((reading) => reading.run("SELECT 1"));
    expect(read).toMatchObject({ ok: false, failure: { kind: "engine-unavailable" } });
  });
});
