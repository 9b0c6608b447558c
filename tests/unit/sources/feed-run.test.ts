import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { WebSocket as NodeWebSocket } from "ws";
import type { LochanEvent } from "../../../src/model/event.ts";
import { success } from "../../../src/model/failure.ts";
import type { FeedPosition, LiveFeed } from "../../../src/model/live-feed.ts";
import type { FeedPorts } from "../../../src/sources/feed-connection.ts";
import { runFeed } from "../../../src/sources/feed-run.ts";
import { sampleFeed } from "../../../src/sources/feed-sample.ts";
import { type FeedServer, openFeedServer } from "../../support/feed-server.ts";

let server: FeedServer;
beforeEach(async () => {
  server = await openFeedServer();
});
afterEach(() => server.close());

const ports: FeedPorts = {
  fetch: (url, init) => fetch(url, init),
  openSocket: (url) => {
    // Closed before it is open it throws, where a browser's only tells who listens.
    const socket = new NodeWebSocket(url).on("error", () => undefined);
    return socket as unknown as WebSocket;
  },
  wasBlocked: async () => false,
  wait: (ms, signal) =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      signal.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
    }),
};

const feedOf = (over: Partial<LiveFeed>): LiveFeed => ({
  id: "0123456789abcdef",
  name: "Test",
  kind: "sse",
  url: `${server.origin}/sse`,
  state: "on",
  ...over,
});

/** Runs a feed; what it stores is kept by id, as the log does. */
function run(over: Partial<LiveFeed> = {}, start?: FeedPosition, eachWaitMs = 20) {
  const ending = new AbortController();
  const stored = new Map<string, LochanEvent>();
  const refused: { reason: string; count: number }[] = [];
  const disk: { position: FeedPosition | undefined } = { position: start };
  const waits: number[] = [];
  let online: (() => void) | undefined;
  const faults: { [K in "append" | "savePosition" | "refuse" | "wasBlocked"]?: Error | undefined } = {};
  const failIf = (port: keyof typeof faults): void => {
    if (faults[port] !== undefined) throw faults[port];
  };
  const running = runFeed({
    feed: feedOf(over),
    start,
    ports: {
      ...ports,
      wait(ms, signal) {
        waits.push(ms);
        return ports.wait(eachWaitMs, signal);
      },
      async wasBlocked() {
        failIf("wasBlocked");
        return false;
      },
      async append(events) {
        failIf("append");
        for (const event of events) stored.set(event.id, event);
        return success(null);
      },
      async savePosition(position) {
        failIf("savePosition");
        disk.position = position;
      },
      async refuse(refusals) {
        failIf("refuse");
        refused.push(...refusals);
      },
      onOnline: (listener) => void (online = listener),
      random: () => 1,
      now: Date.now,
    },
    onChange: () => undefined,
    signal: ending.signal,
  });
  const stop = async (): Promise<void> => {
    ending.abort();
    await running.ended;
  };
  onTestFinished(stop);
  const numbers = (): unknown[] => [...stored.values()].map(({ properties }) => properties["n"]);
  return { running, numbers, stored, refused, disk, waits, faults, stop, goOnline: () => online?.() };
}

const until = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 15_000, interval: 10 });
const upTo = (count: number): number[] => Array.from({ length: count }, (_, at) => at + 1);

test("a server that is away for a while loses nothing of server-sent events, and doubles nothing", async () => {
  const { running, numbers, stored, disk, stop } = run();
  server.begin(3_000, 6_000);
  for (const share of [500, 1_500]) {
    await until(() => expect(stored.size).toBeGreaterThan(share));
    await server.stop();
    await until(() => expect(running.status().phase).toBe("waiting"));
    await server.start();
    await until(() => expect(running.status().phase).toBe("connected"));
  }
  await until(() => expect(stored.size).toBe(3_000));
  await stop();
  expect(numbers().toSorted((a, b) => Number(a) - Number(b))).toEqual(upTo(3_000));
  expect(disk.position).toEqual({ lastEventId: "3000" });
  expect(running.status().reconnects).toBeGreaterThanOrEqual(2);
  expect(
    server
      .asked("/sse")
      .slice(1)
      .every(({ lastEventId }) => Number(lastEventId) > 0),
  ).toBe(true);
});

test("a feed that is read again later goes on from where it was left", async () => {
  server.begin(10, 1_000);
  const first = run();
  await until(() => expect(first.stored.size).toBe(10));
  await first.stop();
  server.begin(5, 1_000);
  const second = run({}, first.disk.position);
  await until(() => expect(second.numbers()).toEqual([11, 12, 13, 14, 15]));
});

test("an address may hold where to go on, and then no header is sent", async () => {
  server.begin(4, 1_000);
  const { numbers } = run({ url: `${server.origin}/sse?after={lastEventId}` }, { lastEventId: "2" });
  await until(() => expect(numbers()).toEqual([3, 4]));
  expect(server.asked("/sse")).toMatchObject([{ lastEventId: undefined }]);
});

test("a WebSocket goes on after the field that says where, in its address or in a message", async () => {
  server.begin(6, 1_000);
  const byAddress = run(
    { kind: "websocket", url: `${server.socketOrigin}/socket?after={lastEventId}`, cursorField: "seq" },
    { lastEventId: "4" },
  );
  await until(() => expect(byAddress.numbers()).toEqual([5, 6]));
  const byMessage = run(
    {
      kind: "websocket",
      url: `${server.socketOrigin}/socket?greeted`,
      cursorField: "seq",
      greeting: '{"after":"{lastEventId}"}',
    },
    { lastEventId: "3" },
  );
  await until(() => expect(byMessage.numbers()).toEqual([4, 5, 6]));
});

test("a WebSocket whose server is away for a while loses and doubles nothing either", async () => {
  const { numbers, stored, stop, running } = run({
    kind: "websocket",
    url: `${server.socketOrigin}/socket?after={lastEventId}`,
    cursorField: "seq",
  });
  server.begin(2_000, 6_000);
  await until(() => expect(stored.size).toBeGreaterThan(500));
  await server.stop();
  await until(() => expect(running.status().phase).toBe("waiting"));
  await server.start();
  await until(() => expect(stored.size).toBe(2_000));
  await stop();
  expect(numbers().toSorted((a, b) => Number(a) - Number(b))).toEqual(upTo(2_000));
});

test("a document that is asked for again adds only its new lines, and one that is the same is not read", async () => {
  const line = (n: number): string =>
    JSON.stringify({ name: "made", distinctId: "d", timestamp: n * 1_000, properties: { n } });
  server.document = `${line(1)}\n${line(2)}\nnot an event\n`;
  const { numbers, disk, running } = run({
    kind: "poll",
    url: `${server.origin}/document?since={since}`,
    pollSeconds: 1,
  });
  await until(() => expect(server.asked("/document").length).toBeGreaterThan(3));
  expect(running.status()).toMatchObject({ phase: "connected", refused: 1, events: 2 });
  expect(server.asked("/document")[2]?.query.get("since")).toBe("2000");
  server.document = `[${line(3)},${line(2)}]`;
  await until(() => expect(numbers()).toEqual([1, 2, 3]));
  await until(() => expect(disk.position?.lastEventId).toBe("3000"));
});

test.each([
  ["/html", "It answers with an HTML page, not with server-sent events."],
  ["/nothing", "It answers 404, not found."],
  ["/elsewhere?to=https://elsewhere.example/", "It redirects elsewhere: give the address it leads to."],
])("%s is told in words, and tried again later and later", async (path, words) => {
  const { running, waits } = run({ url: `${server.origin}${path}` });
  await until(() => expect(waits.length).toBeGreaterThan(2));
  expect(running.status()).toMatchObject({ phase: "waiting", error: words });
  expect(waits.slice(0, 3)).toEqual([3_000, 6_000, 12_000]);
});

test("a waiting feed tries again at once when the network comes back", async () => {
  const { waits, goOnline } = run({ url: `${server.origin}/nothing` }, undefined, 600_000);
  await until(() => expect(waits.length).toBeGreaterThan(0));
  const asked = server.asked("/nothing").length;
  goOnline();
  await until(() => expect(server.asked("/nothing").length).toBeGreaterThan(asked));
});

test.each(["/endless-line", "/huge-field"])(
  "%s is refused, and the events around it are not",
  async (path) => {
    const { numbers, refused, running } = run({ url: `${server.origin}${path}` });
    await until(() => expect(numbers()).toEqual([1, 2]));
    expect(running.status().refused).toBe(1);
    await server.stop();
    await until(() => expect(refused).toMatchObject([{ reason: "A row is longer than 1 MB.", count: 1 }]));
  },
);

test("what is no event is refused by reason, and the good one comes through", async () => {
  const { numbers, refused, running } = run({ url: `${server.origin}/broken` });
  await until(() => expect(numbers()).toEqual([1]));
  expect(running.status().refused).toBe(5);
  await server.stop();
  await until(() =>
    expect(refused).toMatchObject([
      { reason: "A row is not valid JSON.", count: 2 },
      { reason: "An event must be an object.", count: 1 },
      { reason: "timestamp is missing.", count: 1 },
      { reason: "name is missing.", count: 1 },
    ]),
  );
});

test("a look takes rows and guesses, stores nothing, and says what went wrong", async () => {
  server.begin(50, 5_000);
  const { signal } = new AbortController();
  const looked = await sampleFeed(feedOf({}), ports, signal);
  expect(looked).toMatchObject({ ok: true, value: { guess: null } });
  expect(looked.ok && looked.value.rows.length).toBeGreaterThan(0);
  expect(looked.ok && looked.value.fields).toContain("properties.n");
  const refused = await sampleFeed(feedOf({ url: `${server.origin}/html` }), ports, signal);
  expect(refused).toMatchObject({ ok: false, failure: { kind: "feed-unreachable" } });
});

test("a polled row that is nested too deep is refused, and the one beside it comes through", async () => {
  const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
  const good = JSON.stringify({ name: "made", distinctId: "d", timestamp: 1_000, properties: { n: 1 } });
  server.document = `[${deep},${good}]`;
  const over = { kind: "poll", url: `${server.origin}/document` } as const;
  const { numbers, running } = run(over);
  await until(() => expect(numbers()).toEqual([1]));
  expect(running.status()).toMatchObject({ phase: "connected", refused: 1 });
  const looked = await sampleFeed(feedOf(over), ports, new AbortController().signal);
  expect(looked).toMatchObject({ ok: true, value: { rows: [{ text: good }] } });
});

test("a polled object that is one event is one row, and a list with a bad one refuses that alone", async () => {
  const event = (n: number) => ({ name: "made", distinctId: "d", timestamp: n * 1_000, properties: { n } });
  server.document = JSON.stringify(event(1), null, 2);
  const { numbers, running } = run({ kind: "poll", url: `${server.origin}/document`, pollSeconds: 1 });
  await until(() => expect(numbers()).toEqual([1]));
  server.document = JSON.stringify({ events: [event(2), null, event(3)] }, null, 2);
  await until(() => expect(numbers()).toEqual([1, 2, 3]));
  expect(running.status()).toMatchObject({ phase: "connected", refused: 1 });
});

test("what is thrown in an attempt is told as the feed's error, and the feed tries again", async () => {
  await server.stop();
  const { numbers, running, faults } = run();
  faults.wasBlocked = new Error("a bug");
  await until(() => expect(running.status()).toMatchObject({ phase: "waiting" }));
  expect(running.status().error).toContain("a bug");
  faults.wasBlocked = undefined;
  server.begin(5, 1_000);
  await server.start();
  await until(() => expect(numbers()).toEqual([1, 2, 3, 4, 5]));
});

test.each(["append", "savePosition"] as const)("what %s throws is told, and loses nothing", async (port) => {
  const { numbers, running, disk, faults, stop } = run();
  faults[port] = new Error("a bug");
  server.begin(5, 1_000);
  await until(() => expect(running.status().error).toContain("a bug"));
  faults[port] = undefined;
  await until(() => expect(numbers()).toEqual([1, 2, 3, 4, 5]));
  server.begin(1, 1_000);
  await until(() => expect(numbers()).toEqual([1, 2, 3, 4, 5, 6]));
  await stop();
  expect(disk.position).toEqual({ lastEventId: "6" });
});

test("what is thrown while the rows of a WebSocket are taken closes it, and it is opened again", async () => {
  const { running, refused, faults } = run({
    kind: "websocket",
    url: `${server.socketOrigin}/socket`,
    mapping: { nameField: "nowhere" },
  });
  faults.refuse = new Error("a bug");
  server.begin(6_000, 500);
  await until(() => expect(running.status().error).toContain("a bug"));
  faults.refuse = undefined;
  await until(() => expect(refused.length).toBeGreaterThan(0));
  await until(() => expect(server.asked("/socket").length).toBeGreaterThan(1));
});

test("what a server sends again without numbers, after the last number, is known again", async () => {
  const { stored, running } = run({ url: `${server.origin}/half-numbered` });
  await until(() => expect(running.status().reconnects).toBeGreaterThan(2));
  expect(stored.size).toBe(4);
});
