import { expect, it } from "vitest";
import { listenAsBridge } from "../../../src/bridge/bridge.ts";
import { makeLiveSignal } from "../../../src/bridge/live-signal.ts";
import { listenForOpened } from "../../../src/bridge/opener-receiver.ts";
import type { SnippetReceiver } from "../../../src/intake/receive-snippet.ts";
import { type Failure, fail, success } from "../../../src/model/failure.ts";
import type { LabNote } from "../../../src/model/lab-note.ts";
import type { ReceiverMessage } from "../../../src/model/snippet-protocol.ts";

const hello = { lochan: 1, kind: "hello", project: "p", key: "k" };
const SHOP = "https://shop.example";
const STRANGER = "https://stranger.example";

interface Asked {
  origin: string;
  embedded: boolean;
}

/** The parts of a browser window that a bridge looks at. */
function makeWindow(options: { framed: boolean; firstParty?: boolean; hash?: string }) {
  const host = { postMessage: (...call: unknown[]): unknown => posted.push(call) };
  const posted: unknown[][] = [];
  const window = Object.assign(new EventTarget(), {
    parent: undefined as unknown,
    opener: options.framed ? null : host,
    location: { origin: "https://lochan.example", hash: options.hash ?? "" },
    document: { hasStorageAccess: () => Promise.resolve(options.firstParty ?? true) },
  });
  window.parent = options.framed ? host : window;
  return { window: window as unknown as Window, host, posted };
}

function makeReceiver(answer?: (message: unknown) => Promise<ReceiverMessage>) {
  const asked: Asked[] = [];
  const counted: string[] = [];
  const receiver: SnippetReceiver = {
    connect: (origin, _hello, { embedded, onOutcome }) => {
      asked.push({ origin, embedded });
      if (origin === STRANGER) return Promise.resolve(fail({ kind: "wrong-key", message: "No." }));
      const receive = (message: unknown): Promise<ReceiverMessage> => {
        onOutcome?.({ sentAt: 1, receivedAt: 2, storedAt: 3, events: [], refused: [] });
        return (
          answer?.(message) ?? Promise.resolve({ kind: "acked", ids: [JSON.stringify(message)], refused: [] })
        );
      };
      const refuse = (failure: Failure): Promise<Failure> => {
        counted.push(failure.kind);
        return Promise.resolve(failure);
      };
      return Promise.resolve(success({ idleMs: 5, receive, refuse }));
    },
  };
  return { receiver, asked, counted };
}

/** Says hello as the browser would deliver it, and gives the snippet's end of the port. */
function say(window: Window, source: unknown, input: { data?: unknown; origin?: string } = {}): MessagePort {
  const { port1, port2 } = new MessageChannel();
  const event = Object.assign(new Event("message"), {
    data: input.data ?? hello,
    origin: input.origin ?? SHOP,
    source,
    ports: [port2],
  });
  window.dispatchEvent(event);
  return port1;
}

const next = (port: MessagePort): Promise<unknown> =>
  new Promise((resolve) => {
    port.onmessage = (event: MessageEvent<unknown>) => resolve(event.data);
  });

const openedWith = (receiver: SnippetReceiver) => ({
  receiver,
  watching: makeLiveSignal(),
  tellLabs: () => undefined,
});

function open(options: Parameters<typeof makeWindow>[0]) {
  const controller = new AbortController();
  const made = makeWindow(options);
  const { receiver, asked } = makeReceiver();
  const watching = makeLiveSignal();
  const notes: LabNote[] = [];
  let opened = 0;
  listenAsBridge(made.window, controller.signal, () => {
    opened += 1;
    return { receiver, watching, tellLabs: (note) => void notes.push(note) };
  });
  return { ...made, asked, watching, controller, notes, opened: () => opened };
}

it("answers the page that frames it, then each of its messages", async () => {
  const { window, host, asked, watching } = open({ framed: true });
  const port = say(window, host);
  expect(await next(port)).toEqual({ kind: "welcome", version: 1, idleMs: 5, live: false });
  expect(asked).toEqual([{ origin: SHOP, embedded: true }]);
  const answer = next(port);
  port.postMessage("batch");
  expect(await answer).toEqual({ kind: "acked", ids: ['"batch"'], refused: [] });
  const live = next(port);
  watching.heard();
  expect(await live).toEqual({ kind: "live", live: true });
  port.close();
});

it("says so when its page is left, so that nobody waits for an ack", async () => {
  const { window, host } = open({ framed: true });
  const port = say(window, host);
  await next(port);
  const closing = next(port);
  window.dispatchEvent(new Event("pagehide"));
  expect(await closing).toEqual({ kind: "closing" });
  port.close();
});

it("opens no storage for anyone but its host, nor for what is no hello", async () => {
  const { window, host, asked, opened } = open({ framed: true });
  say(window, {}).close();
  say(window, null).close();
  say(window, window).close();
  say(window, host, { data: { lochan: "1", kind: "hello" } }).close();
  const port = say(window, host);
  await next(port);
  expect(asked).toHaveLength(1);
  expect(opened()).toBe(1);
  port.close();
});

it("says partitioned where storage is not first-party, without opening it", async () => {
  const { window, host, opened } = open({ framed: true, firstParty: false });
  const port = say(window, host);
  expect(await next(port)).toMatchObject({ kind: "refused", failure: { kind: "partitioned" } });
  expect(opened()).toBe(0);
  port.close();
});

it("serves the newest hello of its host and lets the one before go", async () => {
  const { window, host } = open({ framed: true });
  const old = say(window, host);
  await next(old);
  const gone = new Promise((closed) => old.addEventListener("close", closed));
  const port = say(window, host);
  expect(await next(port)).toMatchObject({ kind: "welcome" });
  await gone;
  port.close();
});

it("tells the window that opened it that it is there, to that origin alone", () => {
  const { posted } = open({ framed: false, hash: `#${SHOP}` });
  expect(posted).toEqual([[{ lochan: 1, kind: "ready" }, SHOP]]);
  expect(open({ framed: false, hash: "#*" }).posted).toEqual([]);
  expect(open({ framed: true, hash: `#${SHOP}` }).posted).toEqual([]);
});

it("an app listens to windows it opened, not to itself", async () => {
  const { window } = makeWindow({ framed: false });
  const { receiver, asked } = makeReceiver();
  const controller = new AbortController();
  const notes: LabNote[] = [];
  const opened = {
    receiver,
    watching: makeLiveSignal(),
    tellLabs: (note: LabNote) => void notes.push(note),
  };
  listenForOpened(opened, window, controller.signal);
  say(window, window).close();
  say(window, null).close();
  const port = say(window, {});
  expect(await next(port)).toMatchObject({ kind: "welcome" });
  expect(asked).toEqual([{ origin: SHOP, embedded: false }]);
  expect(notes.map(({ via }) => via)).toEqual(["opener"]);
  controller.abort();
  say(window, {}).close();
  expect(asked).toHaveLength(1);
  port.close();
});

it("tells labs what became of each message, by which way, and of whom it refuses", async () => {
  const framed = open({ framed: true });
  const port = say(framed.window, framed.host);
  await next(port);
  const answer = next(port);
  port.postMessage("batch");
  await answer;
  const common = { version: 1, via: "iframe", origin: SHOP, projectId: "p" };
  expect(framed.notes).toEqual([
    { ...common, receivedAt: expect.any(Number), storedAt: expect.any(Number), events: [], refused: [] },
    { ...common, sentAt: 1, receivedAt: 2, storedAt: 3, events: [], refused: [] },
  ]);
  port.close();

  const stranger = say(framed.window, framed.host, { origin: STRANGER });
  await next(stranger);
  expect(framed.notes.at(-1)).toMatchObject({ origin: STRANGER, failure: { kind: "wrong-key" } });
  stranger.close();

  const own = open({ framed: true });
  const itself = say(own.window, own.host, { origin: "https://lochan.example" });
  await next(itself);
  expect(own.notes.map(({ via }) => via)).toEqual(["same-origin"]);
  itself.close();

  const popup = open({ framed: false, hash: `#${SHOP}` });
  const opener = say(popup.window, popup.host);
  await next(opener);
  expect(popup.notes.map(({ via }) => via)).toEqual(["popup"]);
  opener.close();
});

it("an app serves a window on the port of its newest hello", async () => {
  const { window } = makeWindow({ framed: false });
  const { receiver } = makeReceiver();
  const controller = new AbortController();
  listenForOpened(openedWith(receiver), window, controller.signal);
  const [page, other] = [{}, {}];
  const old = say(window, page);
  const beside = say(window, other);
  expect(await next(old)).toMatchObject({ kind: "welcome" });
  expect(await next(beside)).toMatchObject({ kind: "welcome" });
  const gone = new Promise((closed) => old.addEventListener("close", closed));
  const port = say(window, page);
  expect(await next(port)).toMatchObject({ kind: "welcome" });
  await gone;
  const answer = next(beside);
  beside.postMessage("still");
  expect(await answer).toMatchObject({ kind: "acked" });
  controller.abort();
});

it("looks at nothing more on a port once a message of it has failed", async () => {
  const received: unknown[] = [];
  const { window } = makeWindow({ framed: false });
  const { receiver } = makeReceiver((message) => {
    received.push(message);
    return Promise.resolve({ kind: "failed", failure: { kind: "invalid-input", message: "No." } });
  });
  listenForOpened(openedWith(receiver), window, new AbortController().signal);
  const port = say(window, {});
  await next(port);
  const heard: unknown[] = [];
  port.onmessage = ({ data }: MessageEvent<unknown>) => heard.push(data);
  const gone = new Promise((closed) => port.addEventListener("close", closed));
  for (const message of ["one", "two", "three"]) port.postMessage(message);
  await gone;
  expect(received).toEqual(["one"]);
  expect(heard).toMatchObject([{ kind: "failed", failure: { kind: "invalid-input" } }]);
});

it("lets a page have eight messages waiting, and counts and ends what is more", async () => {
  const received: unknown[] = [];
  const { window } = makeWindow({ framed: false });
  const { receiver, counted } = makeReceiver((message) => {
    received.push(message);
    return new Promise(() => undefined);
  });
  listenForOpened(openedWith(receiver), window, new AbortController().signal);
  const port = say(window, {});
  await next(port);
  const answer = next(port);
  for (let index = 0; index < 200; index++) port.postMessage(index);
  expect(await answer).toMatchObject({ kind: "failed", failure: { kind: "backpressure", limit: 8 } });
  expect(received).toEqual([0]);
  expect(counted).toEqual(["backpressure"]);
});
