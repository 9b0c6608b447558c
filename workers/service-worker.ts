import { cacheNames } from "workbox-core";
import {
  cleanupOutdatedCaches,
  createHandlerBoundToURL,
  getCacheKeyForURL,
  matchPrecache,
  precacheAndRoute,
  type PrecacheEntry,
} from "workbox-precaching";
import { NavigationRoute, registerRoute } from "workbox-routing";
import { CacheFirst } from "workbox-strategies";
import { isFeedWorker, withFeedPolicy } from "../src/engine/feed-policy.ts";
import {
  ENGINE_CACHE,
  type OfflineInventory,
  parseOfflineRequest,
  SHARE_PATH,
} from "../src/engine/offline-messages.ts";
import { takeShared } from "../src/engine/take-shared.ts";

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: (PrecacheEntry | string)[] };

const urlOf = (entry: PrecacheEntry | string): string =>
  new URL(typeof entry === "string" ? entry : entry.url, self.location.origin).href;
const isEngine = (entry: PrecacheEntry | string): boolean => /\/duckdb-[^/]*$/.test(urlOf(entry));

const parts = self.__WB_MANIFEST;
const shell = parts.filter((entry) => !isEngine(entry));
const engine = new Set(parts.filter(isEngine).map(urlOf));

// Before what is precached as it is.
registerRoute(
  ({ url, sameOrigin }) => sameOrigin && isFeedWorker(url.pathname),
  async ({ url, request }) => withFeedPolicy((await matchPrecache(url.href)) ?? (await fetch(request))),
);
precacheAndRoute(shell, { ignoreURLParametersMatching: [/.*/] });
cleanupOutdatedCaches();

registerRoute(
  ({ url }) => engine.has(url.href),
  new CacheFirst({ cacheName: ENGINE_CACHE, matchOptions: { ignoreVary: true } }),
);
registerRoute(
  ({ url, sameOrigin }) => sameOrigin && url.pathname === SHARE_PATH,
  ({ request }) => takeShared(request),
  "POST",
);
// The shop's links are relative to its folder.
registerRoute(
  ({ url, request }) => request.mode === "navigate" && url.pathname === "/demo",
  ({ url }) => Promise.resolve(Response.redirect(`/demo/${url.search}`, 302)),
);
registerRoute(
  new NavigationRoute(createHandlerBoundToURL("/demo/index.html"), { allowlist: [/^\/demo\/[^.]*$/] }),
);
registerRoute(
  new NavigationRoute(createHandlerBoundToURL("/index.html"), {
    denylist: [/^\/demo(\/|$)/, /\/[^/?]*\.[^/]*$/],
  }),
);

self.addEventListener("activate", (event) => {
  event.waitUntil(forgetOldEngine().then(() => self.clients.claim()));
});

self.addEventListener("message", (event) => {
  const request = parseOfflineRequest(event.data);
  if (request?.kind === "activate") void self.skipWaiting();
  if (request?.kind === "inspect")
    event.waitUntil(inspect().then((inventory) => event.ports[0]?.postMessage(inventory)));
});

async function forgetOldEngine(): Promise<void> {
  const cache = await caches.open(ENGINE_CACHE);
  for (const request of await cache.keys()) if (!engine.has(request.url)) await cache.delete(request);
}

async function inspect(): Promise<OfflineInventory> {
  const missing: OfflineInventory["missing"] = { shell: [], engine: [] };
  for (const url of shell.map(urlOf)) if (!(await holdsShell(url))) missing.shell.push(url);
  for (const url of engine)
    if (!(await caches.match(url, { cacheName: ENGINE_CACHE, ignoreVary: true }))) missing.engine.push(url);
  return { version: 1, kind: "inventory", missing };
}

/** The browser may have dropped a part since it was installed: such a part is fetched again. */
async function holdsShell(url: string): Promise<boolean> {
  const key = getCacheKeyForURL(url);
  if (!key) return false;
  if (await caches.match(key, { ignoreVary: true })) return true;
  const response = await fetch(url, { cache: "reload" }).catch(() => undefined);
  if (!response?.ok) return false;
  await (await caches.open(cacheNames.precache)).put(key, response);
  return true;
}
