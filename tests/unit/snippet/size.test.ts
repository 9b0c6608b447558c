import { gzipSync } from "node:zlib";
import { build, type Rolldown } from "vite";
import { expect, it } from "vitest";

it("builds into one script of at most 3,000 bytes gzip that names nothing global but lochan", async () => {
  const built = (await build({
    configFile: false,
    logLevel: "warn",
    publicDir: false,
    build: {
      write: false,
      target: "es2020",
      modulePreload: false,
      rolldownOptions: { input: "src/snippet/main.ts", output: { format: "iife" } },
    },
  })) as Rolldown.RolldownOutput;
  expect(built.output).toHaveLength(1);
  const [chunk] = built.output;
  expect(gzipSync(chunk.code.trim(), { level: 9 }).length).toBeLessThanOrEqual(3_000);
  expect(chunk.code).toMatch(/^\(function\(\)\{[^]*\}\)\(\);?\s*$/);
  expect(chunk.code.match(/window\.\w+\s*=(?!=)/g)).toEqual(["window.lochan="]);
  expect(chunk.code).not.toMatch(/beforeunload|"unload"|`unload`|preventDefault/);
});
