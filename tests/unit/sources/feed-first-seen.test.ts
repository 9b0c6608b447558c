import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { eraseEvents } from "../../../src/log/erasure.ts";
import { makeAppender } from "../../../src/log/appender.ts";
import { success } from "../../../src/model/failure.ts";
import { FEED_LIMITS, type FeedPosition, type LiveFeed } from "../../../src/model/live-feed.ts";
import { wait } from "../../../src/model/wait.ts";
import { runFeed } from "../../../src/sources/feed-run.ts";
import { makeFirstSeenRows } from "../../../src/sources/first-seen.ts";
import { type FeedServer, openFeedServer } from "../../support/feed-server.ts";
import { admitAll, lead, openTestDatabase, readAll, shop, valueOf } from "../../support/admitted-log.ts";

let server: FeedServer;
beforeEach(async () => {
  server = await openFeedServer();
});
afterEach(() => server.close());

const until = (check: () => unknown): Promise<unknown> =>
  vi.waitFor(check, { timeout: 15_000, interval: 10 });
const documentOf = (...people: string[]): string =>
  people.map((person) => JSON.stringify({ what: "sold", person })).join("\n");

/** A polled document whose rows have no time, read into a real log by a clock of the test's. */
async function poll(over: Partial<LiveFeed> = {}) {
  const db = await openTestDatabase();
  const { epoch, admission } = await lead(db);
  const appender = makeAppender(db);
  const clock = { now: 1_000 };
  const disk: { position: FeedPosition | undefined } = { position: undefined };
  const feed: LiveFeed = {
    id: "0123456789abcdef",
    name: "Tills",
    kind: "poll",
    url: `${server.origin}/document`,
    mapping: { nameField: "what", userIdField: "person" },
    state: "on",
    ...over,
  };

  function start() {
    const ending = new AbortController();
    const running = runFeed({
      feed,
      start: disk.position,
      ports: {
        fetch: (url, init) => fetch(url, init),
        openSocket: () => expect.fail("It is no WebSocket."),
        wasBlocked: async () => false,
        wait: (_ms, signal) => wait(10, signal),
        append: (events) => appender.append(shop, events),
        savePosition: async (position) => void (disk.position = structuredClone(position)),
        refuse: async () => success(null),
        onOnline: () => undefined,
        random: () => 1,
        now: () => clock.now,
      },
      onChange: () => undefined,
      signal: ending.signal,
    });
    const stop = async (): Promise<void> => {
      ending.abort();
      await running.ended;
    };
    onTestFinished(stop);
    return { stop, status: running.status };
  }

  /** The document becomes another at a time, and is read. */
  async function turnInto(now: number, document: string): Promise<void> {
    clock.now = now;
    const { digest } = disk.position ?? {};
    server.document = document;
    await until(() => expect(disk.position?.digest ?? "").not.toBe(digest ?? ""));
    await admitAll(admission);
  }

  const timesByPerson = async () =>
    Object.fromEntries((await readAll(db, shop)).map(({ userId, timestamp }) => [userId, timestamp]));
  const erase = async (request: Parameters<typeof eraseEvents>[3]) =>
    valueOf(await eraseEvents(db, epoch, shop, request, { now: () => clock.now }));
  return { db, start, turnInto, timesByPerson, erase, disk };
}

test("who was erased stays out of a document without times that changes", async () => {
  const { start, turnInto, timesByPerson, erase } = await poll();
  start();
  await turnInto(1_000, documentOf("ann", "bob"));
  await turnInto(2_000, documentOf("ann", "bob", "cat"));
  await turnInto(3_000, documentOf("ann", "bob", "cat", "dan"));
  await erase({ userId: "ann" });
  await erase({ before: 2_500, from: 1_500 });
  await turnInto(5_000, documentOf("eve", "dan", "cat", "bob", "ann"));
  expect(await timesByPerson()).toEqual({ bob: 1_000, dan: 3_000, eve: 5_000 });
});

test("rows keep the time they were first seen over a restart, and a document that is empty for once", async () => {
  const { start, turnInto, timesByPerson, erase } = await poll();
  const first = start();
  await turnInto(1_000, documentOf("ann", "bob"));
  await first.stop();
  start();
  await turnInto(2_000, "");
  await erase({ all: true });
  await turnInto(9_000, documentOf("ann", "cat"));
  expect(await timesByPerson()).toEqual({ ann: 1_000, cat: 9_000 });
});

test("a document with more rows without a time than are remembered is refused in words", async () => {
  const { start, disk } = await poll();
  server.document = `${documentOf("ann")}\n`.repeat(FEED_LIMITS.rowsWithoutTime + 1);
  const { status } = start();
  await until(() =>
    expect(status().error).toBe(
      "Its document has more than 250,000 rows without a time. Name the field with their time, or send fewer.",
    ),
  );
  expect(disk.position).toBeUndefined();
});

test("of rows that are gone from a document no more are remembered than make 10,000", () => {
  const rows = makeFirstSeenRows(undefined);
  for (let n = 0; n < 9_000; n++) rows.timeOf(`old ${n}`, 1);
  rows.leave();
  for (let n = 0; n < 9_000; n++) rows.timeOf(`new ${n}`, 2);
  const left = rows.leave();
  expect(left.ids.length).toBe(10_000);
  const again = makeFirstSeenRows(left);
  expect(again.timeOf("new 8999", 3)).toBe(2);
  expect(again.timeOf("old 0", 3)).toBe(1);
  expect(again.timeOf("old 8999", 3)).toBe(3);
});
