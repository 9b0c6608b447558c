import { afterEach, describe, expect, test, vi } from "vitest";
import { eraseEvents } from "../../../src/log/erasure.ts";
import { claimEpoch } from "../../../src/log/fence.ts";
import { readBatches } from "../../../src/log/reader.ts";
import { listMirrorFiles, mirrorFileName } from "../../../src/mirror/mirror-file.ts";
import { startMirror, type Mirror } from "../../../src/mirror/mirror.ts";
import { runUserSql } from "../../../src/mirror/user-sql.ts";
import { toSequence } from "../../../src/model/identifier.ts";
import {
  makeEvent,
  need,
  openMirroredProject,
  type MirroredProject,
} from "../../support/mirrored-project.ts";

const SHOWN = `SELECT timestamp, type, name, distinct_id, user_id, actor, plan, seats, tags, flag, maybe
  FROM events ORDER BY row`;

vi.setConfig({ testTimeout: 200_000 });

const opened: MirroredProject[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

async function open(options: Parameters<typeof openMirroredProject>[0] = {}): Promise<MirroredProject> {
  const one = await openMirroredProject({ events: someEvents(5, 0), ...options });
  opened.push(one);
  return one;
}

/** Every kind of value, names that hide, and one person of two devices. */
const someEvents = (count: number, from: number) =>
  Array.from({ length: count }, (_, index) => {
    const n = from + index;
    return makeEvent({
      timestamp: n * 1_000,
      name: n % 3 === 0 ? "$leave" : `name ${n % 4}`,
      distinctId: `b${n % 3}`,
      ...(n % 2 === 0 ? { userId: "ann" } : {}),
      properties: {
        plan: n % 2 === 0 ? "pro" : n,
        seats: n,
        tags: ["a", n],
        flag: n % 2 === 0,
        maybe: n % 2 === 0 ? null : `text ${n}`,
        ...(n >= 5 ? { later: "only later" } : {}),
      },
    });
  });

const shown = async (mirror: Mirror, sql = SHOWN) => need(await runUserSql(mirror, sql)).rows;

/** What a mirror filled from nothing but the log shows. */
async function fromTheLog(one: MirroredProject, sql = SHOWN): Promise<unknown[][]> {
  return shown(await one.reopen({ inMemory: true }), sql);
}

const countsLoaded = (one: MirroredProject): number[] =>
  one.states.flatMap((state) => (state.kind === "loading" ? [state.loaded] : []));

async function fileOf(one: MirroredProject): Promise<FileSystemFileHandle> {
  const root = await navigator.storage.getDirectory();
  const folder = await (await root.getDirectoryHandle("mirrors")).getDirectoryHandle(one.db.name);
  const { generation } = one.mirror.checkpoint();
  return folder.getFileHandle(mirrorFileName(one.project, generation));
}

/** Bytes of the file become others, or it ends there. */
async function damage(one: MirroredProject, at: number, length?: number): Promise<void> {
  const file = await fileOf(one);
  await one.mirror.stop();
  await vi.waitFor(async () => {
    const writable = await file.createWritable({ keepExistingData: true });
    if (length === undefined) await writable.truncate(at);
    else await writable.write({ type: "write", position: at, data: new Uint8Array(length).fill(0x5a) });
    await writable.close();
  });
}

describe("a mirror in a file", () => {
  test("is there again after a reload without being filled, and goes on", async () => {
    const one = await open();
    expect(one.mirror.stored()).toBe(true);
    need(await one.mirror.keep());
    const before = await shown(one.mirror);
    const again = await one.reopen();
    expect(again.stored()).toBe(true);
    expect(countsLoaded(one)).toEqual([]);
    expect(again.rows()).toBe(5);
    expect(await shown(again)).toEqual(before);
    await one.append(someEvents(4, 5));
    await one.settle();
    const withLater = SHOWN.replace("maybe", "maybe, later");
    const after = await shown(again, withLater);
    expect(after).toHaveLength(9);
    expect(after).toEqual(await fromTheLog(one, withLater));
  });

  test("reads from the log what came after it was kept last", async () => {
    const one = await open();
    need(await one.mirror.keep());
    await one.append(someEvents(4, 5));
    await one.settle();
    const before = await shown(one.mirror);
    const again = await one.reopen();
    expect(again.stored()).toBe(true);
    expect(countsLoaded(one)).toEqual([9]);
    expect(await shown(again)).toEqual(before);
  });

  test("keeps by itself what came in, soon after", async () => {
    const one = await open();
    const file = await fileOf(one);
    await vi.waitFor(async () => expect((await file.getFile()).size).toBeGreaterThan(100_000), {
      timeout: 20_000,
    });
    await one.reopen();
    expect(countsLoaded(one)).toEqual([]);
  });

  test("is kept beside questions that go on, and none of them waits for ever", async () => {
    const one = await open();
    const sql =
      "SELECT count(*)::DOUBLE AS n FROM range(3_000_000) AS a(x), m.main.facts WHERE x % 7 <> ts % 7";
    for (let round = 0; round < 3; round++) {
      await one.append(someEvents(5, 10 * (round + 1)));
      const keeping: ReturnType<typeof one.mirror.keep>[] = [];
      const asked = one.mirror.read((reading) => {
        const answer = reading.run(sql);
        keeping.push(one.mirror.keep());
        return answer;
      });
      expect(need(await asked).get(0)).toEqual({ n: expect.any(Number) });
      for (const kept of keeping) need(await kept);
    }
    need(await one.mirror.keep());
    expect(await shown(await one.reopen())).toEqual(await fromTheLog(one));
  });

  test("is kept and found empty, too", async () => {
    const one = await open({ events: [] });
    need(await one.mirror.keep());
    await one.append(someEvents(5, 0));
    const again = await one.reopen();
    expect(again.stored()).toBe(true);
    expect(one.states.flatMap((state) => (state.kind === "rebuilding" ? [state.why] : []))).toEqual([]);
    expect(await shown(again)).toEqual(await fromTheLog(one));
  });

  test("knows the session ids it was asked for once", async () => {
    const one = await open({ events: [makeEvent({ sessionId: "s1" }), makeEvent({ sessionId: "s2" })] });
    const sql = "SELECT session_id FROM events ORDER BY 1";
    expect(await shown(one.mirror, sql)).toEqual([["s1"], ["s2"]]);
    need(await one.mirror.keep());
    await one.append([makeEvent({ sessionId: "s3" })]);
    expect(await shown(await one.reopen(), sql)).toEqual([["s1"], ["s2"], ["s3"]]);
  });
});

describe("a file that does not go with the log is put aside, and the mirror filled anew:", () => {
  async function expectPutAside(one: MirroredProject, why: RegExp): Promise<void> {
    const again = await one.reopen();
    const rebuilding = one.states.filter((state) => state.kind === "rebuilding");
    expect(rebuilding.map((state) => state.why).join()).toMatch(why);
    expect(again.stored()).toBe(true);
    expect(countsLoaded(one)).toEqual([5]);
    expect(await shown(again)).toEqual(await fromTheLog(one));
  }

  test("it is ahead", async () => {
    const one = await open();
    await one.append(someEvents(1, 5));
    await one.settle();
    need(await one.mirror.keep());
    const head = (await one.db.logHeads.get(one.project.id))!;
    const last = (await one.db.batches.orderBy("sequence").last())!;
    await one.db.batches.delete(last.sequence);
    await one.db.logHeads.put({ ...head, sequence: toSequence(last.sequence - 1), nextRow: 5, events: 5 });
    await expectPutAside(one, /ahead of the log/);
  });

  test("the log has other events at its place", async () => {
    const one = await open();
    need(await one.mirror.keep());
    const [batch] = await readBatches(one.db, one.project.id, toSequence(0), { maxEvents: 10 });
    batch!.columns.timestamp[4]! += 7;
    await one.db.batches.put(batch!);
    await expectPutAside(one, /last event is not the log's/);
  });

  test("it is no database", async () => {
    const one = await open();
    need(await one.mirror.keep());
    await damage(one, 0, 12_288);
    await expectPutAside(one, /./);
  });

  test("it was cut short", async () => {
    const one = await open();
    need(await one.mirror.keep());
    await damage(one, 12_288 + 1_000);
    await expectPutAside(one, /./);
  });

  test("a block of it was changed", async () => {
    const one = await open();
    need(await one.mirror.keep());
    const { size } = await (await fileOf(one)).getFile();
    await damage(one, 12_288, size - 12_288);
    await expectPutAside(one, /./);
  });
});

describe("a mirror in memory instead", () => {
  test("where another engine has the file", async () => {
    const one = await open();
    need(await one.mirror.keep());
    const stop = new AbortController();
    const second = startMirror({ db: one.db, project: one.project, signal: stop.signal });
    need(await second.whenReady());
    expect(second.stored()).toBe(false);
    expect(one.mirror.stored()).toBe(true);
    expect(await shown(second, "SELECT timestamp, plan FROM events ORDER BY row")).toEqual(
      await shown(one.mirror, "SELECT timestamp, plan FROM events ORDER BY row"),
    );
    stop.abort();
  });

  test("where there is no private file system", async () => {
    const denied = vi
      .spyOn(navigator.storage, "getDirectory")
      .mockRejectedValue(new DOMException("no", "SecurityError"));
    const one = await open();
    expect(one.mirror.stored()).toBe(false);
    expect(await shown(one.mirror, "SELECT count(*) FROM events")).toEqual([[5]]);
    denied.mockRestore();
  });
});

test("I10: what is erased is in no file of a mirror", async () => {
  const one = await open({
    events: [
      ...Array.from({ length: 50 }, () => makeEvent({ distinctId: "b2" })),
      makeEvent({ userId: "erased-person", properties: { note: "erased-words" } }),
    ],
  });
  need(await one.mirror.keep());
  expect(await filesHold(one, "erased-person")).toBe(true);
  expect(await filesHold(one, "erased-words")).toBe(true);
  need(await eraseEvents(one.db, await claimEpoch(one.db), one.project.id, { userId: "erased-person" }));
  need(await one.mirror.catchUp());
  need(await one.mirror.keep());
  expect(one.mirror.stored()).toBe(true);
  expect(one.mirror.rows()).toBe(50);
  expect(await filesHold(one, "erased-person")).toBe(false);
  expect(await filesHold(one, "erased-words")).toBe(false);
  expect(await listMirrorFiles(one.db.name)).toEqual([mirrorFileName(one.project, 2)]);
});

async function filesHold(one: MirroredProject, text: string): Promise<boolean> {
  const root = await navigator.storage.getDirectory();
  const folder = await (await root.getDirectoryHandle("mirrors")).getDirectoryHandle(one.db.name);
  for (const name of await listMirrorFiles(one.db.name)) {
    const file = await (await folder.getFileHandle(name)).getFile();
    if (new TextDecoder("latin1").decode(await file.arrayBuffer()).includes(text)) return true;
  }
  return false;
}
