import { playwright } from "@vitest/browser-playwright";
import solid from "vite-plugin-solid";
import { defineConfig } from "vitest/config";
import { builtEngine } from "./tests/support/built-engine.ts";
import { CHROMIUM_ARGS, chromiumPath } from "./tests/support/chromium-path.mjs";

const executablePath = await chromiumPath();

// As the app is built.
const resolve = { alias: [{ find: /^dexie$/, replacement: "dexie/dist/modern/dexie.mjs" }] };

export default defineConfig({
  plugins: [solid(), builtEngine(resolve)],
  worker: { format: "es" },
  resolve,
  optimizeDeps: {
    // Found late, a dependency reloads the page in the middle of a test.
    include: [
      "dexie/dist/modern/dexie.mjs",
      "valibot",
      "comlink",
      "uuid",
      "@uwdata/flechette",
      "hyparquet",
      "hyparquet-compressors",
      "hyparquet/src/*.js",
      "@duckdb/duckdb-wasm",
      "fast-check",
      "uplot",
      "papaparse",
      "saxes",
      "@zip.js/zip.js",
      "countries-and-timezones",
    ],
    exclude: ["roaring-wasm"],
  },
  test: {
    environment: "node",
    projects: [
      {
        test: {
          name: "unit",
          include: ["tests/unit/**/*.test.ts"],
          setupFiles: ["fake-indexeddb/auto"],
          testTimeout: 30_000,
          // Modules are loaded once for all files: each names its databases itself.
          isolate: false,
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: "property",
          include: ["tests/property/**/*.test.ts"],
          setupFiles: ["fake-indexeddb/auto", "tests/support/fast-check-setup.ts"],
          testTimeout: 2_000_000,
          maxWorkers: 2,
        },
      },
      {
        extends: true,
        test: {
          name: "browser",
          include: ["tests/browser/**/*.test.ts"],
          setupFiles: ["tests/support/keep-duckdb.ts"],
          testTimeout: 60_000,
          fileParallelism: false,
          // One that passes the second time is named in the summary of `npm test`.
          retry: 1,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: { args: CHROMIUM_ARGS, ...(executablePath && { executablePath }) },
            }),
            instances: [{ browser: "chromium" }],
          },
        },
      },
    ],
  },
});
