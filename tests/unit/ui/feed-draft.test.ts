import { expect, test } from "vitest";
import type { EngineApi } from "../../../src/engine/api.ts";
import { makeFeedCalls } from "../../../src/engine/feed-calls.ts";
import { listFeeds } from "../../../src/catalog/live-feeds.ts";
import { success } from "../../../src/model/failure.ts";
import type { FeedSample, LiveFeed } from "../../../src/model/live-feed.ts";
import { createFeedDraft } from "../../../src/ui/sources/feed-draft.ts";
import { makeProject, openTestDatabase, valueOf } from "../../support/open-catalog.ts";

const SAMPLE: FeedSample = { rows: [], guess: { nameField: "what" }, fields: ["what"] };
const ORDERS = { name: "Orders", kind: "sse", url: "https://feeds.example/live" };

/** The real calls about feeds; what would be reached is noted, with the feeds as they are meanwhile. */
async function openFeeds(state: "on" | "paused") {
  const database = openTestDatabase();
  const { id } = await makeProject(database);
  const looked: { feed: LiveFeed; meanwhile: LiveFeed[] }[] = [];
  const saves: LiveFeed[][] = [];
  const feeds = async () => valueOf(await listFeeds(database, id));
  const calls = makeFeedCalls({
    database,
    host: {
      async sample(feed) {
        looked.push({ feed, meanwhile: await feeds() });
        return success(SAMPLE);
      },
    },
    changed: (result) => result,
    cancellable: (_, work) => work(new AbortController().signal),
  });
  const engine = {
    ...calls,
    async saveFeed(...call: Parameters<typeof calls.saveFeed>) {
      const saved = await calls.saveFeed(...call);
      saves.push(await feeds());
      return saved;
    },
    cancel: async () => undefined,
  } as unknown as EngineApi;
  const known = valueOf(await calls.saveFeed(id, { ...ORDERS, state }));
  return { known, draft: createFeedDraft(engine, id, known), looked, feeds, saves };
}

test.each(["https://feeds.example/other", "https://elsewhere.example/live"])(
  "a look at %s leaves the feed that is on as it is, before, meanwhile and after",
  async (url) => {
    const { known, draft, looked, feeds, saves } = await openFeeds("on");
    draft.change({ url, name: "Sales" });
    draft.setMapping({ fixedName: "sold" });
    expect(await draft.look()).toBe(true);
    expect(looked).toMatchObject([{ feed: { url, mapping: { fixedName: "sold" } } }]);
    for (const all of [looked[0]!.meanwhile, ...saves]) {
      expect(all.find(({ id }) => id === known.id)).toEqual(known);
      expect(all.filter(({ state }) => state === "on")).toEqual([known]);
    }
    expect(await feeds()).toEqual([known]);
    expect(await draft.save("on")).toBe(true);
    expect(await feeds()).toMatchObject([{ id: known.id, name: "Sales", url, state: "on" }]);
  },
);

test("a look says what is wrong in the form, and reaches nothing", async () => {
  const { draft, looked } = await openFeeds("on");
  draft.change({ url: "feeds.example" });
  expect(await draft.look()).toBe(false);
  expect(draft.failure()).toMatchObject({ kind: "invalid-input", path: "url" });
  expect(looked).toEqual([]);
});
