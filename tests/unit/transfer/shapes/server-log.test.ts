import "fake-indexeddb/auto";
import { expect, test } from "vitest";
import { readDeviceSalt } from "../../../../src/catalog/device-salt.ts";
import { importFile } from "../../../../src/transfer/import-file.ts";
import { fixtureRows, importFixture, outline } from "../../../support/import-fixture.ts";
import { importOptions, makeIdLog, toBlob } from "../../../support/import-fixtures.ts";
import { makeProject, openTestDatabase, valueOf } from "../../../support/open-catalog.ts";

const FILES = ["access-combined.log", "access-common.log", "caddy.ndjson", "nginx.ndjson"];
const MACHINE = { browser: "Chrome", os: "Windows", device: "desktop" };

const firsts = async (file: string): Promise<unknown[]> => {
  const { events } = await importFixture("server-log", await fixtureRows(file));
  return outline(events).map((each) => (each as unknown[]).filter((_, index) => index !== 2));
};

test("a page is what GET found, and no file; all else is a request", async () => {
  const { events } = await importFixture("server-log", await fixtureRows("access-combined.log"));
  expect(await firsts("access-combined.log")).toEqual([
    ["page", "page_view", undefined, "2023-10-10T11:55:36.000Z"],
    ["track", "request", undefined, "2023-10-10T11:55:37.000Z"],
    ["track", "request", "mary", "2023-10-10T11:55:40.000Z"],
    ["track", "request", undefined, "2023-10-10T11:55:41.000Z"],
    ["page", "page_view", undefined, "2023-10-10T11:55:42.000Z"],
    ["track", "request", undefined, "2023-10-10T11:55:43.000Z"],
    ["track", "request", undefined, "2023-10-10T11:55:37.000Z"],
  ]);
  const here = { referrer: "https://shop.example/lamps", referrer_host: "shop.example" };
  expect(events.slice(0, 6).map(({ properties }) => properties)).toEqual([
    {
      ...MACHINE,
      path: "/lamps",
      utm_source: "news",
      method: "GET",
      status: 200,
      bytes: 2326,
      referrer: "https://search.example/",
      referrer_host: "search.example",
    },
    { ...MACHINE, ...here, path: "/style.css", method: "GET", status: 200, bytes: 310 },
    { ...MACHINE, ...here, path: "/cart", method: "POST", status: 302, bytes: 0 },
    { ...MACHINE, path: "/gone", method: "GET", status: 404, bytes: 12 },
    { device: "desktop", $bot: true, path: "/lamps", method: "GET", status: 200, bytes: 2326 },
    { status: 400, bytes: 0 },
  ]);
});

test("the Common Log Format says as much as it has, a host before it included", async () => {
  const { events } = await importFixture("server-log", await fixtureRows("access-common.log"));
  expect(await firsts("access-common.log")).toEqual([
    ["page", "page_view", undefined, "2023-10-10T20:55:36.000Z"],
    ["track", "request", undefined, "2023-10-10T20:55:38.000Z"],
    ["page", "page_view", undefined, "2023-10-10T20:55:39.000Z"],
  ]);
  expect(events.map(({ properties }) => properties)).toEqual([
    { path: "/index.html", method: "GET", status: 200, bytes: 2326 },
    { path: "/", method: "HEAD", status: 200 },
    { path: "/", method: "GET", status: 304, bytes: 0, host: "shop.example" },
  ]);
});

test("Caddy tells what it answered with: only HTML is a page", async () => {
  const { events } = await importFixture("server-log", await fixtureRows("caddy.ndjson"));
  expect(await firsts("caddy.ndjson")).toEqual([
    ["page", "page_view", undefined, "2023-10-10T11:55:36.524Z"],
    ["track", "request", undefined, "2023-10-10T11:55:37.100Z"],
    ["page", "page_view", undefined, "2023-10-10T11:55:38.000Z"],
  ]);
  expect(events[0]?.properties).toEqual({
    ...MACHINE,
    path: "/lamps",
    utm_medium: "mail",
    method: "GET",
    status: 200,
    bytes: 2326,
    duration_ms: 12.5,
    host: "shop.example",
    referrer: "https://search.example/",
    referrer_host: "search.example",
  });
  expect(events[2]?.properties).toMatchObject({ $bot: true });
});

test("nginx is read by the names of its variables, its own host leads nowhere", async () => {
  const { events } = await importFixture("server-log", await fixtureRows("nginx.ndjson"));
  expect(await firsts("nginx.ndjson")).toEqual([
    ["page", "page_view", undefined, "2023-10-10T11:55:36.000Z"],
    ["track", "request", undefined, "2023-10-10T11:55:37.250Z"],
    ["track", "request", undefined, "2023-10-10T11:55:40.000Z"],
  ]);
  expect(events[0]?.properties).toEqual({
    ...MACHINE,
    path: "/lamps",
    method: "GET",
    status: 200,
    bytes: 2326,
    duration_ms: 4,
    host: "shop.example",
    referrer: "https://shop.example/",
  });
});

test("a client is the same whatever server wrote it down, and its address is kept nowhere", async () => {
  const every = await Promise.all(
    FILES.map(async (file) => importFixture("server-log", await fixtureRows(file))),
  );
  const events = every.flatMap((each) => each.events);
  const clients = new Set(
    events.filter(({ properties }) => properties["os"] === "Windows").map(({ distinctId }) => distinctId),
  );
  expect(clients.size).toBe(1);
  expect(JSON.stringify(events)).not.toMatch(/192\.0\.2\.|2001:db8|secret|Mozilla/);
});

test("another device's salt makes other ids, of clients and of events", async () => {
  const rows = await fixtureRows("access-combined.log");
  const ids = async (salt: string): Promise<string[]> =>
    (await importFixture("server-log", rows, { salt })).events.flatMap(({ id, distinctId }) => [
      id,
      distinctId,
    ]);
  const [here, there] = [await ids("a".repeat(32)), await ids("b".repeat(32))];
  expect(here.filter((id) => there.includes(id))).toEqual([]);
  expect(await ids("a".repeat(32))).toEqual(here);
});

test("an import goes by the salt of its device", async () => {
  const db = openTestDatabase();
  const { id: projectId } = await makeProject(db);
  const rows = await fixtureRows("caddy.ndjson");
  const log = makeIdLog();
  const file = toBlob(rows.map((row) => JSON.stringify(row)).join("\n"));
  expect(valueOf(await importFile(importOptions(db, projectId, file, log.append)))).toMatchObject({
    format: "server-log",
    accepted: 3,
  });
  const salt = valueOf(await readDeviceSalt(db));
  const expected = await importFixture("server-log", rows, { salt });
  expect(log.events.map(({ id, distinctId }) => [id, distinctId])).toEqual(
    expected.events.map(({ id, distinctId }) => [id, distinctId]),
  );
});

test("lines made to be read otherwise are read as they stand", async () => {
  const line = (request: string, user = "-"): string =>
    `192.0.2.1 - ${user} [10/Oct/2023:13:55:36 +0200] "${request}" 200 5 "-" "agent \\"quoted\\""`;
  const { events, refused } = await importFixture("server-log", [
    line(String.raw`GET /a\"b HTTP/1.1`),
    line("GET /x [11/Oct/2023:13:55:36 +0200] HTTP/1.1"),
    line("GET /ok HTTP/1.1", "mary jane"),
    line("GET https://shop.example/whole?token=1 HTTP/1.1"),
    line("OPTIONS * HTTP/1.1"),
    line("GET /bad HTTP/1.1").replace("Oct", "Oxt"),
    line(`GET /a [11/Oct/2023:13:55:36 +0200] "GET /fake HTTP/1.1`),
    `${"a ".repeat(50_000)}[`,
    `192.0.2.1 - ${"[".repeat(50_000)} "`,
  ]);
  expect(events.map(({ properties, userId }) => [properties["path"], userId])).toEqual([
    [String.raw`/a\"b`, undefined],
    [undefined, undefined],
    ["/ok", "mary jane"],
    ["/whole", undefined],
    ["*", undefined],
  ]);
  expect(refused.map(({ index }) => index)).toEqual([6, 7, 8, 9]);
});
