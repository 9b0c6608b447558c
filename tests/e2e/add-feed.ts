import type { Locator, Page } from "@playwright/test";
import { expect } from "./app-test.ts";

export interface FeedFields {
  name: string;
  kind?: "Server-sent events" | "WebSocket" | "Asked again and again";
  url: string;
  cursorField?: string;
  pollSeconds?: number;
}

/** The service worker runs, and controls the page: workers' scripts have the policy it gives them. */
export const serviceWorkerReady = (page: Page): Promise<void> =>
  page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));

export const feedItem = (page: Page, name: string | RegExp): Locator =>
  page.getByRole("listitem", { name, exact: true });

/** Fills the form and allows the origin; what comes of looking at it is shown. */
export async function allowFeed(page: Page, project: string, feed: FeedFields): Promise<Locator> {
  await page.goto(`/sources?project=${project}`);
  await serviceWorkerReady(page);
  await page.getByRole("button", { name: "Add a feed" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name", { exact: true }).fill(feed.name);
  if (feed.kind !== undefined) await dialog.getByRole("radio", { name: feed.kind }).check();
  await dialog.getByLabel("Address", { exact: true }).fill(feed.url);
  if (feed.pollSeconds !== undefined)
    await dialog.getByLabel("Seconds between two times it is asked").fill(String(feed.pollSeconds));
  if (feed.cursorField !== undefined)
    await dialog.getByLabel("Field that says where to go on").fill(feed.cursorField);
  await dialog.getByRole("button", { name: "Allow and look" }).click();
  return dialog;
}

/** Adds a feed as a person does, and turns it on. */
export async function addFeed(page: Page, project: string, feed: FeedFields): Promise<void> {
  const dialog = await allowFeed(page, project, feed);
  await expect(dialog.getByText("What comes of it")).toBeVisible({ timeout: 30_000 });
  await dialog.getByRole("button", { name: "Turn on" }).click();
  await expect(dialog).toBeHidden();
}
