import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Page } from "@playwright/test";
import type { AxeResults, RunOptions } from "axe-core";
import { expect } from "./app-test.ts";

const axePath = createRequire(`${process.cwd()}/package.json`).resolve("axe-core/axe.min.js");

/** Pictures take the processor long, so only who asks has them: `1` renews the kept ones, anything else leaves them beside. */
const SCREENSHOTS = process.env["SCREENSHOTS"] ?? "";
const FOLDER = SCREENSHOTS === "1" ? "tests/e2e/screenshots" : "test-results/screenshots";

export interface Look {
  name: string;
  colorScheme: "light" | "dark";
  width: number;
  height: number;
}

const LOOKS: readonly Look[] = [
  { name: "light", colorScheme: "light", width: 1440, height: 900 },
  { name: "dark", colorScheme: "dark", width: 1440, height: 900 },
  { name: "phone", colorScheme: "light", width: 390, height: 844 },
];

export async function putOn(page: Page, { colorScheme, width, height }: Look): Promise<void> {
  await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
  await page.setViewportSize({ width, height });
}

/** Everything asked for has been answered and drawn: no skeletons, nothing busy, but for widgets far out of view, which ask nothing. */
export async function settled(page: Page): Promise<void> {
  await expect(page.locator(":is([aria-busy=true], [class*=skeleton]):not([data-away] *)")).toHaveCount(0, {
    timeout: 60_000,
  });
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  // A changed theme is on the screen two frames later.
  await page.evaluate(
    () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => drawn(undefined)))),
  );
  await stilled(page);
}

/** A picture of the page in a look, as high as the page where that is asked for. */
export async function picture(
  page: Page,
  what: string,
  look: Look,
  { fullPage = false } = {},
): Promise<void> {
  if (SCREENSHOTS === "") return;
  await putOn(page, look);
  await settled(page);
  if (fullPage) {
    // By the window: else what stays at its edge crosses the middle of the picture.
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    await page.setViewportSize({ width: look.width, height });
    await settled(page);
  }
  await page.screenshot({ path: `${FOLDER}/${what}-${look.name}.png` });
  await putOn(page, look);
}

/** What fades in, or goes from one theme to the other, has no contrast yet. */
const stilled = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    const ending = () =>
      document
        .getAnimations()
        .filter(({ effect }) => effect?.getComputedTiming().iterations !== Infinity)
        .map(({ finished }) => finished);
    // Colours that are inherited change one after the other.
    for (let left = ending(); left.length > 0; left = ending()) await Promise.allSettled(left);
  });

interface Axe {
  run: (options: RunOptions) => Promise<AxeResults>;
}

/** By all of axe's rules, or those named. */
export async function expectAccessible(page: Page, what: string, rules?: string[]): Promise<void> {
  await stilled(page);
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(await readFile(axePath, "utf8"));
  const { violations } = await page.evaluate(
    (only) =>
      (window as unknown as { axe: Axe }).axe.run({
        resultTypes: ["violations"],
        ...(only && { runOnly: only }),
      }),
    rules,
  );
  const found = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`,
  );
  expect(found, what).toEqual([]);
}

/** Reflows without a sideways scroll. */
export async function expectFits(page: Page, what: string): Promise<void> {
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow, `${what}: pixels too wide`).toBeLessThanOrEqual(0);
}

/**
 * Clean under axe and without a sideways scroll in each look. Leaves a picture of each where
 * they are asked for, named after `what`, and the page in the size of the first.
 */
export async function expectWellShown(
  page: Page,
  what: string,
  { looks = LOOKS, fullPage = false } = {},
): Promise<void> {
  for (const look of looks) {
    await putOn(page, look);
    await settled(page);
    await picture(page, what, look, { fullPage: fullPage || look.name === "phone" });
    // The same page in other colours: only these can be wrong then.
    const rules = look.name === "dark" && looks.length > 1 ? ["color-contrast"] : undefined;
    await expectAccessible(page, `${what}, ${look.name}`, rules);
    await expectFits(page, `${what}, ${look.name}`);
  }
  await page.setViewportSize(looks[0] as Look);
}
