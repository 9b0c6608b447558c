import { SHARED_CACHE, SHARED_LEFT, SHARED_NAME } from "../../engine/offline-messages.ts";
import { toShownName } from "../../model/shown-name.ts";

/** Of the Launch Handler API, which TypeScript does not declare yet: wicg.github.io/web-app-launch. */
interface LaunchQueue {
  setConsumer(consumer: (params: { files?: readonly FileSystemHandle[] }) => void): void;
}

declare global {
  interface Window {
    launchQueue?: LaunchQueue;
  }
}

/** Files that the system opens with the installed app, while this page lives. */
export function onLaunchFiles(take: (files: File[]) => void): void {
  window.launchQueue?.setConsumer(({ files = [] }) => {
    const opened = files
      .filter((handle): handle is FileSystemFileHandle => handle.kind === "file")
      .map((handle) => handle.getFile().catch(() => undefined));
    void Promise.all(opened).then((each) => {
      const read = each.filter((file) => file !== undefined);
      if (read.length > 0) take(read);
    });
  });
}

export interface SharedFiles {
  files: File[];
  /** How many more there was no room for. */
  leftOut: number;
}

/** Files that another app shared, put aside by the service worker. They stay there until {@link forgetShared}. */
export async function readShared(): Promise<SharedFiles> {
  const shared: SharedFiles = { files: [], leftOut: 0 };
  if (!(await caches.has(SHARED_CACHE))) return shared;
  const cache = await caches.open(SHARED_CACHE);
  for (const request of await cache.keys()) {
    const kept = await cache.match(request);
    if (kept === undefined) continue;
    if (new URL(request.url).pathname === SHARED_LEFT) {
      shared.leftOut = Number(await kept.text());
      continue;
    }
    const name = decodeURIComponent(kept.headers.get(SHARED_NAME) ?? "");
    // Any site may post to the address that files are shared with.
    shared.files.push(new File([await kept.blob()], name === "" ? "shared" : toShownName(name)));
  }
  return shared;
}

export const forgetShared = async (): Promise<void> => void (await caches.delete(SHARED_CACHE));
