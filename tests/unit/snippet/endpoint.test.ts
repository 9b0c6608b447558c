import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { postBatch } from "../../../src/snippet/endpoint.ts";

const NOW = Date.UTC(2026, 10, 24, 12);
const ABOUT = { userAgent: "UA", language: "de", timeZone: "Europe/Berlin", screen: "1x2" };

let server: Server;
let url: string;
let answer: RequestListener;
let requests: { method: string; headers: IncomingHttpHeaders; body: string }[] = [];

beforeEach(async () => {
  requests = [];
  answer = (_request, response) => void response.writeHead(204).end();
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks).toString("utf8");
      requests.push({ method: request.method ?? "", headers: request.headers, body });
      answer(request, response);
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/collect`;
});
const stop = (): Promise<void> =>
  new Promise((closed) => {
    server.close(() => closed());
    server.closeAllConnections();
  });
afterEach(stop);

const kept = (id: string, type: string, properties: object = {}): [string, string] => [
  id,
  JSON.stringify({ id, type, name: "n", properties, distinctId: "d", timestamp: NOW - 5 }),
];
const post = (events: [string, string][]) =>
  postBatch(url, "p1", { kind: "events", sentAt: NOW, events }, ABOUT);
const lines = (): unknown[] =>
  requests.flatMap(({ body }) => body.trimEnd().split("\n")).map((line) => JSON.parse(line) as unknown);

describe("a batch for a collector", () => {
  it("is a line of JSON for each event, as text, with what only pages and identities need", async () => {
    const events = [kept("a", "page"), kept("b", "track", { type: "page" }), kept("c", "identify")];
    expect(await post(events)).toEqual({ kind: "acked", ids: ["a", "b", "c"], refused: [] });
    expect(requests).toHaveLength(1);
    expect(requests[0]?.method).toBe("POST");
    expect(requests[0]?.headers["content-type"]).toMatch(/^text\/plain/);
    const event = { name: "n", properties: {}, distinctId: "d", timestamp: NOW - 5 };
    const more = { project: "p1", sentAt: NOW };
    expect(lines()).toEqual([
      { id: "a", type: "page", ...event, ...more, ...ABOUT },
      { id: "b", type: "track", ...event, properties: { type: "page" }, ...more },
      { id: "c", type: "identify", ...event, ...more, ...ABOUT },
    ]);
    expect(requests[0]?.body.endsWith("}\n")).toBe(true);
  });
  it("is not fooled by what properties say of a type", async () => {
    await post([kept("a", "page", { x: ',"type":"track"', type: "track" })]);
    expect(lines()).toMatchObject([{ userAgent: "UA" }]);
  });
  it("is cut before 51,000 bytes, and only what was posted is acked", async () => {
    const events = Array.from({ length: 10 }, (_, index) =>
      kept(`e${index}`, "track", { text: "ж".repeat(4_000) }),
    );
    const acked = await post(events);
    expect(Buffer.byteLength(requests[0]?.body ?? "")).toBeLessThanOrEqual(51_000);
    expect(lines()).toHaveLength(6);
    expect(acked).toMatchObject({ ids: ["e0", "e1", "e2", "e3", "e4", "e5"] });
  });
  it.each([400, 413, 429, 500, 503])("is not acked by a %i", async (status) => {
    answer = (_request, response) => void response.writeHead(status).end();
    expect(await post([kept("a", "track")])).toEqual({
      kind: "failed",
      failure: { kind: `http-${status}` },
    });
  });
  it.each([301, 302, 303, 307, 308])("is not acked by where a %i leads to", async (status) => {
    answer = (request, response) => {
      if (request.url === "/elsewhere") response.writeHead(200).end();
      else response.writeHead(status, { Location: "/elsewhere" }).end();
    };
    expect(await post([kept("a", "track")])).toEqual({ kind: "failed", failure: { kind: "unreachable" } });
    expect(requests).toHaveLength(1);
  });
  it("is not acked by nobody", async () => {
    await stop();
    expect(await post([kept("a", "track")])).toEqual({ kind: "failed", failure: { kind: "unreachable" } });
  });
  it("is not acked when the answer is cut off", async () => {
    answer = (request) => void request.socket.destroy();
    expect(await post([kept("a", "track")])).toMatchObject({ kind: "failed" });
  });
});
