import { afterEach, expect, test, vi } from "vitest";
import type { FeedConnection, FeedPorts } from "../../../src/sources/feed-connection.ts";
import { readFeed } from "../../../src/sources/feed-run.ts";

afterEach(() => {
  vi.useRealTimers();
});

const connectionOf = (
  kind: "poll" | "websocket",
  ports: Partial<FeedPorts>,
  take: FeedConnection["take"],
): FeedConnection => ({
  feed: { id: "0123456789abcdef", name: "Test", kind, url: "https://feeds.example/", state: "on" },
  ports: {
    fetch: () => expect.fail("Nothing is fetched."),
    openSocket: () => expect.fail("No WebSocket is asked for."),
    wasBlocked: async () => false,
    wait: async () => undefined,
    ...ports,
  },
  memory: {},
  lastEventId: undefined,
  digest: undefined,
  onOpen: () => undefined,
  onWarning: () => undefined,
  take,
  leave: async () => undefined,
  signal: new AbortController().signal,
});

test("a document that stalls is given up after two minutes", async () => {
  vi.useFakeTimers();
  const stalling = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new TextEncoder().encode('{"half":')),
  });
  const ended = readFeed(
    connectionOf("poll", { fetch: async () => new Response(stalling) }, async () => undefined),
  );
  await vi.advanceTimersByTimeAsync(120_000);
  expect(await ended).toEqual({
    error: "The connection broke, or the document took longer than two minutes.",
  });
});

test("a WebSocket that sends small messages faster than they are stored is closed before memory is full", async () => {
  const socket = Object.assign(new EventTarget(), {
    binaryType: "",
    close: () => socket.dispatchEvent(Object.assign(new Event("close"), { code: 1000, reason: "" })),
  });
  let letTake: () => void = () => undefined;
  const taking = new Promise<void>((resolve) => (letTake = resolve));
  const ended = readFeed(
    connectionOf("websocket", { openSocket: () => socket as unknown as WebSocket }, () => taking),
  );
  const closed = vi.fn<() => void>();
  socket.addEventListener("close", closed);
  for (let sent = 0; sent < 400_000 && closed.mock.calls.length === 0; sent++)
    socket.dispatchEvent(new MessageEvent("message", { data: "1" }));
  expect(closed).toHaveBeenCalled();
  letTake();
  expect(await ended).toEqual({
    error: "It sent faster than could be stored, and was closed for a moment.",
  });
});
