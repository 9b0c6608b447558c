import type { Failure } from "../model/failure.ts";
import type { ReceiverMessage, SnippetBatch, SnippetHello } from "../model/snippet-protocol.ts";
import { type Box, listPending } from "./outbox.ts";

export type Transport = "none" | "same-origin" | "opener" | "iframe" | "popup";

type Timer = ReturnType<typeof setTimeout> | 0 | undefined;

const MESSAGE_EVENTS = 200;

/**
 * Carries the outbox to a receiver, one message at a time, and forgets what was acked. Without a
 * receiver, or without its ack, everything stays and is tried again after 3 s, doubling to 30 min.
 */
export function makeDelivery(
  box: Box,
  /** Of the outbox's keys. */
  prefix: string,
  bridge: URL,
  hello: SnippetHello,
  onWelcome: (idleMs: number) => void,
) {
  const pending = (): string[] => listPending(box, prefix);
  const { origin, href } = bridge;
  const frame = document.createElement("iframe");
  const framed = origin === location.origin ? "same-origin" : "iframe";
  /** Why each transport is not the one in use. */
  const why: Partial<Record<Transport, string>> = {};
  let transport: Transport = "none";
  let port: MessagePort | undefined;
  let live = false;
  let opening = false;
  let attempts = 0;
  let waiters: { keys: string[]; resolve: () => void; reject: (why: Error) => void }[] = [];
  /** Of the next batch, or of the next attempt where there is no receiver. */
  let timer: Timer;
  let ackTimer: Timer;
  let popup: Window | null = null;

  const settle = (reason?: string): void => {
    waiters = waiters.filter(({ keys, resolve, reject }) => {
      if (!keys.some((key) => key in box)) return resolve();
      return reason ? reject(Error(reason)) : true;
    });
  };

  const landed = (): void => {
    clearTimeout(ackTimer);
    ackTimer = 0;
  };

  const giveUp = (reason: string, waitMs = 0): void => {
    if (port) why[transport] = reason;
    port = undefined;
    transport = "none";
    landed();
    settle(reason);
    const backoffMs = Math.min(18e5, 3e3 * 2 ** attempts) * (0.5 + Math.random() / 2);
    if (navigator.onLine) attempts++;
    clearTimeout(timer);
    timer = setTimeout(go, Math.max(waitMs, backoffMs));
  };

  const send = (): void => {
    const keys = pending().slice(0, MESSAGE_EVENTS);
    settle();
    if (ackTimer || !keys.length) return;
    ackTimer = setTimeout(giveUp, 1e4, "no-ack");
    port?.postMessage({
      kind: "events",
      sentAt: Date.now(),
      events: keys.map((key) => [key.slice(prefix.length), box[key] ?? ""]),
    } satisfies SnippetBatch);
  };

  /** Resolves once this window answered, or has not for a while. */
  const offer = (how: Transport, target: Window | null, waitMs: number) =>
    new Promise<void>((done) => {
      const { port1, port2 } = new MessageChannel();
      setTimeout(done, waitMs);
      why[how] = "no-answer";
      port1.onmessage = ({ data }: MessageEvent<ReceiverMessage>) => {
        if ("version" in data) {
          port = port1;
          transport = how;
          delete why[how];
          onWelcome(data.idleMs);
        }
        if ("live" in data) live = data.live;
        if (data.kind === "closing" && port === port1) {
          port = undefined;
          transport = "none";
          landed();
          void go();
        }
        if ("failure" in data) {
          const { kind, retryAfterMs } = data.failure as Failure & { retryAfterMs?: number };
          why[how] = kind;
          if (port === port1) giveUp(kind, retryAfterMs);
        }
        if ("ids" in data) {
          for (const [id] of [...data.ids.map((acked) => [acked]), ...data.refused]) delete box[prefix + id];
          if (port === port1) {
            landed();
            attempts = 0;
            send();
          }
          settle();
        }
        done();
      };
      target?.postMessage(hello, origin, [port2]);
    });

  const open = async (): Promise<void> => {
    const opener = window.opener as Window | null;
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
  };

  const go = async (): Promise<void> => {
    clearTimeout(timer);
    timer = 0;
    if (opening || document.readyState !== "complete") return;
    if (!port && pending().length) {
      opening = true;
      try {
        await open();
      } catch {}
      opening = false;
    }
    if (port || !pending().length) send();
    else giveUp(why[framed] ?? "");
  };

  // The last chance of a page that leaves: what this does not bring over waits in the outbox.
  const leave = (): void => void (port && send());
  addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", leave);
  addEventListener("online", go);
  addEventListener("message", ({ source, origin: from }) => {
    if (source && source === popup && from === origin) void offer("popup", popup, 5e3).then(go);
  });

  return {
    /** Tries now. */
    go,
    /** Tells that the outbox has something new. */
    soon(): void {
      if (port && pending().length > 19) void go();
      else timer ||= setTimeout(go, live ? 100 : 1e3);
    },
    flush: () =>
      new Promise<void>((resolve, reject) => {
        waiters.push({ keys: pending(), resolve, reject });
        void go();
      }),
    /** Opens the bridge as a window; only during a click. */
    connect(): void {
      popup = window.open(`${href}#${location.origin}`, "lochan", "width=420,height=240");
    },
    status: () => ({ transport, why, live }),
  };
}
