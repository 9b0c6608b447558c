import { expect, test } from "vitest";
import { saveFeed } from "../../../src/catalog/live-feeds.ts";
import { openDatabase } from "../../../src/database/database.ts";
import { isFeedWorker, withFeedPolicy } from "../../../src/engine/feed-policy.ts";
import { makeProject, valueOf } from "../../support/open-catalog.ts";

const script = (): Response =>
  new Response("run()", {
    headers: { "Content-Type": "text/javascript", "Content-Security-Policy": "connect-src 'self'" },
  });

test("only the worker of the feeds has a policy of its own", () => {
  expect(isFeedWorker("/assets/live-feeds-B1x_-9aZ.js")).toBe(true);
  const others = ["/assets/engine-B1x_-9aZ.js", "/assets/live-feeds-x.js.map", "/live-feeds-x.js", "/"];
  expect(others.filter(isFeedWorker)).toEqual([]);
});

test("its policy names the allowed origins and nothing else; without any, nothing", async () => {
  const none = await withFeedPolicy(script());
  expect(none.headers.get("Content-Security-Policy")).toBe(
    "default-src 'none'; script-src 'self'; connect-src 'none'",
  );
  const db = openDatabase();
  const { id } = await makeProject(db);
  valueOf(await saveFeed(db, id, { name: "A", kind: "sse", url: "https://a.example/live", state: "on" }));
  const some = await withFeedPolicy(script());
  expect(some.headers.get("Content-Security-Policy")).toBe(
    "default-src 'none'; script-src 'self'; connect-src https://a.example",
  );
  expect([some.headers.get("Content-Type"), await some.text()]).toEqual(["text/javascript", "run()"]);
  await db.delete();
});
