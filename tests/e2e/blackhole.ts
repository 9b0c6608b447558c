import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface Blackhole {
  /** For Chromium's `--proxy-server`. */
  address: string;
  /** `host:port` or URL of every request that tried to leave the machine, in order. */
  attempts: string[];
  close(): Promise<void>;
}

/**
 * A proxy that answers nothing and notes who asked. Chromium sends it whatever is not for this
 * machine, from pages, workers and service workers alike.
 */
export async function openBlackhole(): Promise<Blackhole> {
  const attempts: string[] = [];
  const server = createServer((request, response) => {
    attempts.push(request.url ?? "");
    response.writeHead(503).end();
  });
  server.on("connect", (request, socket) => {
    attempts.push(request.url ?? "");
    // A browser that is closed hangs up on it.
    socket.on("error", () => undefined);
    socket.end("HTTP/1.1 503 Gone\r\n\r\n");
  });
  await new Promise<void>((settle) => server.listen(0, "127.0.0.1", settle));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    attempts,
    close: () => new Promise((settle) => server.close(() => settle())),
  };
}
