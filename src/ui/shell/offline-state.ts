import { createSignal } from "solid-js";
import { ENGINE_CACHE, type OfflineRequest, parseOfflineInventory } from "../../engine/offline-messages.ts";
import type { OfflineState } from "../state/offline.ts";
import { downloadInto } from "./offline-download.ts";

const UPDATE_CHECK_MS = 60 * 60_000;
const ANSWER_MS = 30_000;

/**
 * Registers the service worker and keeps the parts the app needs offline in its caches. `ready`
 * turns true only after the worker has looked and found every one of them, the engine included; it
 * turns false again when a part is found gone. A download that was cut off starts again next time.
 *
 * `beforeUpdate` runs before the waiting version takes over; every tab then reloads.
 */
export function createOfflineState(options: { beforeUpdate?: () => Promise<void> } = {}): OfflineState {
  const [ready, setReady] = createSignal(false);
  const [progress, setProgress] = createSignal<number | undefined>();
  const [waiting, setWaiting] = createSignal<ServiceWorker | undefined>();

  const prepare = async (registration: ServiceWorkerRegistration): Promise<void> => {
    const missing = await missingParts(registration);
    if (missing && missing.engine.length > 0)
      await navigator.locks.request("lochan-offline-download", async () => {
        const still = await missingParts(registration);
        if (still) await downloadInto(ENGINE_CACHE, still.engine, setProgress);
      });
    setProgress(undefined);
    const left = missing && (await missingParts(registration));
    setReady(left !== undefined && left.shell.length + left.engine.length === 0);
  };

  const start = async (): Promise<void> => {
    const controlled = navigator.serviceWorker.controller !== null;
    navigator.serviceWorker.addEventListener("controllerchange", () => {
      if (controlled || waiting()) location.reload();
    });
    const registration = await navigator.serviceWorker.register("/service-worker.js", {
      updateViaCache: "none",
    });
    watchForUpdate(registration, setWaiting);
    setInterval(() => void registration.update().catch(() => undefined), UPDATE_CHECK_MS);
    await navigator.serviceWorker.ready;
    const attempt = (): void => void prepare(registration).catch(() => setProgress(undefined));
    attempt();
    addEventListener("online", attempt);
  };

  if (import.meta.env.PROD && "serviceWorker" in navigator)
    afterFirstPaint(() => void start().catch(() => undefined));

  return {
    ready,
    progress,
    updateWaiting: () => waiting() !== undefined,
    update: () => {
      void (options.beforeUpdate?.() ?? Promise.resolve()).finally(() =>
        waiting()?.postMessage({ version: 1, kind: "activate" } satisfies OfflineRequest),
      );
    },
  };
}

function afterFirstPaint(task: () => void): void {
  const idle = (): void => {
    if ("requestIdleCallback" in window) requestIdleCallback(task, { timeout: 3_000 });
    else setTimeout(task, 500);
  };
  if (document.readyState === "complete") idle();
  else addEventListener("load", idle, { once: true });
}

function watchForUpdate(
  registration: ServiceWorkerRegistration,
  onWaiting: (worker: ServiceWorker) => void,
): void {
  const look = (): void => {
    if (registration.waiting && navigator.serviceWorker.controller) onWaiting(registration.waiting);
  };
  look();
  registration.addEventListener("updatefound", () =>
    registration.installing?.addEventListener("statechange", look),
  );
}

async function missingParts(
  registration: ServiceWorkerRegistration,
): Promise<{ shell: string[]; engine: string[] } | undefined> {
  const worker = registration.active;
  if (!worker) return undefined;
  const { port1, port2 } = new MessageChannel();
  const answer = new Promise<unknown>((settle) => {
    port1.onmessage = (event: MessageEvent<unknown>) => settle(event.data);
    setTimeout(() => settle(undefined), ANSWER_MS);
  });
  worker.postMessage({ version: 1, kind: "inspect" } satisfies OfflineRequest, [port2]);
  const inventory = parseOfflineInventory(await answer);
  port1.close();
  return inventory?.missing;
}
