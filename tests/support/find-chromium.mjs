import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chromiumPath } from "./chromium-path.mjs";

const run = (command, args) =>
  spawnSync(command, args, {
    stdio: "inherit",
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    timeout: 10 * 60_000,
  }).status === 0;

/** Makes sure a Chromium is there, installing one where that needs nobody's leave. */
async function requireChromium() {
  if (await chromiumPath()) return true;
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    // A package list may be old or absent in a bare image; an update that fails is not yet an answer.
    run("apt-get", ["update", "-qq"]);
    run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"]);
  } else run(process.execPath, ["node_modules/playwright-core/cli.js", "install", "chromium"]);
  return (await chromiumPath()) !== undefined;
}

try {
  if (await requireChromium()) process.exit(0);
  console.error(
    "No Chromium found. Install one (Debian: apt-get install chromium) or name one: CHROME_PATH=/path/to/chrome npm test",
  );
} catch (error) {
  console.error(error.message);
}
process.exit(1);
