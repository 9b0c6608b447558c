import { expect, test } from "vitest";
import { success } from "../../../../src/model/failure.ts";
import { importRows } from "../../../../src/transfer/import-rows.ts";
import { makeImportTally } from "../../../../src/transfer/import-tally.ts";
import { SHAPES } from "../../../../src/transfer/shapes/shapes.ts";
import { makeIdLog } from "../../../support/import-fixtures.ts";
import { fixtureRows, importFixture, outline } from "../../../support/import-fixture.ts";

const VISIT = {
  referrer_type: "search",
  referrer_name: "Search",
  referrer_keyword: "lamps",
  browser: "Firefox",
  browser_version: "128",
  os: "Android",
  os_version: "14",
  device: "mobile",
  device_model: "M3",
  screen: "412x915",
  language: "de-de",
  country: "Germany",
  region: "Berlin",
  city: "Berlin",
  returning: true,
};
const REFERRED = { referrer: "https://search.example/?q=lamps", referrer_host: "search.example" };

test.each(["matomo.json", "matomo.xml"])(
  "a visit of %s is its actions, each with what is known of it",
  async (file) => {
    const { events } = await importFixture("matomo", (await fixtureRows(file)).slice(0, 1));
    const who = ["abcdef0123456789", "user-6"];
    const at = (seconds: string): string => `2024-08-29T10:${seconds}.000Z`;
    expect(outline(events)).toEqual([
      ["page", "page_view", ...who, at("00:00")],
      ["track", "Play", ...who, at("00:10")],
      ["track", "search", ...who, at("00:20")],
      ["track", "outbound_click", ...who, at("00:30")],
      ["track", "download", ...who, at("00:40")],
      ["goal", "Letter", ...who, at("00:50")],
      ["goal", "Letter", ...who, at("00:50")],
      ["track", "order", ...who, at("01:00")],
    ]);
    expect(new Set(events.map(({ sessionId }) => sessionId)).size).toBe(1);
    const page = { url: "https://shop.example/lamps", path: "/lamps", ...REFERRED };
    const goal = {
      url: "https://shop.example/letter",
      path: "/letter",
      ...REFERRED,
      goal_id: "2",
      revenue: 1.5,
    };
    expect(events.map(({ properties }) => properties)).toEqual([
      {
        ...VISIT,
        ...page,
        url: `${page.url}?utm_source=x`,
        utm_source: "x",
        title: "Lamps",
        time_spent_s: 20,
        load_ms: 480,
      },
      { ...VISIT, ...page, event_category: "Video", event_name: "Lamp tour", event_value: 3 },
      { ...VISIT, search_term: "red lamp", search_category: "Lamps", search_count: 4 },
      { ...VISIT, url: "https://maker.example/red" },
      { ...VISIT, url: "https://shop.example/red.pdf" },
      { ...VISIT, ...goal },
      { ...VISIT, ...goal },
      {
        ...VISIT,
        revenue: 39,
        order_id: "O-1",
        items: [{ itemSKU: "lamp-1", itemName: "Lamp", price: 19.5, quantity: 2 }],
      },
    ]);
    expect(JSON.stringify(events)).not.toContain("192.0.0.0");
  },
);

test("JSON and XML of a visit are the same events", async () => {
  const json = await importFixture("matomo", await fixtureRows("matomo.json"));
  const xml = await importFixture("matomo", await fixtureRows("matomo.xml"), { log: json.log });
  expect(xml.counts).toMatchObject({ read: 8, duplicate: 8 });
});

test("who is not recognised is known by configuration, else for the visit alone; an address needs no scheme", async () => {
  const rows = await fixtureRows("matomo.json");
  const { events } = await importFixture("matomo", rows.slice(1));
  expect(events).toMatchObject([
    {
      distinctId: "0123456789abcdef",
      properties: { url: "https://shop.example/", path: "/", title: "Home" },
    },
  ]);
  const bare = {
    idSite: 1,
    idVisit: 5,
    visitorId: false,
    actionDetails: [{ type: "event", eventAction: "a", timestamp: 9 }],
  };
  expect((await importFixture("matomo", [bare])).events).toMatchObject([
    { distinctId: "visit-1-5", timestamp: 9_000 },
  ]);
});

test("a visit that went on since is the same, with more events", async () => {
  const [visit] = (await fixtureRows("matomo.json")) as { actionDetails: object[] }[];
  const actions = visit?.actionDetails ?? [];
  const early = {
    ...visit,
    actionDetails: actions.slice(0, 2).map((action) => ({ ...action, timeSpent: undefined })),
  };
  // A goal is put in where it belongs by its time.
  const goal = { type: "goal", goalId: "9", goalName: "Late", timestamp: 1_724_925_605 };
  const late = { ...visit, actionDetails: [actions[0], goal, ...actions.slice(1)] };
  const { log } = await importFixture("matomo", [early]);
  expect((await importFixture("matomo", [late], { log })).counts).toMatchObject({
    accepted: 7,
    duplicate: 2,
  });
});

test("actions of one second keep their ids in whatever order they come", async () => {
  const action = (url: string) => ({ type: "outlink", url, timestamp: 5 });
  const [a, b] = [action("https://a.example/"), action("https://b.example/")];
  const ids = async (actionDetails: object[]): Promise<unknown[]> =>
    (await importFixture("matomo", [{ idSite: "1", idVisit: "7", visitorId: "v", actionDetails }])).events
      .map(({ id, properties }) => [properties["url"], id])
      .toSorted();
  expect(await ids([b, a])).toEqual(await ids([a, b]));
});

test("an action without a time or a name is refused, the others stay", async () => {
  const visit = {
    idSite: "1",
    idVisit: "7",
    visitorId: "v",
    actionDetails: [
      { type: "action" },
      { type: "event", timestamp: 5 },
      7,
      { type: "action", url: "/x", timestamp: "5" },
    ],
  };
  const { events, refused } = await importFixture("matomo", [visit]);
  expect(events).toHaveLength(1);
  expect(refused.map(({ reason }) => reason)).toEqual([
    "timestamp is missing.",
    "name is missing.",
    "An action must be an object.",
  ]);
});

test("however many actions of a visit are refused, its text is not made for each", async () => {
  const actionDetails = Array.from({ length: 500 }, () => ({ type: "action" }));
  let made = 0;
  const row = {
    value: { idSite: 1, idVisit: 2, actionDetails },
    get text() {
      made += 1;
      return JSON.stringify(this.value);
    },
  };
  const tally = makeImportTally();
  const failure = await importRows({
    groups: (async function* () {
      yield success({ count: 1, rowAt: () => row, numberAt: () => 1 });
    })(),
    shape: SHAPES.matomo.make({ container: "json", salt: "0".repeat(32) }),
    source: "file:visits.json",
    importId: "import",
    receivedAt: 0,
    append: makeIdLog().append,
    tally,
    signal: new AbortController().signal,
    onStep: () => undefined,
  });
  expect(failure).toBeUndefined();
  expect(tally.counts()).toMatchObject({ read: 500, refused: 500 });
  expect(made).toBeLessThan(2);
});
