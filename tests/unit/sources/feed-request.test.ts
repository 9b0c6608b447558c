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
    { limitMs: 1_000 },
  );
  await vi.advanceTimersByTimeAsync(999);
  expect(isCancelled).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(await reading).toBe("cut");
  expect({ pieces, isCancelled }).toEqual({ pieces: ["half"], isCancelled: true });
});

test("a body of which no byte comes for too long is let go, and one that is not taken yet is not", async () => {
  vi.useFakeTimers();
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  const body = new ReadableStream<Uint8Array>({ start: (given) => void (controller = given) });
  const send = (text: string): void => controller!.enqueue(new TextEncoder().encode(text));
  let takeOn: () => void = () => undefined;
  const pieces: string[] = [];
  const reading = readText(
    new Response(body),
    new AbortController().signal,
    async (piece) => {
      pieces.push(piece);
      if (piece === "slow") await new Promise<void>((resolve) => (takeOn = resolve));
      return true;
    },
    { silenceMs: 1_000 },
  );
  for (let times = 0; times < 3; times++) {
    await vi.advanceTimersByTimeAsync(900);
    send(":");
  }
  send("slow");
  await vi.advanceTimersByTimeAsync(60_000);
  takeOn();
  await vi.advanceTimersByTimeAsync(999);
  expect(pieces.join("")).toBe(":::slow");
  await vi.advanceTimersByTimeAsync(1);
  expect(await reading).toBe("silent");
});
