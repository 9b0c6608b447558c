import { expect, type Page } from "@playwright/test";

export interface ReloadTimes {
  /** Milliseconds since navigation. */
  numbersPainted: number;
  engineReady: number;
}

/**
 * Reloads the page of a project and times when a given total first stands in it, and when the
 * engine says that DuckDB holds everything.
 */
export async function timeReload(page: Page, expected: string): Promise<ReloadTimes> {
  await page.addInitScript((text) => {
    const times = { numbersPainted: 0, engineReady: 0 };
    (window as unknown as { reloadTimes: typeof times }).reloadTimes = times;
    const look = (): void => {
      if (times.numbersPainted || !document.body?.textContent?.includes(text)) return;
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => (times.numbersPainted ||= performance.now());
        port2.postMessage(0);
      });
    };
    new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true });
    const poll = async (): Promise<void> => {
      const status = await window.lochanApp?.status();
      if (status?.ok && status.value.engine.kind === "ready") times.engineReady = performance.now();
      else setTimeout(() => void poll(), 20);
    };
    addEventListener("DOMContentLoaded", () => void poll());
  }, expected);
  await page.reload();
  const read = (): Promise<ReloadTimes> =>
    page.evaluate(() => (window as unknown as { reloadTimes: ReloadTimes }).reloadTimes);
  await expect
    .poll(async () => Math.min(...Object.values(await read())), { timeout: 120_000 })
    .toBeGreaterThan(0);
  return read();
}
