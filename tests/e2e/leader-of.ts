import type { Page } from "@playwright/test";
import { expect } from "./app-test.ts";
import { call } from "./call-app.ts";

/** A busy machine may take seconds a batch; what is tested is that none is lost. */
export const SLOW = { timeout: 60_000 };

/** The tab that leads, once exactly one does. */
export async function leaderOf(pages: Page[]): Promise<Page> {
  let leader: Page | undefined;
  await expect
    .poll(async () => {
      const leads = await Promise.all(pages.map(async (page) => (await call(page, "status")).leader.leads));
      leader = pages[leads.indexOf(true)];
      return leads.filter(Boolean).length;
    }, SLOW)
    .toBe(1);
  if (!leader) throw new Error("No tab leads.");
  return leader;
}
