import { defineConfig } from "@playwright/test";
import { freePortPair } from "./tests/support/free-port.ts";

// Playwright loads this file again in each of its workers: the first one chooses for all.
const port = Number((process.env["LOCHAN_TEST_PORT"] ??= String(await freePortPair())));
const outDir = process.env["LOCHAN_TEST_DIST"] ?? "dist";
const built = process.env["LOCHAN_TEST_BUILT"] === "1";

export default defineConfig({
  // Emptied at each start: the logs of a soak stay beside it.
  outputDir: "test-results/playwright",
  reporter: [["list"]],
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  timeout: 180_000,
  expect: { timeout: 30_000 },
  use: { baseURL: `http://localhost:${port}` },
  webServer: {
    command: `${built ? "" : `npx vite build --outDir ${outDir} --emptyOutDir && `}npx vite preview --outDir ${outDir}`,
    url: `http://localhost:${port}/`,
    env: { PORT: String(port) },
    timeout: 240_000,
    reuseExistingServer: true,
    stdout: "ignore",
  },
  projects: [
    { name: "e2e", testDir: "tests/e2e", testMatch: "**/*.spec.ts" },
    { name: "bench", testDir: "tests/bench", testMatch: "**/*.bench.ts", timeout: 30 * 60_000 },
  ],
});
