import type { Lochan } from "./api.ts";
import type { Delivery } from "./delivery.ts";
import type { Idle } from "./idle.ts";
import { type Identity, readIdentity, touchSession } from "./identity.ts";
import { type Box, listPending, trimOutbox } from "./outbox.ts";
import { uuid } from "./uuid.ts";
import { watchClicks } from "./watch-clicks.ts";
import { watchEngagement } from "./watch-engagement.ts";
import { watchPages } from "./watch-pages.ts";

/** Ten events a second, and a hundred at once. */
const GAP_MS = 100;
const BURST_MS = 1e4;
/** In UTF-8 an event of so many fits a post of the endpoint, whatever its script. */
const MOST_CHARACTERS = 15_000;
const PAGE_LEAVE = "$page_leave";
const nothing = (): void => undefined;

/**
 * Begins to record, and returns `lochan`. The settings are the tag's attributes: `data-project`,
 * `data-key`, `data-bridge` (default `bridge.html` beside the script, `base`; `none` for none),
 * `data-endpoint`, `data-auto` (of `page outbound download`, default `page`), `data-hash`,
 * `data-query` (parameters kept, default `utm_*,ref`), `data-storage="none"`, `data-dnt`.
 * Throws only where an address or pattern in them is none; what it returns never does.
 */
export function startSnippet(
  settings: Readonly<Record<string, string | undefined>>,
  /** Called once the page is idle. */
  load: () => Promise<Idle>,
  base?: string,
): Lochan {
  const {
    project = "",
    key = "",
    bridge = "bridge.html",
    endpoint,
    auto = "page",
    query = "utm_*,ref",
    hash,
    storage,
    dnt,
  } = settings;
  const keep = RegExp(`^(${query.replace(/\*/g, ".*").replace(/[\s,]+/g, "|")})$`);

  let box: Box = {};
  try {
    if (storage !== "none") box = localStorage as unknown as Box;
  } catch {}
  const home = `lochan:${project}`;
  const prefix = `${home}:`;
  const me = (): Identity => readIdentity(box, home);
  /** Cut by limits and not yet in the box. */
  let dropped = 0;
  const keepMe = (next: Identity): void => {
    box[home] = JSON.stringify({ ...next, x: (next.x ?? 0) + dropped });
    dropped = 0;
  };
  const change = (patch: Partial<Identity>): void => keepMe({ ...me(), ...patch });
  const pending = (): string[] => listPending(box, prefix);

  // What drives a browser leaves marks on the page that no receiver can see from its own.
  const bot =
    navigator.webdriver || ["_phantom", "__nightmare", "Cypress", "_selenium"].some((mark) => mark in window);

  let slot = -BURST_MS;
  let last = 0;
  let delivery: Delivery | undefined;

  const off = (): string | false | undefined =>
    (navigator.globalPrivacyControl && "gpc") ||
    (dnt !== undefined && navigator.doNotTrack === "1" && "dnt") ||
    (me().o && "opted-out") ||
    (box["lochan_ignore"] && "ignored");

  const record = (type: string, name: string, properties: object): void => {
    const now = Date.now();
    // Each event a millisecond later than the one before: ids and times sort as things happened.
    last = last < now || last > now + 1e3 ? now : last + 1;
    const id = uuid(last);
    const before = me();
    const touched = touchSession(before, last);
    // A page's leave is of the page's session, and begins none.
    const next = name === PAGE_LEAVE && touched.s !== before.s ? before : touched;
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
      properties: bot ? { ...properties, $bot: true } : properties,
      distinctId: next.d,
      userId: next.u,
      sessionId: next.s,
      timestamp: last,
    });
    dropped += trimOutbox(box, prefix);
    keepMe(next);
    delivery?.soon();
  };

  const capture = (type: string, name: string, properties: object = {}): void => {
    if (document.prerendering) {
      const seen = (): void => capture(type, name, properties);
      document.addEventListener("prerenderingchange", seen, { once: true });
      return;
    }
    if (off()) return;
    const now = performance.now();
    const next = Math.max(slot, now - BURST_MS) + GAP_MS;
    try {
      if (next > now) throw 0;
      slot = next;
      record(type, name, properties);
    } catch {
      dropped++;
    }
  };

  // Once an ack made room: an outbox that nobody empties holds events, and no counts of them.
  const tellDropped = (): void => {
    change({});
    const { x: count } = me();
    if (!count || off()) return;
    record("track", "$dropped", { count });
    change({ x: (me().x ?? 0) - count });
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

  const fragment = (text: string): string =>
    hash === undefined ? "" : text.replace(/\?.*/, "").replace(/^#\/$/, "");
  /** An address without query parameters that are not kept, and without what follows #. */
  const address = (href: string): string => {
    const url = new URL(href);
    for (const name of [...url.searchParams.keys()]) if (!keep.test(name)) url.searchParams.delete(name);
    url.hash = fragment(url.hash);
    return url.href;
  };
  const here = (): string => address(location.href);
  /** Of the page that is shown, once a page event told it. */
  let shown = document.referrer.replace(/[?#].*/, "");

  const engagement = watchEngagement((engaged_ms, scroll) =>
    capture("page", PAGE_LEAVE, { url: shown, engaged_ms, scroll }),
  );
  const leave = guard(() => {
    engagement.leave();
    delivery?.leave();
    if (dropped) change({});
  });
  addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", leave);

  /** Before anything else is told: a page that is shown and waits for its title. */
  let seePage = nothing as () => void;

  const track = (name: unknown, properties?: object): void => {
    seePage();
    capture("track", `${name}`, { path: location.pathname + fragment(location.hash), ...properties });
  };
  const methods = {
    page(properties?: object): void {
      engagement.leave();
      const url = here();
      capture("page", "page_view", {
        url,
        title: document.title,
        referrer: shown || undefined,
        viewport: `${innerWidth}x${innerHeight}`,
        ...properties,
      });
      shown = url;
      engagement.begin();
    },
    identify(userId: unknown, traits?: object): void {
      seePage();
      const { u, s } = me();
      const user = `${userId}`.slice(0, 200);
      if (!off()) change({ u: user, s: u && u !== user ? undefined : s });
      capture("identify", "identify", traits);
    },
    reset(): void {
      seePage();
      engagement.leave();
      change({ d: uuid(Date.now()), u: undefined, s: undefined });
    },
    flush() {
      seePage();
      return ready.then(({ flush }) => flush());
    },
    optOut(): void {
      pending().forEach((event) => delete box[event]);
      dropped = 0;
      change({ o: 1, x: 0 });
    },
    optIn: (): void => change({ o: undefined }),
    connect: () => ready.then(({ connect }) => connect(), nothing),
    status: () => ({
      ...(delivery?.status() ?? { transport: "none", why: {}, live: false }),
      pending: pending().length,
      off: off(),
    }),
  };

  const api = guard(track) as Lochan;
  for (const [name, method] of Object.entries(methods)) api[name as "page"] = guard(method);

  if (/page/.test(auto)) seePage = watchPages(here, api.page);
  watchClicks(api);

  const begin = async (): Promise<Delivery> => {
    const { makeDelivery, postBatch, watchLinks } = await load();
    watchLinks(api, address, auto);
    delivery = makeDelivery(
      box,
      prefix,
      bridge === "none" ? undefined : new URL(bridge, base),
      { lochan: 1, kind: "hello", project, key },
      endpoint === undefined ? undefined : (batch) => postBatch(endpoint, project, batch),
      guard((i: number) => change({ i })),
      guard(tellDropped),
    );
    void delivery.go();
    return delivery;
  };
  const ready = new Promise((idle) => {
    (window.requestIdleCallback ?? setTimeout)(idle);
  }).then(begin);
  // What keeps it from loading is told to those who call flush().
  ready.catch(nothing);
  return api;
}
