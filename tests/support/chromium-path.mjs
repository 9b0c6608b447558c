import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const PLACES = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe",
];

/**
 * Path of a Chromium or Chrome that is here already: CHROME_PATH, else one on the PATH, else an
 * installed application, else Playwright's own download. Undefined when there is none.
 */
export async function chromiumPath() {
  const given = process.env["CHROME_PATH"];
  if (given) {
    if (!existsSync(given)) throw new Error(`CHROME_PATH names ${given}, and there is nothing there.`);
    return given;
  }
  for (const folder of (process.env["PATH"] ?? "").split(delimiter))
    for (const name of NAMES) {
      const path = join(folder, name);
      if (folder !== "" && existsSync(path)) return path;
    }
  const placed = PLACES.find((path) => existsSync(path));
  if (placed) return placed;
  const { chromium } = await import("playwright-core");
  return existsSync(chromium.executablePath()) ? chromium.executablePath() : undefined;
}

export const CHROMIUM_ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // Else every visit of a test is an automated browser's, which answers leave out.
  "--disable-blink-features=AutomationControlled",
];
