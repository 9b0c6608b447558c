import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { success } from "../../../src/model/failure.ts";
import type { LiveFeed } from "../../../src/model/live-feed.ts";
import { wait } from "../../../src/model/wait.ts";
import { runFeed } from "../../../src/sources/feed-run.ts";

/** Answers with server-sent events that it then says nothing more of. */
let server: Server;
let asked: (string | undefined)[];
let open: ServerResponse[];
let first: string;
beforeEach(async () => {
  asked = [];
  open = [];
  server = createServer((request, response) => {
    asked.push(request.headers["last-event-id"]?.toString());
    response.writeHead(200, { "Content-Type": "text/event-stream" });
    response.write(first);
    open.push(response);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const eventOf = (id: number): string =>
  `id: ${id}\ndata: ${JSON.stringify({ name: "made", distinctId: "d", timestamp: 1_000 * id })}\n\n`;

function run(over: Partial<LiveFeed> = {}) {
  const ending = new AbortController();
  const stored = new Set<string>();
  const refused: string[] = [];
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/`;
  const running = runFeed({
    feed: { id: "0123456789abcdef", name: "Quiet", kind: "sse", url, state: "on", ...over },
    start: undefined,
    ports: {
      fetch: (address, init) => fetch(address, init),
      openSocket: () => expect.fail("It is no WebSocket."),
      wasBlocked: async () => false,
      wait: (_ms, signal) => wait(10, signal),
      append: async (events) => {
        for (const { timestamp } of events) stored.add(String(timestamp));
        return success(null);
      },
      savePosition: async () => success(null),
      refuse: async (rows) => void refused.push(...rows.map(({ reason }) => reason)),
      onOnline: () => undefined,
      random: () => 1,
      now: Date.now,
    },
    onChange: () => undefined,
    signal: ending.signal,
  });
  onTestFinished(async () => {
    ending.abort();
    await running.ended;
  });
  return { stored, refused, status: running.status };
}

const until = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 10_000, interval: 10 });

test("what a quiet feed sent last and was refused is written without another row", async () => {
  first = 'data: {"name":\n\n';
  const { refused, status } = run();
  await until(() => expect(refused).toEqual(["A row is not valid JSON."]));
  expect(status()).toMatchObject({ phase: "connected", refused: 1 });
  open[0]!.write("data: 7\n\n");
  await until(() => expect(refused).toEqual(["A row is not valid JSON.", "An event must be an object."]));
  expect(asked).toHaveLength(1);
});

test("a connection that is silent for too long is made anew from the last id", async () => {
  first = eventOf(1);
  const { stored, status } = run({ silenceSeconds: 0.5 });
  await until(() => expect(stored.size).toBe(1));
  first = eventOf(2);
  await until(() => expect(asked.slice(0, 2)).toEqual([undefined, "1"]));
  await until(() => expect(stored.size).toBe(2));
  expect(status().reconnects).toBeGreaterThan(0);
});
