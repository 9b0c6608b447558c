import type { SnippetBatch, SnippetHello } from "../model/snippet-protocol.ts";
import type { Transport } from "./api.ts";
import type { Answer } from "./endpoint.ts";
import { type Box, listPending } from "./outbox.ts";

/** The near end of a receiver: a port to it, or what posts to a collector. */
interface Carrier {
  postMessage(batch: SnippetBatch): void;
}

const MESSAGE_EVENTS = 200;

export type Delivery = ReturnType<typeof makeDelivery>;

/**
 * Carries the outbox to a receiver, one message at a time, and forgets what was acked. Without a
 * receiver, or without its ack, everything stays and is tried again after 3 s, doubling to 30 min.
 */
export function makeDelivery(
  box: Box,
  /** Of the outbox's keys. */
  prefix: string,
  /** Undefined where no bridge is wanted. */
  bridge: URL | undefined,
  hello: SnippetHello,
  /** Posts to the collector that takes over where no bridge answers. */
  post: ((batch: SnippetBatch) => Promise<Answer>) | undefined,
  onWelcome: (idleMs: number) => void,
  /** Some of the outbox is gone. */
  onAck: () => void,
) {
  const pending = (): string[] => listPending(box, prefix);
  const { origin = "", href = "" } = bridge ?? {};
  const frame = document.createElement("iframe");
  const framed = origin === location.origin ? "same-origin" : "iframe";
  /** Why each transport is not the one in use. */
  const why: Partial<Record<Transport, string>> = {
    opener: window.opener ? "not-tried" : "not-opened",
    [framed]: bridge ? "not-tried" : "not-set",
    popup: "not-opened",
    endpoint: post ? "not-tried" : "not-set",
  };
  let transport: Transport = "none";
  let port: Carrier | undefined;
  let live = false;
  let attempts = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Resolves, once nothing waits or nobody answers, to why not. */
  let running: Promise<string | undefined> | undefined;
  /** Of the batch under way. */
  let landed = (): void => undefined;
  let failed = (_reason: string): void => undefined;

  const use = (how: Transport, carrier?: Carrier): void => {
    port = carrier;
    transport = how;
    delete why[how];
  };

  const hear = (how: Transport, from: Carrier, data: Answer): void => {
    if ("version" in data) {
      use(how, from);
      onWelcome(data.idleMs);
    }
    if ("live" in data) live = data.live;
    if ("failure" in data) {
      why[how] = data.failure.kind;
      if (port === from) failed(data.failure.kind);
    }
    if ("ids" in data)
      for (const [id] of [...data.ids.map((acked) => [acked]), ...data.refused]) delete box[prefix + id];
    if (port !== from) return;
    // What the receiver that leaves has not acked goes to the next.
    if (data.kind === "closing") use("none");
    if (data.kind === "closing" || "ids" in data) landed();
  };

  /** Resolves once this window answered, or has not for a while. */
  const offer = (how: Transport, target: Window | null, waitMs: number) =>
    new Promise<void>((done) => {
      const { port1, port2 } = new MessageChannel();
      setTimeout(done, waitMs);
      why[how] = "no-answer";
      port1.onmessage = ({ data }: MessageEvent<Answer>) => {
        hear(how, port1, data);
        done();
      };
      target?.postMessage(hello, origin, [port2]);
    });

  const open = async (): Promise<void> => {
    const opener = window.opener as Window | null;
    if (bridge) {
      if (opener && framed === "iframe") await offer("opener", opener, 1e3);
      if (port) return;
      frame.hidden = true;
      frame.src = href;
      await new Promise((loaded) => {
        frame.onload = loaded;
        setTimeout(loaded, 1e4);
        // Loads it anew where it is in the page already.
        document.body.append(frame);
      });
      await offer(framed, frame.contentWindow, 5e3);
    }
    if (port) return;
    if (!post) throw why[framed];
    const carrier: Carrier = {
      postMessage: (batch) => void post(batch).then((answer) => hear("endpoint", carrier, answer)),
    };
    use("endpoint", carrier);
  };

  const run = async (): Promise<string | undefined> => {
    try {
      if (document.readyState !== "complete") await new Promise((done) => addEventListener("load", done));
      for (let keys; (keys = pending().slice(0, MESSAGE_EVENTS))[0];) {
        if (!port) {
          await open();
          // Another tab, or a late ack, may have taken some of it meanwhile.
          continue;
        }
        const batch: SnippetBatch = {
          kind: "events",
          sentAt: Date.now(),
          events: keys.map((key) => [key.slice(prefix.length), box[key] ?? ""]),
        };
        await new Promise<void>((done, fail) => {
          landed = done;
          failed = fail;
          setTimeout(fail, 1e4, "no-ack");
          port?.postMessage(batch);
        });
        attempts = 0;
        onAck();
      }
    } catch (reason) {
      if (port) why[transport] = reason as string;
      port = undefined;
      transport = "none";
      clearTimeout(timer);
      timer = setTimeout(go, Math.min(18e5, 3e3 * 2 ** attempts) * (0.5 + Math.random() / 2));
      if (navigator.onLine) attempts++;
      return `${reason}`;
    }
    return;
  };

  /** Tries now. */
  const go = (): Promise<string | undefined> => {
    clearTimeout(timer);
    timer = undefined;
    return (running ??= run().finally(() => (running = undefined)));
  };

  addEventListener("online", go);

  return {
    go,
    /** Tells that the outbox has something new. */
    soon(): void {
      if (port && pending().length > 19) void go();
      else timer ??= setTimeout(go, live ? 100 : 1e3);
    },
    /** The last chance of a page that leaves: what this does not bring over waits in the outbox. */
    leave: (): void => void (port && go()),
    flush: async (): Promise<void> => {
      const keys = pending();
      const reason = await go();
      if (keys.some((key) => key in box)) throw Error(reason);
    },
    /** Opens the bridge as a window, which tells when it is there; only during a click. */
    connect(): void {
      const popup = bridge && window.open(`${href}#${location.origin}`, "lochan", "width=420,height=240");
      addEventListener("message", ({ source, origin: from }) => {
        if (popup && source === popup && from === origin) void offer("popup", popup, 5e3).then(go);
      });
    },
    status: () => ({ transport, why, live }),
  };
}
