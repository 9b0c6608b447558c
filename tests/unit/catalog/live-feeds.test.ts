import { expect, test } from "vitest";
import {
  listAllowedFeeds,
  listFeeds,
  readFeedPosition,
  removeFeed,
  saveFeed,
  saveFeedPosition,
} from "../../../src/catalog/live-feeds.ts";
import { removeProjectRows } from "../../../src/catalog/projects.ts";
import { readFeedOrigins } from "../../../src/catalog/read-feed-origins.ts";
import { failureOf, makeProject, openTestDatabase, valueOf } from "../../support/open-catalog.ts";

const ORDERS = { name: "Orders", kind: "sse", url: "https://feeds.example/live", state: "on" };

test("a feed is kept as it was given, changed, and removed", async () => {
  const db = openTestDatabase();
  const { id } = await makeProject(db);
  const feed = valueOf(await saveFeed(db, id, ORDERS));
  expect(valueOf(await listFeeds(db, id))).toEqual([{ ...ORDERS, id: feed.id }]);
  valueOf(await saveFeed(db, id, { ...feed, state: "paused" }));
  expect(valueOf(await listFeeds(db, id))).toMatchObject([{ id: feed.id, state: "paused" }]);
  valueOf(await removeFeed(db, id, feed.id));
  expect(valueOf(await listFeeds(db, id))).toEqual([]);
  expect(failureOf(await saveFeed(db, id, feed)).message).toBe("This feed was removed.");
});

test.each([
  [{ name: "" }, "name"],
  [{ kind: "gopher" }, "kind"],
  [{ url: "feeds.example" }, "url"],
  [{ url: "javascript:alert(1)" }, "url"],
  [{ url: "wss://feeds.example" }, "url"],
  [{ url: "https://me:secret@feeds.example/" }, "url"],
  [{ url: "https://a.example;script-src/x" }, "url"],
  [{ url: "https://*.example/x" }, "url"],
  [{ url: "https://{since}.feeds.example/x" }, "url"],
  [{ url: "https://feeds.example{lastEventId}/x" }, "url"],
  [{ url: "https://feeds.example:80{since}/x" }, "url"],
  [{ url: "https://feeds.example:{since}/x" }, "url"],
  [{ url: "https:{since}//feeds.example/x" }, "url"],
  [{ kind: "websocket" }, "url"],
  [{ kind: "poll", pollSeconds: 0 }, "pollSeconds"],
  [{ silenceSeconds: 1 }, "silenceSeconds"],
  [{ mapping: { timestampField: "t" } }, "mapping"],
])("%o is refused", async (over, path) => {
  const db = openTestDatabase();
  const { id } = await makeProject(db);
  expect(failureOf(await saveFeed(db, id, { ...ORDERS, ...over }))).toMatchObject({
    kind: "invalid-input",
    path,
  });
});

test("two feeds of a project have two names, whatever the case", async () => {
  const db = openTestDatabase();
  const { id } = await makeProject(db);
  valueOf(await saveFeed(db, id, ORDERS));
  expect(failureOf(await saveFeed(db, id, { ...ORDERS, name: "orders" }))).toMatchObject({ path: "name" });
});

test("where a feed was left stays while it is read from the same place, and goes with it", async () => {
  const db = openTestDatabase();
  const { id } = await makeProject(db);
  const feed = valueOf(await saveFeed(db, id, ORDERS));
  valueOf(await saveFeedPosition(db, id, feed, { lastEventId: "41" }));
  valueOf(await saveFeed(db, id, { ...feed, name: "Sales", state: "off" }));
  expect(await readFeedPosition(db, id, feed.id)).toEqual({ lastEventId: "41" });
  const moved = valueOf(await saveFeed(db, id, { ...feed, url: "https://feeds.example/other" }));
  expect(await readFeedPosition(db, id, feed.id)).toBeUndefined();
  valueOf(await saveFeedPosition(db, id, moved, { lastEventId: "1" }));
  expect(await readFeedPosition(db, id, feed.id)).toEqual({ lastEventId: "1" });
  valueOf(await saveFeed(db, id, { ...moved, mapping: { fixedName: "sold" } }));
  expect(
    await readFeedPosition(db, id, feed.id),
    "another mapping reads again what was refused",
  ).toBeUndefined();
  valueOf(await saveFeedPosition(db, id, { ...moved, mapping: { fixedName: "sold" } }, { lastEventId: "2" }));
  valueOf(await removeFeed(db, id, feed.id));
  expect(await readFeedPosition(db, id, feed.id)).toBeUndefined();
});

test("who still reads a feed that was moved or removed does not write where it was left", async () => {
  const db = openTestDatabase();
  const { id } = await makeProject(db);
  const feed = valueOf(await saveFeed(db, id, ORDERS));
  const moved = valueOf(await saveFeed(db, id, { ...feed, url: "https://feeds.example/other" }));
  valueOf(await saveFeedPosition(db, id, feed, { lastEventId: "41" }));
  expect(await readFeedPosition(db, id, feed.id)).toBeUndefined();
  valueOf(await removeFeed(db, id, feed.id));
  valueOf(await saveFeedPosition(db, id, moved, { lastEventId: "1" }));
  expect(await readFeedPosition(db, id, feed.id)).toBeUndefined();
});

test("allowed is the origin of every feed that is not off, of every project, and nothing of a damaged note", async () => {
  const db = openTestDatabase();
  const first = await makeProject(db, { name: "First" });
  const second = await makeProject(db, { name: "Second" });
  valueOf(await saveFeed(db, first.id, ORDERS));
  valueOf(
    await saveFeed(db, first.id, { ...ORDERS, name: "Off", state: "off", url: "https://off.example/" }),
  );
  const socket = {
    name: "Ticks",
    kind: "websocket",
    url: "ws://localhost:9/x?after={lastEventId}",
    state: "paused",
  };
  valueOf(await saveFeed(db, second.id, socket));
  const hostile = { ...ORDERS, id: "x", url: "https://evil.example; script-src *" };
  const note = { version: 1, feeds: [hostile] };
  await db.settings.put({ key: "project:x:feeds", value: note });
  expect((await listAllowedFeeds(db)).map(({ feed }) => feed.name).toSorted()).toEqual(["Orders", "Ticks"]);
  expect((await readFeedOrigins(db.name)).toSorted()).toEqual(["https://feeds.example", "ws://localhost:9"]);
  valueOf(await removeProjectRows(db, first.id));
  expect(await readFeedOrigins(db.name)).toEqual(["ws://localhost:9"]);
});

test("a browser without Lochan's database allows nothing", async () => {
  expect(await readFeedOrigins("never-made")).toEqual([]);
});

test("a feed that moved or has another mapping still knows when it first saw rows without a time", async () => {
  const db = openTestDatabase();
  const { id } = await makeProject(db);
  const document = { ...ORDERS, kind: "poll", mapping: { fixedName: "sold" } };
  const feed = valueOf(await saveFeed(db, id, document));
  const firstSeen = { ids: Float64Array.of(7), times: Float64Array.of(1_000) };
  valueOf(await saveFeedPosition(db, id, feed, { digest: "d", lastEventId: "1", firstSeen }));
  valueOf(await saveFeed(db, id, { ...feed, mapping: { fixedName: "bought" } }));
  expect(await readFeedPosition(db, id, feed.id)).toEqual({ firstSeen });
  valueOf(await removeFeed(db, id, feed.id));
  expect(await readFeedPosition(db, id, feed.id)).toBeUndefined();
});
