import type { BrowserContext, Page } from "@playwright/test";
import { snippetMarkup } from "../../src/snippet/stub.ts";
import { expect } from "./app-test.ts";
import { serveSite } from "./serve-site.ts";

export interface LabSite {
  /** On 127.0.0.1: another site than the app's. */
  origin: string;
  /** Its next version: from now on these texts of its page are others. */
  change: (texts: [was: string, is: string][]) => void;
  close: () => Promise<void>;
}

/** A page that sends an event by button, with headers of its own. */
export async function serveLabSite(snippet: {
  origin: string;
  projectId: string;
  key: string;
  headers?: Record<string, string>;
}): Promise<LabSite> {
  const { headers = {} } = snippet;
  let html = `<!doctype html><title>Site</title><link rel="icon" href="data:,">${snippetMarkup(snippet)}
    <button onclick="lochan('bought', { plan: 'pro', seats: 5, coupon: 'tea' })">Buy</button>
    <button onclick="lochan('signed_up', { from: 'page' })">Sign up</button>`;
  const site = await serveSite(() => ({ headers, body: html }));
  return {
    origin: site.crossSite,
    change(texts) {
      for (const [was, is] of texts) {
        expect(html).toContain(was);
        html = html.replace(was, is);
      }
    },
    close: site.close,
  };
}

/** The page that a click in the lab opens. */
export async function openFromLab(profile: BrowserContext, lab: Page, button: string): Promise<Page> {
  const opening = profile.waitForEvent("page");
  await lab.getByRole("button", { name: button }).click();
  const page = await opening;
  await page.waitForLoadState();
  return page;
}

export const labRows = (lab: Page): Promise<string[]> =>
  lab.getByRole("option").evaluateAll((rows) =>
    rows.map((row) =>
      [...row.children]
        .slice(1)
        .map((cell) => cell.textContent ?? "")
        .filter((text) => text !== "")
        .join(" | "),
    ),
  );

/** Records what `visit` does under a name. */
export async function recordRun(lab: Page, name: string, visit: () => Promise<void>): Promise<void> {
  await lab.getByRole("button", { name: "Record a run" }).click();
  await expect(lab.getByRole("button", { name: "Stop recording" })).toBeVisible();
  await visit();
  await lab.getByRole("button", { name: "Stop recording" }).click();
  const dialog = lab.getByRole("dialog", { name: "Name this run" });
  await dialog.getByRole("textbox", { name: "Name" }).fill(name);
  await dialog.getByRole("button", { name: "Save name" }).click();
  await expect(dialog).toBeHidden();
  await expect(lab.getByRole("region", { name: "Runs of this project" }).getByText(name)).toBeVisible();
}

/** The differences the lab names, each with its properties. */
export const differences = (lab: Page): Promise<string[]> =>
  lab
    .getByRole("list", { name: "Differences" })
    .evaluate((list) =>
      [...list.children].map((change) =>
        [...change.children]
          .map((part) =>
            part.tagName === "UL"
              ? [...part.children].map((each) => each.textContent?.trim()).join("; ")
              : part.textContent?.trim(),
          )
          .join(" | "),
      ),
    );
