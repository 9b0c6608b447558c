import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { SNIPPET_STUB } from "../../src/snippet/stub.ts";

type Manifest = Record<
  string,
  { file: string; imports?: string[]; dynamicImports?: string[]; css?: string[]; src?: string }
>;

/** What others have a site load: gzip -9 bytes of their scripts, as looked up in November 2026. */
export const FIELD_GZIP_BYTES = {
  Aptabase: 1_301,
  Umami: 2_223,
  Plausible: 2_694,
  OpenPanel: 3_295,
  Snowplow: 17_402,
  Segment: 31_294,
  Mixpanel: 33_431,
  Amplitude: 68_422,
  PostHog: 121_980,
};

/** Gzip bytes of what a visitor loads, by purpose, from a finished build. */
export async function bundleSizes(folder: string): Promise<Record<string, number>> {
  const manifest = JSON.parse(await readFile(join(folder, ".vite/manifest.json"), "utf8")) as Manifest;
  const gzip = async (file: string): Promise<number> =>
    gzipSync(await readFile(join(folder, file)), { level: 9 }).length;
  const filesOf = (entry: string, lazy: boolean, seen = new Set<string>()): Set<string> => {
    const part = manifest[entry];
    if (!part || seen.has(part.file)) return seen;
    seen.add(part.file);
    for (const file of part.css ?? []) seen.add(file);
    for (const next of [...(part.imports ?? []), ...(lazy ? (part.dynamicImports ?? []) : [])])
      filesOf(next, lazy, seen);
    return seen;
  };
  const sum = async (files: Iterable<string>): Promise<number> => {
    let bytes = 0;
    for (const file of files) bytes += await gzip(file);
    return bytes;
  };
  // The manifest leaves out what workers load.
  const assets = await readdir(join(folder, "assets"));
  const assetNamed = (pattern: RegExp): string[] =>
    assets.filter((file) => pattern.test(file)).map((file) => `assets/${file}`);
  return {
    snippet: await gzip("lochan.js"),
    snippetIdle: await gzip("lochan-idle.js"),
    stub: gzipSync(SNIPPET_STUB, { level: 9 }).length,
    snippetModule: await gzip("lochan.mjs"),
    bridge: await sum(filesOf("bridge.html", true)),
    firstLoad: await sum(filesOf("index.html", false)),
    allOfThePage: await sum(filesOf("index.html", true)),
    engineWorker: await sum(assetNamed(/^engine-[\w-]{8}\.js$/)),
    duckdbWorker: await sum(assetNamed(/^duckdb-.*\.js$/)),
    duckdbWasm: await sum(assetNamed(/^duckdb-.*\.wasm$/)),
    serviceWorker: await gzip("service-worker.js"),
  };
}
