import sirv from "sirv";
import { build, type Plugin, type UserConfig } from "vite";

const BASE = "/built-engine/";
const FOLDER = "node_modules/.vite/built-engine";

let built: Promise<unknown> | undefined;

const buildOnce = (resolve: UserConfig["resolve"]): Promise<unknown> =>
  (built ??= build({
    configFile: false,
    publicDir: false,
    logLevel: "warn",
    base: BASE,
    worker: { format: "es" },
    ...(resolve && { resolve }),
    build: {
      outDir: FOLDER,
      emptyOutDir: true,
      target: "es2023",
      minify: false,
      modulePreload: false,
      reportCompressedSize: false,
      rolldownOptions: { input: "workers/engine.ts", output: { entryFileNames: "engine.js" } },
    },
  }));

/**
 * The engine of a tab as one built script: file by file each tab that a test opens would ask for
 * hundreds, and so would each of its workers. While one edits and watches, the files themselves.
 */
export const builtEngine = (resolve: UserConfig["resolve"]): Plugin => ({
  name: "lochan:built-engine",
  configureServer(server) {
    if (process.env["VITEST_MODE"] === "WATCH") return;
    const files = sirv(FOLDER, { dev: true, etag: true });
    server.middlewares.use((request, response, next) => {
      const url = request.url ?? "";
      if (url.startsWith("/workers/engine.ts?"))
        buildOnce(resolve).then(() => {
          response.setHeader("Content-Type", "text/javascript");
          response.end(`import "${BASE}engine.js";`);
        }, next);
      else if (url.startsWith(BASE)) {
        request.url = url.slice(BASE.length - 1);
        files(request, response, next);
      } else next();
    });
  },
});
