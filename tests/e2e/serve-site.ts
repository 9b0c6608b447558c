import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export interface Site {
  /** On localhost: another origin of the same site as the app. */
  sameSite: string;
  /** On 127.0.0.1: another site altogether. */
  crossSite: string;
  close: () => Promise<void>;
}

export interface Answer {
  status?: number;
  type?: string;
  headers?: Record<string, string>;
  body: string | Uint8Array;
}

/** Listens on every name of this machine; 0 chooses a port. */
export async function listen(server: Server, port = 0): Promise<number> {
  await new Promise<void>((listening) => server.listen(port, "127.0.0.1", listening));
  return (server.address() as AddressInfo).port;
}

export const closeServer = (server: Server): Promise<void> =>
  new Promise((closed) => {
    server.close(() => closed());
    server.closeAllConnections();
  });

/** A site that answers as told; `posted` is the body of the request. */
export async function serveSite(answer: (request: IncomingMessage, posted: string) => Answer): Promise<Site> {
  const server = createServer((request, response) => {
    let posted = "";
    request.setEncoding("utf8");
    request.on("data", (part: string) => (posted += part));
    request.on("end", () => {
      const { status = 200, type = "text/html", headers = {}, body } = answer(request, posted);
      response.writeHead(status, { "Content-Type": `${type}; charset=utf-8`, ...headers });
      response.end(body);
    });
  });
  const port = await listen(server);
  return {
    sameSite: `http://localhost:${port}`,
    crossSite: `http://127.0.0.1:${port}`,
    close: () => closeServer(server),
  };
}
