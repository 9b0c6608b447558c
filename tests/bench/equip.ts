import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { streamTraffic } from "../support/web-traffic.ts";

declare global {
  interface Window {
    Dexie: new (name: string) => {
      version(number: number): { stores(tables: Record<string, string>): void };
      table(name: string): { bulkAdd(rows: unknown[]): Promise<unknown> };
    };
  }
}

/** Puts the traffic generator and plain Dexie into the page, for measuring beside the app. */
export async function equip(page: Page): Promise<void> {
  await page.evaluate(`window.streamTraffic = ${streamTraffic.toString()}`);
  await page.evaluate(await readFile("node_modules/dexie/dist/dexie.min.js", "utf8"));
}

const AT_REST_MS = 15_000;

/** What the browser goes on doing after all is answered: DuckDB compiles for seconds, deleted data is cleared away. */
export const rest = (page: Page): Promise<unknown> =>
  page.evaluate((ms) => new Promise((resolve) => setTimeout(resolve, ms)), AT_REST_MS);

/** Waits until everything is folded and mirrored. */
export async function followUp(page: Page, projectId: string): Promise<void> {
  const question = { version: 1, measure: "events", window: { last: "90d" }, breakdown: "plan" };
  await page.evaluate(
    async ([project, asked]) => {
      const answer = await window.lochanApp.ask(project, asked);
      if (!answer.ok) throw new Error(answer.failure.message);
    },
    [projectId, question] as const,
  );
}

export async function settle(page: Page, projectId: string): Promise<void> {
  await followUp(page, projectId);
  await rest(page);
}
