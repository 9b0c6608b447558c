import * as v from "valibot";

/** What the page asks of the service worker. Each is answered on the port that came with it, if any. */
const offlineRequest = v.object({ version: v.literal(1), kind: v.picklist(["inspect", "activate"]) });
export type OfflineRequest = v.InferOutput<typeof offlineRequest>;

/**
 * What the service worker found in its caches when it looked just now. `shell` is precached parts
 * that could neither be found nor fetched again; `engine` is the URLs still to be downloaded.
 */
const offlineInventory = v.object({
  version: v.literal(1),
  kind: v.literal("inventory"),
  missing: v.object({ shell: v.array(v.string()), engine: v.array(v.string()) }),
});
export type OfflineInventory = v.InferOutput<typeof offlineInventory>;

/** Undefined for a message that is not ours or of a version we do not know. */
export function parseOfflineRequest(message: unknown): OfflineRequest | undefined {
  const parsed = v.safeParse(offlineRequest, message);
  return parsed.success ? parsed.output : undefined;
}

export function parseOfflineInventory(message: unknown): OfflineInventory | undefined {
  const parsed = v.safeParse(offlineInventory, message);
  return parsed.success ? parsed.output : undefined;
}

/** Holds the engine's large files, which are fetched after first paint rather than at install. */
export const ENGINE_CACHE = "lochan-engine";

/** Holds files that other apps shared with the installed one, until its page has taken them. */
export const SHARED_CACHE = "lochan-shared";
/** Where the system posts them, as the manifest says, and the page that takes them. */
export const SHARE_PATH = "/share";
/** The header a shared file keeps its name in, encoded as in an address. */
export const SHARED_NAME = "x-file-name";
/** Where in the cache it says how many files there was no room for, if any. */
export const SHARED_LEFT = "/shared/left-out";
export const SHARED_PAGE = "/data?shared";
