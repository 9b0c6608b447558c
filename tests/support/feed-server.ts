import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { WebSocketServer } from "ws";

/** What a feed sends, and to whom it has sent it. */
export interface FeedServer {
  /** `http://localhost:PORT`. */
  readonly origin: string;
  readonly socketOrigin: string;
  /** Makes so many numbered events, so many a second. Those who listen get them; the ring keeps them all. */
  begin(total: number, perSecond: number): void;
  readonly made: number;
  /** Every request, in order: method, address, and the headers that matter. */
  readonly requests: FeedRequest[];
  /** Those of an address with this path, preflights left out. */
  asked(path: string): FeedRequest[];
  /** Connections that are open now. */
  readonly listeners: number;
  /** Ends every connection without a goodbye and refuses new ones. The ring goes on being filled. */
  stop(): Promise<void>;
  /** Again on the same port. */
  start(): Promise<void>;
  /** The document at `/document`. */
  document: string;
  /** Answers `/sse` without leave for the header Last-Event-ID. */
  forbidHeader: boolean;
  close(): Promise<void>;
}

export interface FeedRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  lastEventId: string | undefined;
  ifNoneMatch: string | undefined;
}

const TICK_MS = 20;
const EPOCH = Date.UTC(2026, 10, 1);

/** Events have no id of their own: the feed numbers them. */
const eventOf = (n: number): string =>
  JSON.stringify({
    name: `kind-${n % 5}`,
    distinctId: `browser-${n % 97}`,
    timestamp: EPOCH + n * 1_000,
    properties: { n },
    seq: n,
  });

interface Listener {
  sent: number;
  send(n: number): void;
}

/**
 * - `/sse`: numbered events, after `Last-Event-ID` or `?after=`.
 * - `/socket`: the same by WebSocket, after `?after=`; with `?greeted` once a message `{"after":N}` came.
 * - `/document`: {@link FeedServer.document} with an ETag.
 * - `/html`, `/elsewhere?to=`, `/endless-line`, `/huge-field`, `/broken`, `/unreadable`: what goes wrong.
 * - `/half-numbered`: one numbered event and three that are not; the three again after it.
 */
export async function openFeedServer(): Promise<FeedServer> {
  let total = 0;
  let made = 0;
  let ticker: ReturnType<typeof setInterval> | undefined;
  const listeners = new Set<Listener>();
  const requests: FeedRequest[] = [];
  const sockets = new Set<Socket>();
  const webSockets = new WebSocketServer({ noServer: true });
  let server: Server = createServer(answer);
  let port = 0;

  const pump = (listener: Listener): void => {
    while (listener.sent < made) listener.send((listener.sent += 1));
  };

  function note(request: IncomingMessage): URL {
    const url = new URL(request.url ?? "/", "http://localhost");
    requests.push({
      method: request.method ?? "GET",
      path: url.pathname,
      query: url.searchParams,
      lastEventId: request.headers["last-event-id"]?.toString(),
      ifNoneMatch: request.headers["if-none-match"],
    });
    return url;
  }

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const url = note(request);
    if (url.pathname !== "/unreadable") {
      response.setHeader("Access-Control-Allow-Origin", "*");
      if (!control.forbidHeader) response.setHeader("Access-Control-Allow-Headers", "Last-Event-ID");
    }
    if (request.method === "OPTIONS") return void response.writeHead(204).end();
    const answering = ANSWERS[url.pathname];
    if (answering === undefined)
      response.writeHead(404, { "Content-Type": "text/plain" }).end("Nothing here");
    else answering(response, request, url);
  }

  const events = (response: ServerResponse): void => {
    response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
    response.write("retry: 500\n\n");
  };

  const listen = (listener: Listener, until: { once(event: "close", call: () => void): unknown }): void => {
    listeners.add(listener);
    until.once("close", () => listeners.delete(listener));
    pump(listener);
  };

  const ANSWERS: Record<string, (response: ServerResponse, request: IncomingMessage, url: URL) => void> = {
    "/sse": (response, request, url) => {
      events(response);
      const after = Number(request.headers["last-event-id"] ?? url.searchParams.get("after") ?? 0);
      listen({ sent: after, send: (n) => response.write(`id: ${n}\ndata: ${eventOf(n)}\n\n`) }, response);
    },
    "/half-numbered": (response, request) => {
      events(response);
      if (request.headers["last-event-id"] === undefined) response.write(`id: 1\ndata: ${eventOf(1)}\n\n`);
      response.end(`data: ${eventOf(2)}\n\ndata: ${eventOf(2)}\n\ndata: ${eventOf(3)}\n\n`);
    },
    "/document": (response, request) => {
      const tag = `"${control.document.length}-${Buffer.from(control.document).toString("base64url").slice(-40)}"`;
      response.setHeader("ETag", tag);
      response.setHeader("Cache-Control", "no-cache");
      if (request.headers["if-none-match"] === tag) return void response.writeHead(304).end();
      response.writeHead(200, { "Content-Type": "application/x-ndjson" }).end(control.document);
    },
    "/html": (response) =>
      response.writeHead(200, { "Content-Type": "text/html" }).end("<!doctype html><h1>Sorry</h1>"),
    "/elsewhere": (response, _request, url) =>
      response.writeHead(302, { Location: url.searchParams.get("to") ?? "/" }).end(),
    "/endless-line": (response) => {
      events(response);
      response.write(`id: 1\ndata: ${eventOf(1)}\n\ndata: "`);
      const block = "x".repeat(1024 * 1024);
      for (let times = 0; times < 8; times++) response.write(block);
      response.write(`"\n\nid: 2\ndata: ${eventOf(2)}\n\n`);
    },
    "/huge-field": (response) => {
      events(response);
      const line = `data: ${"y".repeat(1023)}\n`;
      response.write(
        `id: 1\ndata: ${eventOf(1)}\n\n${line.repeat(10 * 1024)}\nid: 2\ndata: ${eventOf(2)}\n\n`,
      );
    },
    "/broken": (response) => {
      events(response);
      response.write('data: {"name":\n\ndata: <b>no</b>\n\ndata: 7\n\n');
      response.write('data: {"name":"no time","distinctId":"x"}\n\n');
      response.write(`data: {"__proto__":{"name":"x"},"constructor":1}\n\nid: 1\ndata: ${eventOf(1)}\n\n`);
    },
    "/unreadable": (response) => events(response),
  };

  function upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void {
    const url = note(request);
    webSockets.handleUpgrade(request, socket, head, (client) => {
      const begin = (after: number): void =>
        listen({ sent: after, send: (n) => client.send(eventOf(n)) }, client);
      if (!url.searchParams.has("greeted")) return begin(Number(url.searchParams.get("after") ?? 0));
      if (url.searchParams.get("greeted") === "first") begin(0);
      client.once("message", (data: Buffer) => {
        const { after } = JSON.parse(data.toString()) as { after: string };
        begin(Number(after));
      });
    });
  }

  async function start(): Promise<void> {
    server = createServer(answer);
    server.on("connection", (socket: Socket) => {
      sockets.add(socket);
      socket.once("close", () => sockets.delete(socket));
    });
    server.on("upgrade", (request, socket, head) => upgrade(request, socket as Socket, head));
    await new Promise<void>((listening) => server.listen(port, "127.0.0.1", listening));
    ({ port } = server.address() as AddressInfo);
  }

  async function stop(): Promise<void> {
    const closed = new Promise<void>((done) => server.close(() => done()));
    for (const client of webSockets.clients) client.terminate();
    for (const socket of sockets) socket.resetAndDestroy();
    await closed;
  }

  const control: FeedServer = {
    get origin() {
      return `http://localhost:${port}`;
    },
    get socketOrigin() {
      return `ws://localhost:${port}`;
    },
    get made() {
      return made;
    },
    get listeners() {
      return listeners.size;
    },
    requests,
    asked: (path) => requests.filter((each) => each.method !== "OPTIONS" && each.path === path),
    begin(wanted, perSecond) {
      total += wanted;
      const from = made;
      const began = performance.now();
      clearInterval(ticker);
      ticker = setInterval(() => {
        made = Math.min(total, from + Math.floor(((performance.now() - began) * perSecond) / 1_000));
        for (const listener of listeners) pump(listener);
        if (made >= total) clearInterval(ticker);
      }, TICK_MS);
    },
    start,
    stop,
    document: "",
    forbidHeader: false,
    async close() {
      clearInterval(ticker);
      await stop();
      webSockets.close();
    },
  };
  await start();
  return control;
}
