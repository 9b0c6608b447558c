import { createServer } from "node:net";

const isFree = (port: number): Promise<boolean> =>
  new Promise((settle) => {
    const probe = createServer()
      .once("error", () => settle(false))
      .once("listening", () => probe.close(() => settle(true)));
    probe.listen(port, "127.0.0.1");
  });

/** A port that is free now, and the next one too: the app and the demo shop take a pair. */
export async function freePortPair(): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const port = 20_000 + Math.floor(Math.random() * 20_000);
    if ((await isFree(port)) && (await isFree(port + 1))) return port;
  }
  throw new Error("No two neighbouring ports are free.");
}
