import { readFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer as createHttpServer } from "node:http";
import { createServer as createProbe } from "node:net";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import sirv from "sirv";
import type { Connect, Logger, Plugin, Rolldown } from "vite";
import { createLogger, defineConfig } from "vite";
import { VitePWA } from "vite-plugin-pwa";
import solid from "vite-plugin-solid";
import { buildSlicePage } from "./scripts/build-slice-page.ts";
import { buildSnippet, buildSnippetModule, snippetDeclarations } from "./scripts/build-snippet.ts";
import { SLICE_PAGE } from "./src/slice/write-slice-file.ts";
import { SNIPPET_STUB, STUB_LIMIT_BYTES } from "./src/snippet/stub.ts";

const root = fileURLToPath(new URL(".", import.meta.url));
const HOST = "127.0.0.1";
const port = Number(process.env["PORT"] ?? 4173);
const demoPort = port + 1;

/** Chunks of their own would cost the bridge a header each. */
const PARSING_FILES =
  /src\/(model\/(is-record|lab-note|allowed-origin)|intake\/(well-formed|check-properties|make-event-id|parse-timestamp|parse-event))\.ts$/;
/** Of the bridge, those that parse with valibot. */
const BRIDGE_PARSERS = /src\/(intake\/snippet-message|feed\/feed-channel)\.ts$/;

/** Gzip bytes. The build fails past them. */
const LIMITS = { "lochan.js": 3_000, "lochan-idle.js": 2_000, bridge: 45_000, slicePage: 60_000 };
/** What the page must not wait for: these belong in workers and lazy chunks. */
const HEAVY = ["@duckdb/duckdb-wasm", "apache-arrow", "@uwdata/flechette", "roaring-wasm"];

const POLICY = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  // uPlot and the positioning of menus write style attributes.
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "frame-src 'self'",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
].join("; ");

const gzipBytes = (source: string | Uint8Array): number => gzipSync(source, { level: 9 }).length;
const pathOf = (request: IncomingMessage): string => new URL(request.url ?? "/", "http://localhost").pathname;

/**
 * The bridge is framed by other sites and opened by them, so it alone may be framed. No page sends
 * COOP: a site opened from Lochan must find its opener.
 */
const setHeaders: Connect.NextHandleFunction = (request, response, next) => {
  const path = pathOf(request);
  const shared = /^\/(lochan(-idle)?\.m?js|bridge\.html)$/.test(path);
  response.setHeader(
    "Content-Security-Policy",
    path === "/bridge.html" ? POLICY : `${POLICY}; frame-ancestors 'self'`,
  );
  response.setHeader("X-Content-Type-Options", "nosniff");
  response.setHeader("Referrer-Policy", "same-origin");
  if (shared) response.setHeader("Cross-Origin-Resource-Policy", "cross-origin");
  if (path === "/lochan.mjs") response.setHeader("Access-Control-Allow-Origin", "*");
  response.setHeader(
    "Cache-Control",
    path.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache",
  );
  next();
};

const policyInHtml = (): Plugin => ({
  name: "lochan:policy",
  apply: "build",
  transformIndexHtml: () => [
    {
      tag: "meta",
      attrs: { "http-equiv": "Content-Security-Policy", content: POLICY },
      injectTo: "head-prepend",
    },
  ],
});

/**
 * `/lochan.js`: not hashed, since other sites name it; `/lochan-idle.js`, which it loads once a
 * page is idle; `/lochan.mjs`, the same as a module for bundlers (`lochan/snippet`); and what each
 * declares.
 */
const snippetScript = (): Plugin => ({
  name: "lochan:snippet",
  configureServer(server) {
    for (const name of ["lochan.js", "lochan-idle.js"] as const)
      server.middlewares.use(`/${name}`, (_request, response, next) => {
        buildSnippet({ minify: false }).then(
          (scripts) => sendText(response, "text/javascript", scripts[name]),
          (error: unknown) => next(error),
        );
      });
  },
  async generateBundle() {
    const scripts = await buildSnippet({ minify: true });
    for (const name of ["lochan.js", "lochan-idle.js"] as const) {
      const bytes = gzipBytes(scripts[name]);
      this.info(`${name} ${bytes} B gzip of ${LIMITS[name]}`);
      if (bytes > LIMITS[name]) this.error(`${name} is ${bytes} B gzip; the limit is ${LIMITS[name]}.`);
    }
    if (SNIPPET_STUB.length > STUB_LIMIT_BYTES)
      this.error(`The inline stub is ${SNIPPET_STUB.length} B; the limit is ${STUB_LIMIT_BYTES}.`);
    const files = {
      ...scripts,
      "lochan.mjs": await buildSnippetModule(),
      ...(await snippetDeclarations()),
    };
    for (const [fileName, text] of Object.entries(files))
      this.emitFile({ type: "asset", fileName, source: text });
  },
});

/** What a dashboard's slice is written into: one page that loads nothing. */
const slicePage = (): Plugin => ({
  name: "lochan:slice-page",
  configureServer(server) {
    server.middlewares.use(SLICE_PAGE, (_request, response, next) => {
      buildSlicePage({ minify: false }).then(
        (page) => sendText(response, "text/html", page),
        (error: unknown) => next(error),
      );
    });
  },
  async generateBundle() {
    const page = await buildSlicePage({ minify: true });
    const bytes = gzipBytes(page);
    this.info(`${SLICE_PAGE} ${bytes} B gzip of ${LIMITS.slicePage}`);
    if (bytes > LIMITS.slicePage)
      this.error(`${SLICE_PAGE} is ${bytes} B gzip; the limit is ${LIMITS.slicePage}.`);
    this.emitFile({ type: "asset", fileName: SLICE_PAGE.slice(1), source: page });
  },
});

/** What the bridge parses with, in a copy of its own: of a shared one it would load all that the page uses too. */
const bridgeParser = (): Plugin => ({
  name: "lochan:bridge-parser",
  enforce: "pre",
  async resolveId(source, importer) {
    if (source !== "valibot" || importer === undefined || !BRIDGE_PARSERS.test(importer)) return undefined;
    const found = await this.resolve(source, importer, { skipSelf: true });
    return found === null ? undefined : `${found.id}?bridge`;
  },
});

/** Reports what each page loads before it runs, and fails the build past {@link LIMITS}. */
const sizeBudget = (): Plugin => ({
  name: "lochan:size-budget",
  generateBundle(_options, bundle) {
    const chunks = Object.values(bundle).filter((entry) => entry.type === "chunk");
    const loadedBy = (page: string, lazy: boolean): Rolldown.OutputChunk[] => {
      const seen = new Set<Rolldown.OutputChunk>();
      const visit = (chunk: Rolldown.OutputChunk | undefined): void => {
        if (!chunk || seen.has(chunk)) return;
        seen.add(chunk);
        const names = lazy ? [...chunk.imports, ...chunk.dynamicImports] : chunk.imports;
        for (const name of names) visit(chunks.find((other) => other.fileName === name));
      };
      visit(chunks.find((chunk) => chunk.isEntry && chunk.facadeModuleId === join(root, page)));
      return [...seen];
    };
    const sum = (list: Rolldown.OutputChunk[]): number =>
      list.reduce((bytes, chunk) => bytes + gzipBytes(chunk.code), 0);
    const first = loadedBy("index.html", false);
    const bridgeBytes = sum(loadedBy("bridge.html", true));
    this.info(`first chunk ${sum(first)} B gzip; bridge ${bridgeBytes} B gzip of ${LIMITS.bridge}`);
    if (bridgeBytes > LIMITS.bridge)
      this.error(`bridge.html loads ${bridgeBytes} B gzip of script; the limit is ${LIMITS.bridge}.`);
    for (const name of HEAVY)
      if (first.some((chunk) => chunk.moduleIds.some((id) => id.includes(`/node_modules/${name}/`))))
        this.error(`${name} is in the page's first chunk; it belongs in a worker or a lazy chunk.`);
  },
});

function sendText(response: ServerResponse, type: string, text: string): void {
  response.setHeader("Content-Type", `${type}; charset=utf-8`);
  response.end(text);
}

/** Paths inside the shop are its own history entries: each is answered with its page. */
const demoFallback =
  (folder: () => string): Connect.NextHandleFunction =>
  (request, response, next) => {
    const path = pathOf(request);
    // The shop's links are relative to its folder.
    if (path === "/demo") {
      response.writeHead(302, { Location: (request.url ?? "").replace("/demo", "/demo/") });
      response.end();
    } else if (path.startsWith("/demo/") && !/\.\w+$/.test(path))
      readFile(join(folder(), "index.html"), "utf8").then(
        (html) => sendText(response, "text/html", html),
        () => next(),
      );
    else next();
  };

async function requireFreePorts(logger: Logger): Promise<void> {
  for (const wanted of [port, demoPort]) {
    const free = await new Promise<boolean>((settle) => {
      const probe = createProbe()
        .once("error", () => settle(false))
        .once("listening", () => probe.close(() => settle(true)));
      probe.listen(wanted, HOST);
    });
    if (free) continue;
    logger.error(`Port ${wanted} is taken. Free it, or choose another pair: PORT=5173 npm start`);
    process.exit(1);
  }
}

/** The demo shop on a second origin of the same site, served as any static host would. */
function serveDemo(folder: string): void {
  const files = sirv(folder, { dev: true, single: true });
  createHttpServer((request, response) =>
    files(request, response, () => {
      response.statusCode = 404;
      response.end("Not found");
    }),
  )
    .listen(demoPort, HOST)
    .unref();
}

const addresses = (logger: Logger): void =>
  logger.info(`\n  Lochan     http://localhost:${port}\n  Demo shop  http://localhost:${demoPort}\n`);

const demoShop = (): Plugin => ({
  name: "lochan:demo-shop",
  async configureServer(server) {
    if (server.config.server.middlewareMode || process.env["VITEST"]) return;
    await requireFreePorts(server.config.logger);
    const folder = join(server.config.publicDir, "demo");
    server.middlewares.use(setHeaders);
    server.middlewares.use(demoFallback(() => folder));
    server.httpServer?.once("listening", () => serveDemo(folder));
    server.printUrls = () => addresses(server.config.logger);
  },
  async configurePreviewServer(server) {
    await requireFreePorts(server.config.logger);
    const folder = resolve(root, server.config.build.outDir, "demo");
    server.middlewares.use(setHeaders);
    server.middlewares.use(demoFallback(() => folder));
    server.httpServer.once("listening", () => serveDemo(folder));
    server.printUrls = () => addresses(server.config.logger);
  },
});

export default defineConfig({
  customLogger: createLogger("info", { allowClearScreen: false }),
  server: { host: HOST, port, strictPort: true },
  preview: { host: HOST, port, strictPort: true },
  worker: { format: "es" },
  // Its default build is for browsers without classes.
  resolve: { alias: [{ find: /^dexie$/, replacement: "dexie/dist/modern/dexie.mjs" }] },
  // Found late, a dependency reloads the page: the worker's are looked for at the start too.
  optimizeDeps: { entries: ["index.html", "bridge.html", "workers/engine.ts"] },
  build: {
    target: "es2023",
    chunkSizeWarningLimit: 1_000,
    reportCompressedSize: false,
    manifest: true,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { index: join(root, "index.html"), bridge: join(root, "bridge.html") },
      checks: { pluginTimings: false },
      output: {
        codeSplitting: {
          groups: [{ name: "parse-event", test: PARSING_FILES, includeDependenciesRecursively: false }],
        },
      },
    },
  },
  plugins: [
    solid(),
    bridgeParser(),
    policyInHtml(),
    snippetScript(),
    slicePage(),
    sizeBudget(),
    demoShop(),
    VitePWA({
      strategies: "injectManifest",
      srcDir: "workers",
      filename: "service-worker.ts",
      registerType: "prompt",
      injectRegister: false,
      manifest: false,
      injectManifest: {
        globPatterns: ["**/*.{html,js,css,woff2,svg,png,webp,jpg,json,webmanifest,wasm,pdf}"],
        globIgnores: [".vite/**", "screenshots/**"],
        maximumFileSizeToCacheInBytes: 48 * 2 ** 20,
      },
    }),
  ],
});
