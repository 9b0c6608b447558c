import type { Lochan, QueuedCall } from "./api.ts";
import { makeDelivery } from "./delivery.ts";
import { type Identity, readIdentity, touchSession } from "./identity.ts";
import { type Box, listPending, trimOutbox } from "./outbox.ts";
import { uuid } from "./uuid.ts";
import { watchClicks } from "./watch-clicks.ts";
import { watchPages } from "./watch-pages.ts";

/** Ten events a second, and a hundred at once. */
const GAP_MS = 100;
const BURST_MS = 1e4;
const MOST_CHARACTERS = 32_768;

/**
 * Puts `lochan` in place, answers the stub's calls, and begins. The tag's attributes:
 * `data-project`, `data-key`, `data-bridge` (default `bridge.html` beside the script), `data-auto`
 * (default `page`), `data-hash`, `data-query` (parameters kept, default `utm_*,ref`),
 * `data-storage="none"`, `data-dnt`.
 */
export function startSnippet({ src, dataset }: HTMLScriptElement): void {
  const {
    project = "",
    key = "",
    bridge = "bridge.html",
    auto = "page",
    query = "utm_*,ref",
  } = dataset as Record<string, string | undefined>;
  const hash = "hash" in dataset;
  const keep = RegExp(`^(${query.replace(/\*/g, ".*").replace(/[\s,]+/g, "|")})$`);

  let box: Box = {};
  try {
    if (dataset["storage"] !== "none") box = localStorage as unknown as Box;
  } catch {}
  const home = `lochan:${project}`;
  const prefix = `${home}:`;
  const me = (): Identity => readIdentity(box, home);
  const change = (patch: Partial<Identity>): void => {
    box[home] = JSON.stringify({ ...me(), ...patch });
  };
  const pending = (): string[] => listPending(box, prefix);

  const { go, soon, flush, connect, status } = makeDelivery(
    box,
    prefix,
    new URL(bridge, src),
    { lochan: 1, kind: "hello", project, key },
    (i) => change({ i }),
  );

  let slot = 0;
  let dropped = 0;
  let last = 0;

  const off = (): string | false | undefined =>
    (navigator.globalPrivacyControl && "gpc") ||
    ("dnt" in dataset && navigator.doNotTrack === "1" && "dnt") ||
    (me().o && "opted-out") ||
    (box["lochan_ignore"] && "ignored");

  const record = (type: string, name: string, properties: object): void => {
    // Each event a millisecond later than the one before: ids and times sort as things happened.
    const timestamp = (last = Math.max(Date.now(), last + 1));
    const id = uuid(timestamp);
    change(touchSession(me(), timestamp));
    const { d: distinctId, u: userId, s: sessionId } = me();
    try {
      // The receiver cuts property by property; this is too much, or not JSON, even for it.
      if (JSON.stringify(properties).length > MOST_CHARACTERS) throw 0;
    } catch {
      properties = { $cut: 1 };
    }
    box[prefix + id] = JSON.stringify({
      id,
      type,
      name: name.slice(0, 200),
      properties,
      distinctId,
      userId,
      sessionId,
      timestamp,
    });
    dropped += trimOutbox(box, prefix);
    soon();
  };

  const capture = (type: string, name: string, properties: object = {}): void => {
    if (off()) return;
    const now = Date.now();
    const next = Math.max(slot, now - BURST_MS) + GAP_MS;
    if (next > now) {
      dropped++;
      return;
    }
    slot = next;
    const count = dropped;
    dropped = 0;
    if (count) record("track", "$dropped", { count });
    record(type, name, properties);
  };

  /** The address without query parameters that are not kept, and without what follows #. */
  const here = (): string => {
    const url = new URL(location.href);
    for (const name of [...url.searchParams.keys()]) if (!keep.test(name)) url.searchParams.delete(name);
    if (!hash) url.hash = "";
    return url.href;
  };
  let referrer = document.referrer.replace(/[?#].*/, "");

  const track = (name: unknown, properties?: object): void =>
    capture("track", `${name}`, { path: location.pathname, ...properties });
  const page = (properties?: object): void => {
    const { title } = document;
    const url = here();
    const viewport = `${innerWidth}x${innerHeight}`;
    capture("page", "page_view", {
      url,
      title,
      referrer: referrer || undefined,
      viewport,
      ...properties,
    });
    referrer = url;
  };
  const methods = {
    page,
    identify(userId: unknown, traits?: object): void {
      const { u, s } = me();
      const user = `${userId}`.slice(0, 200);
      if (!off()) change({ u: user, s: u && u !== user ? undefined : s });
      capture("identify", "identify", traits);
    },
    reset: (): void => change({ d: uuid(Date.now()), u: undefined, s: undefined }),
    flush,
    optOut(): void {
      pending().forEach((key) => delete box[key]);
      change({ o: 1 });
    },
    optIn: (): void => change({ o: undefined }),
    connect,
    status: () => ({ ...status(), pending: pending().length, off: off() }),
  };

  // Nothing that goes wrong in here may reach the page.
  const guard =
    (call: (...args: never[]) => unknown) =>
    (...args: unknown[]): unknown => {
      try {
        return call(...(args as never[]));
      } catch {
        return;
      }
    };
  const api = guard(track) as Lochan;
  for (const [name, method] of Object.entries(methods)) api[name as "page"] = guard(method);

  const queue = window.lochan?.q ?? [];
  window.lochan = api;
  const answer = ([method, args, resolve]: QueuedCall): void =>
    resolve(((method ? api[method as "page"] : api) as (...args: unknown[]) => unknown)(...args));
  const calls = queue.splice(0);
  // Whoever still holds the stub is answered at once.
  queue.push = (call) => (answer(call), 0);
  if (/\bpage\b/.test(auto)) watchPages(here, api.page, hash);
  calls.forEach(answer);
  watchClicks(api);

  const begin = (): void => void (window.requestIdleCallback ?? setTimeout)(go as () => void);
  addEventListener("load", begin);
  begin();
}
