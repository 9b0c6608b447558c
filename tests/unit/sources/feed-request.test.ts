import { getEventListeners } from "node:events";
import { afterEach, expect, test, vi } from "vitest";
import { readText, request } from "../../../src/sources/feed-request.ts";

afterEach(() => {
  vi.useRealTimers();
});

const ports = (answer: Response) => ({
  fetch: async () => answer,
  openSocket: () => expect.fail("No WebSocket is asked for."),
  wasBlocked: async () => false,
  wait: async () => undefined,
});
const INIT = { headers: {}, cache: "no-cache" } as const;

test("a feed that is asked for days leaves nothing behind at each request", async () => {
  const { signal } = new AbortController();
  for (const status of [200, 404, 200]) {
    const answered = await request(
      { ports: ports(new Response("x", { status })), signal },
      "https://a.example/",
      INIT,
    );
    if ("response" in answered) await readText(answered.response, signal, async () => true);
  }
  expect(getEventListeners(signal, "abort")).toEqual([]);
});

test("a body that stalls is given up at its deadline, and let go", async () => {
  vi.useFakeTimers();
  let isCancelled = false;
  const stalling = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new TextEncoder().encode("half")),
    cancel: () => void (isCancelled = true),
  });
  const pieces: string[] = [];
  const reading = readText(
    new Response(stalling),
    new AbortController().signal,
    async (piece) => pieces.push(piece) > 0,
    1_000,
  );
  await vi.advanceTimersByTimeAsync(999);
  expect(isCancelled).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(await reading).toBe(false);
  expect({ pieces, isCancelled }).toEqual({ pieces: ["half"], isCancelled: true });
});
