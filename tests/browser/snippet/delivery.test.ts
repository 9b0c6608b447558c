import { afterEach, expect, test, vi } from "vitest";
import { makeDelivery } from "../../../src/snippet/delivery.ts";
import type { Answer } from "../../../src/snippet/endpoint.ts";
import type { SnippetBatch } from "../../../src/model/snippet-protocol.ts";
import { receive, say } from "./frame-receiver.ts";

const PREFIX = "p:";
const hello = { lochan: 1, kind: "hello", project: "p", key: "k" } as const;
const WAIT = { timeout: 5_000 };
const nothing = () => undefined;
const bridge = new URL("/favicon.svg", location.origin);

const idsOf = (batch: SnippetBatch | undefined) => batch?.events.map(([id]) => id);

let end = (): void => undefined;
afterEach(() => end());

function start(
  box: Record<string, string>,
  options: { bridge?: URL; post?: (batch: SnippetBatch) => Promise<Answer>; onSend?: () => void },
) {
  const { post, onSend = nothing } = options;
  return makeDelivery(box, PREFIX, options.bridge, hello, post, nothing, onSend);
}
const flushed = (delivery: ReturnType<typeof makeDelivery>): Promise<string> =>
  delivery.flush().then(
    () => "delivered",
    (error: Error) => error.message,
  );

test("a receiver that is left is followed by the next at once, and its late ack holds nothing up", async () => {
  const receiver = receive();
  end = receiver.end;
  const box: Record<string, string> = { "p:1": "{}" };
  const delivery = start(box, { bridge });
  void delivery.go();
  await vi.waitFor(() => expect(idsOf(receiver.ports[0]?.batches[0])).toEqual(["1"]), WAIT);
  const [left] = receiver.ports;

  box["p:2"] = "{}";
  say(left!.port, { kind: "closing" });
  say(left!.port, { kind: "acked", ids: ["1"], refused: [] });
  const done = flushed(delivery);
  await vi.waitFor(() => expect(idsOf(receiver.ports[1]?.batches.at(-1))).toEqual(["2"]), WAIT);
  say(receiver.ports[1]!.port, { kind: "acked", ids: ["2"], refused: [] });
  expect(await done).toBe("delivered");
  expect(box).toEqual({});
});

test("a collector takes over where the bridge refuses, and its acks alone empty the outbox", async () => {
  const failure = { kind: "partitioned", message: "" } as const;
  const receiver = receive({ answer: { kind: "refused", failure } });
  end = receiver.end;
  const box: Record<string, string> = { "p:1": "{}", "p:2": "{}" };
  const posted: SnippetBatch[] = [];
  const delivery = start(box, {
    bridge,
    // A post holds as much as it can: here one event.
    post: async (batch) => {
      posted.push(batch);
      return { kind: "acked", ids: batch.events.slice(0, 1).map(([id]) => id), refused: [] };
    },
  });
  expect(await flushed(delivery)).toBe("delivered");
  expect(posted.map(idsOf)).toEqual([["1", "2"], ["2"]]);
  expect(box).toEqual({});
  const { transport, why } = delivery.status();
  expect({ transport, why }).toEqual({
    transport: "endpoint",
    why: { opener: expect.any(String), "same-origin": "partitioned", popup: "not-opened" },
  });
});

test("a collector that fails keeps everything, says why, and is asked again when the browser is online", async () => {
  // The longest first wait: 3 s.
  const random = vi.spyOn(Math, "random").mockReturnValue(1);
  const box: Record<string, string> = { "p:1": "{}" };
  let up = false;
  let posts = 0;
  const delivery = start(box, {
    post: async ({ events }) => {
      posts += 1;
      return up
        ? { kind: "acked", ids: events.map(([id]) => id), refused: [] }
        : { kind: "failed", failure: { kind: "http-503" } };
    },
  });
  expect(await flushed(delivery)).toBe("http-503");
  expect(delivery.status()).toMatchObject({
    transport: "none",
    why: { endpoint: "http-503", iframe: "not-set" },
  });
  expect(box).toEqual({ "p:1": "{}" });
  up = true;
  dispatchEvent(new Event("online"));
  await vi.waitFor(() => expect(box).toEqual({}), { timeout: 2_000 });
  random.mockRestore();
  expect(posts).toBe(2);
  expect(delivery.status().why).not.toHaveProperty("endpoint");
});

test("without a bridge and a collector everything stays, and status says why of each transport", async () => {
  const box: Record<string, string> = { "p:1": "{}" };
  const delivery = start(box, {});
  expect(await flushed(delivery)).toBe("not-set");
  delivery.connect();
  expect(document.querySelector("iframe[hidden]")).toBeNull();
  expect(box).toEqual({ "p:1": "{}" });
  expect(delivery.status().why).toMatchObject({
    opener: expect.any(String),
    iframe: "not-set",
    popup: "not-opened",
    endpoint: "not-set",
  });
});
