import * as Comlink from "comlink";
import { afterEach, beforeEach } from "vitest";
import type { EngineApi, EventDraft } from "../../../src/engine/api.ts";
import { portOf } from "../../../src/engine/worker-port.ts";
import type { Result } from "../../../src/model/failure.ts";

/** A tab's engine in a real worker. `kill` ends it the way a crashed tab does: no goodbye. */
export interface Tab {
  engine: Comlink.Remote<EngineApi>;
  kill(): void;
}

export function openTab(databaseName: string): Tab {
  const worker = new Worker(new URL("../../../workers/engine.ts", import.meta.url), {
    type: "module",
    name: `engine:${databaseName}`,
  });
  const engine = Comlink.wrap<EngineApi>(portOf(Promise.resolve(worker)));
  void engine.visible(true);
  return { engine, kill: () => worker.terminate() };
}

/** Tabs of one database, new for each test of the file and ended after it. */
export function tabsOfEachTest(prefix: string): { open(): Tab; first(): Tab } {
  let tabs: Tab[] = [];
  let name = "";
  beforeEach(() => {
    tabs = [];
    name = `${prefix}-${crypto.randomUUID()}`;
  });
  afterEach(() => tabs.forEach((tab) => tab.kill()));
  return {
    open() {
      const tab = openTab(name);
      tabs.push(tab);
      return tab;
    },
    first: () => tabs[0]!,
  };
}

export function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.failure.kind}: ${result.failure.message}`);
  return result.value;
}

/** Resolves with the first defined answer; the test's own timeout ends a vain wait. */
export async function eventually<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
}

export const draft = (n: number, over: Partial<EventDraft> = {}): EventDraft => ({
  id: `event-${n}`,
  name: n % 3 === 0 ? "page_view" : "click",
  type: n % 3 === 0 ? "page" : "track",
  distinctId: `browser-${n % 7}`,
  timestamp: Date.now() - (n % 50) * 3_600_000,
  properties: { path: `/p${n % 5}`, amount: n },
  ...over,
});
