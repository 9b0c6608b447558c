import { createServer, type Server } from "node:http";
import sirv from "sirv";
import { closeServer, listen } from "./serve-site.ts";

export interface ServedApp {
  origin: string;
  /** Nothing answers at the address until `start`. */
  stop: () => Promise<void>;
  start: () => Promise<void>;
}

/**
 * The built app at an address of its own, which can go away and come back. It has no service worker: what
 * it does not serve is not there.
 */
export async function serveApp(): Promise<ServedApp> {
  const files = sirv(process.env["LOCHAN_TEST_DIST"] ?? "dist", { dev: true, single: true });
  const open = (): Server =>
    createServer((request, response) => {
      const gone = (): void => void response.writeHead(404).end();
      if (request.url?.startsWith("/service-worker")) gone();
      else files(request, response, gone);
    });
  let server = open();
  const port = await listen(server);
  return {
    origin: `http://localhost:${port}`,
    stop: () => closeServer(server),
    async start() {
      server = open();
      await listen(server, port);
    },
  };
}
