import type { Lochan, LochanOptions } from "./api.ts";
import { idle } from "./idle.ts";
import { startSnippet } from "./start-snippet.ts";

const started = new Map<string, Lochan>();

/**
 * Begins to record for a project, and returns its `lochan`; the same one when called again. Puts
 * nothing on `window`. Where there is no document, on a server, nothing is recorded.
 */
export function init(options: LochanOptions): Lochan {
  if (typeof document === "undefined") return nowhere;
  const { project, key, host, bridge, endpoint, auto, hash, query, storage, dnt } = options;
  const there = started.get(project);
  if (there) return there;
  let lochan = nowhere;
  try {
    lochan = startSnippet(
      {
        project,
        key,
        endpoint,
        storage,
        bridge: bridge ?? (host === undefined ? "none" : "bridge.html"),
        auto: auto?.join(" "),
        query: query?.join(),
        hash: hash ? "" : undefined,
        dnt: dnt ? "" : undefined,
      },
      () => Promise.resolve(idle),
      host?.replace(/\/*$/, "/"),
    );
    started.set(project, lochan);
  } catch (error) {
    console.error("lochan: an address or a pattern among the options is none.", error);
  }
  return lochan;
}

const nothing = (): undefined => undefined;

/** Records nothing, and says so. */
const nowhere: Lochan = Object.assign(nothing, {
  page: nothing,
  identify: nothing,
  reset: nothing,
  flush: () => Promise.resolve(),
  optOut: nothing,
  optIn: nothing,
  connect: nothing,
  status: () => ({ transport: "none" as const, why: {}, live: false, pending: 0, off: "not-started" }),
});
