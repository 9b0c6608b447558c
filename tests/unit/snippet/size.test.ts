import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { buildSnippet, buildSnippetModule } from "../../../scripts/build-snippet.ts";

it("builds into scripts of at most 3,000 and 2,000 bytes gzip that name nothing global but lochan", async () => {
  const { "lochan.js": code, "lochan-idle.js": idle } = await buildSnippet({ minify: true });
  expect(gzipSync(code, { level: 9 }).length).toBeLessThanOrEqual(3_000);
  expect(gzipSync(idle, { level: 9 }).length).toBeLessThanOrEqual(2_000);
  for (const script of [code, idle]) {
    expect(script).toMatch(/^\(function\(\)\{[^]*\}\)\(\);?$|^\(\(\)=>\{[^]*\}\)\(\);?$/);
    expect(script).not.toMatch(/beforeunload|["'`]unload|preventDefault|sendBeacon/);
  }
  expect(`${code}${idle}`.match(/window\.\w+\s*=(?!=)/g)).toEqual(["window.lochan="]);
});

it("builds into one module that imports nothing and puts nothing on window", async () => {
  const code = await buildSnippetModule();
  expect(code).toMatch(/export \{ init \};?\s*$/);
  expect(code).not.toMatch(/\bimport\b|\brequire\(|window\.lochan\s*=/);
});
