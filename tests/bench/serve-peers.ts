import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sirv from "sirv";
import { build } from "vite";

/** Builds the peers' page into a folder of its own, apart from the app, and serves it on a free port. */
export async function servePeers(): Promise<{ origin: string; close(): Promise<void> }> {
  const outDir = await mkdtemp(join(tmpdir(), "lochan-peers-"));
  await build({
    configFile: false,
    root: join(import.meta.dirname, "peers"),
    logLevel: "error",
    publicDir: false,
    worker: { format: "es" },
    build: {
      outDir,
      emptyOutDir: true,
      target: "es2023",
      chunkSizeWarningLimit: 50_000,
      assetsInlineLimit: 0,
    },
  });
  const files = sirv(outDir, { etag: true });
  const server = createServer((request, response) =>
    files(request, response, () => {
      response.statusCode = 404;
      response.end("Not found");
    }),
  );
  await new Promise<void>((settle) => server.listen(0, "127.0.0.1", settle));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The peers' page has no port.");
  return {
    origin: `http://localhost:${address.port}`,
    async close() {
      await new Promise((settle) => server.close(settle));
      await rm(outDir, { recursive: true, force: true });
    },
  };
}
