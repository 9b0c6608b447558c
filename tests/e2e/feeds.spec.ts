import type { Page, Worker } from "@playwright/test";
import { type FeedServer, openFeedServer } from "../support/feed-server.ts";
import { addFeed, allowFeed, feedItem } from "./add-feed.ts";
import { expect, openApp, test as base } from "./app-test.ts";
import { call, createProject, expectNoDrift } from "./call-app.ts";
import { expectWellShown } from "./run-axe.ts";
import { storedEvents } from "./tracked-site.ts";

const SECONDS = Number(process.env["FEED_SECONDS"] ?? 10);
const PER_SECOND = 1_000;

const test = base.extend<{ server: FeedServer }>({
  // eslint-disable-next-line no-empty-pattern
  server: async ({}, use) => {
    const server = await openFeedServer();
    await use(server);
    await server.close();
  },
});

// What is lost once in many runs is lost.
test.describe.configure({ retries: 0 });

// The feeds' server is another origin, on purpose, and the browser reports each time it is away.
test.use({
  installed: true,
  expectedComplaints: [
    /request to another origin: (http|ws):\/\/localhost:\d+\/|console: .*(CORS policy|ERR_FAILED|ERR_CONNECTION|ERR_INCOMPLETE|ERR_EMPTY_RESPONSE|WebSocket connection to)/,
  ],
});

const upTo = (count: number): number[] => Array.from({ length: count }, (_, at) => at + 1);

/** The numbers of a feed's events that are stored, ascending. */
async function numbers(page: Page, project: string, feed: string): Promise<number[]> {
  const events = await storedEvents(page, project);
  return events
    .filter(({ source }) => source === `feed:${feed}`)
    .map(({ properties }) => Number(properties["n"]))
    .sort((a, b) => a - b);
}

const count = async (page: Page, project: string): Promise<number> =>
  (await call(page, "status")).eventsByProject[project] ?? 0;

const comeTo = (page: Page, project: string, events: number, timeout = 60_000): Promise<void> =>
  expect.poll(() => count(page, project), { timeout }).toBeGreaterThanOrEqual(events);

test(`server-sent events and a WebSocket of ${PER_SECOND} a second, for ${SECONDS} s, their server killed twice: none is lost, none counts twice`, async ({
  app,
  server,
}) => {
  test.setTimeout(180_000 + SECONDS * 3_000);
  const project = await createProject(app, "Live");
  server.begin(1, 1_000);
  await addFeed(app, project, { name: "Events", url: `${server.origin}/sse` });
  await addFeed(app, project, {
    name: "Socket",
    kind: "WebSocket",
    url: `${server.socketOrigin}/socket?after={lastEventId}`,
    cursorField: "seq",
  });
  await comeTo(app, project, 2);

  const total = PER_SECOND * SECONDS;
  const began = Date.now();
  server.begin(total, PER_SECOND);
  for (const share of [0.25, 0.6]) {
    await expect.poll(() => server.made, { timeout: SECONDS * 2_000 }).toBeGreaterThan(share * total);
    await server.stop();
    await expect(feedItem(app, "Events").getByText(/Tries again/)).toBeVisible();
    await expect(feedItem(app, "Socket").getByText(/Tries again/)).toBeVisible();
    await server.start();
  }
  await expect.poll(() => server.made, { timeout: SECONDS * 2_000 }).toBe(total + 1);
  const madeAfter = Date.now() - began;
  await comeTo(app, project, 2 * (total + 1));
  const description = `${2 * (total + 1)} events of two feeds: made in ${madeAfter} ms, all admitted ${Date.now() - began - madeAfter} ms later`;
  test.info().annotations.push({ type: "feeds", description });

  expect(await numbers(app, project, "Events")).toEqual(upTo(total + 1));
  expect(await numbers(app, project, "Socket")).toEqual(upTo(total + 1));
  await expectNoDrift(app, project);
});

const workerNamed = (page: Page, part: string): Worker | undefined =>
  page.workers().find((worker) => new URL(worker.url()).pathname.startsWith(`/assets/${part}-`));

const reaches = (where: Page | Worker, url: string): Promise<boolean> =>
  (where as Page).evaluate(
    (address) =>
      fetch(address, { mode: "no-cors" }).then(
        () => true,
        () => false,
      ),
    url,
  );

test.describe("who may reach what", () => {
  test.use({
    expectedComplaints: [/request to another origin: http:\/\/localhost:\d+\/|Content Security Policy/],
  });

  test("the worker of the feeds reaches the allowed origin and no other; page and engine reach neither", async ({
    app,
    server,
    origins,
  }) => {
    const other = await openFeedServer();
    const project = await createProject(app, "Policy");
    server.begin(3, 1_000);
    await addFeed(app, project, { name: "Events", url: `${server.origin}/sse` });
    await comeTo(app, project, 3);

    const feeds = workerNamed(app, "live-feeds");
    const engine = workerNamed(app, "engine");
    if (feeds === undefined || engine === undefined)
      throw new Error(
        `workers: ${app
          .workers()
          .map((worker) => worker.url())
          .join(" ")}`,
      );
    expect(await reaches(feeds, `${server.origin}/html`)).toBe(true);
    const asked = server.requests.length;
    for (const [what, where] of [
      ["page", app],
      ["engine", engine],
    ] as const)
      expect(await reaches(where, `${server.origin}/html`), what).toBe(false);
    for (const where of [feeds, engine, app])
      expect(await reaches(where, `${other.origin}/html`)).toBe(false);
    expect(await reaches(feeds, `${origins.app}/`)).toBe(false);
    expect(server.requests.length).toBe(asked);
    expect(other.requests).toEqual([]);
    await other.close();
  });

  test("a feed that redirects to another origin is told so, and that one is not asked", async ({
    app,
    server,
  }) => {
    const other = await openFeedServer();
    const project = await createProject(app, "Redirect");
    const dialog = await allowFeed(app, project, {
      name: "Moved",
      url: `${server.origin}/elsewhere?to=${encodeURIComponent(`${other.origin}/sse`)}`,
    });
    await expect(dialog.getByText(/It redirects elsewhere/)).toBeVisible();
    expect(other.requests).toEqual([]);
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await expect(app.getByText("No live feed")).toBeVisible();
    await other.close();
  });

  test("without the service worker nothing is asked, and the feed says what it waits for", async ({
    app,
    server,
  }) => {
    const project = await createProject(app, "Early");
    await app.addInitScript(() => {
      const none = Promise.reject(new Error("None here."));
      none.catch(() => undefined);
      ServiceWorkerContainer.prototype.register = () => none;
    });
    await app.evaluate(async () => {
      for (const registration of await navigator.serviceWorker.getRegistrations())
        await registration.unregister();
    });
    await app.goto(`/sources?project=${project}`);
    await app.getByRole("button", { name: "Add a feed" }).click();
    const dialog = app.getByRole("dialog");
    await dialog.getByLabel("Name", { exact: true }).fill("Early");
    await dialog.getByLabel("Address", { exact: true }).fill(`${server.origin}/sse`);
    await dialog.getByRole("button", { name: "Allow and look" }).click();
    await expect(dialog.getByText(/does not let Lochan ask this address yet/)).toBeVisible();
    expect(server.requests).toEqual([]);
  });
});

test("a paused feed is not read, and goes on where it was; off, it must be allowed again", async ({
  app,
  server,
}) => {
  const project = await createProject(app, "Pause");
  server.begin(5, 1_000);
  await addFeed(app, project, { name: "Events", url: `${server.origin}/sse` });
  await comeTo(app, project, 5);
  const item = feedItem(app, "Events");
  await item.getByRole("button", { name: "Pause" }).click();
  await expect(item.getByText("Paused")).toBeVisible();
  await expect.poll(() => server.listeners).toBe(0);
  server.begin(5, 1_000);
  await item.getByRole("button", { name: "Resume" }).click();
  await comeTo(app, project, 10);
  await item.getByRole("button", { name: "More about Events" }).click();
  await app.getByRole("menuitem", { name: "Turn off" }).click();
  await expect(item.getByText("Off", { exact: true })).toBeVisible();
  await expect.poll(() => server.listeners).toBe(0);
  await expect.poll(() => workerNamed(app, "live-feeds")).toBeUndefined();
  server.begin(5, 1_000);
  await item.getByRole("button", { name: `Allow ${server.origin}` }).click();
  await comeTo(app, project, 15);
  expect(await numbers(app, project, "Events")).toEqual(upTo(15));
});

test("a feed is renamed and goes on where it was; a change that is cancelled changes nothing; removed, its events stay", async ({
  app,
  server,
}) => {
  const project = await createProject(app, "Change");
  server.begin(5, 1_000);
  await addFeed(app, project, { name: "Old", url: `${server.origin}/sse` });
  await comeTo(app, project, 5);
  const choose = async (feed: string, action: string): Promise<void> => {
    await feedItem(app, feed)
      .getByRole("button", { name: `More about ${feed}` })
      .click();
    await app.getByRole("menuitem", { name: action }).click();
  };
  const dialog = app.getByRole("dialog");
  await choose("Old", "Change");
  await dialog.getByLabel("Address", { exact: true }).fill(`${server.origin}/html`);
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(feedItem(app, "Old").getByText(`${server.origin}/sse`)).toBeVisible();

  await choose("Old", "Change");
  await dialog.getByLabel("Name", { exact: true }).fill("New");
  await dialog.getByRole("button", { name: "Choose the fields without looking" }).click();
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toBeHidden();
  await expect(feedItem(app, "New").getByText("Connected")).toBeVisible();
  server.begin(5, 1_000);
  await comeTo(app, project, 10);
  expect(await numbers(app, project, "Old")).toEqual([1, 2, 3, 4, 5]);
  expect(await numbers(app, project, "New")).toEqual([6, 7, 8, 9, 10]);

  await choose("New", "Remove");
  await expect(app.getByText("No live feed")).toBeVisible();
  await expect.poll(() => server.listeners).toBe(0);
  expect(await count(app, project)).toBe(10);
});

test("a server that does not allow the header goes on with what is new, and the feed says what it cannot have", async ({
  app,
  server,
}) => {
  const project = await createProject(app, "Header");
  server.forbidHeader = true;
  server.begin(5, 1_000);
  await addFeed(app, project, { name: "Events", url: `${server.origin}/sse` });
  await comeTo(app, project, 5);
  const item = feedItem(app, "Events");
  await expect(item.getByText(/does not allow the header/)).toBeHidden();
  await server.stop();
  await expect(item.getByText(/Tries again/)).toBeVisible();
  await server.start();
  await expect(item.getByText(/does not allow the header/)).toBeVisible();
  // Sent from its beginning again: each has the id it had.
  server.begin(5, 1_000);
  await comeTo(app, project, 10);
  expect(await numbers(app, project, "Events")).toEqual(upTo(10));
});

test("one tab reads; when it closes another goes on, and after the app was closed it goes on too", async ({
  app,
  profile,
  server,
}) => {
  test.setTimeout(150_000);
  const project = await createProject(app, "Tabs");
  server.begin(20, 1_000);
  await addFeed(app, project, { name: "Events", url: `${server.origin}/sse` });
  await comeTo(app, project, 20);
  const second = await profile.newPage();
  await second.goto(`/sources?project=${project}`);
  await expect(feedItem(second, "Events").getByText("Connected")).toBeVisible();
  const waiting = () =>
    second.evaluate(async () => (await navigator.locks.query()).pending?.map(({ name }) => name));
  await expect.poll(waiting).toContain("lochan-feeds");
  // Looking at it, and reading it.
  expect(server.asked("/sse")).toHaveLength(2);

  server.begin(2_000, 1_000);
  await expect.poll(() => server.made).toBeGreaterThan(500);
  await app.close();
  await comeTo(second, project, 2_020);
  expect(server.asked("/sse")).toHaveLength(3);

  // The browser stays; no page of Lochan's is open.
  await second.goto("about:blank");
  await expect.poll(() => server.listeners).toBe(0);
  server.begin(30, 1_000);
  const third = await openApp(profile, `/sources?project=${project}`);
  await comeTo(third, project, 2_050);
  expect(await numbers(third, project, "Events")).toEqual(upTo(2_050));
});

test("rows in another shape are guessed, shown and changed; a document is asked for again with its tag", async ({
  app,
  server,
}) => {
  const project = await createProject(app, "Mapped");
  const row = (n: number) => ({ kind: "reading", when: 1_764_000_000 + n, sensor: { id: `s${n % 2}` }, n });
  server.document = [1, 2].map((n) => JSON.stringify(row(n))).join("\n");
  const dialog = await allowFeed(app, project, {
    name: "Sensors",
    kind: "Asked again and again",
    url: `${server.origin}/document`,
    pollSeconds: 1,
  });
  await expect(dialog.getByRole("combobox", { name: "Name of the event" })).toHaveValue("kind");
  await expect(dialog.getByText(/guessed from 2 rows/)).toBeVisible();
  await dialog.getByRole("combobox", { name: "Time", exact: true }).fill("when");
  await dialog.getByRole("combobox", { name: "Browser or device" }).fill("sensor.id");
  await dialog.getByRole("radio", { name: "Seconds since 1970", exact: true }).check();
  await expect(dialog.getByRole("table").getByText("s1", { exact: true })).toBeVisible();
  await dialog.getByRole("button", { name: "Turn on" }).click();
  await comeTo(app, project, 2);
  server.document += `\n${JSON.stringify(row(3))}`;
  await comeTo(app, project, 3);
  await expect
    .poll(() => server.asked("/document").some(({ ifNoneMatch }) => ifNoneMatch !== undefined))
    .toBe(true);
  const events = await storedEvents(app, project);
  expect(events.map(({ name, distinctId, source }) => [name, distinctId, source])).toEqual([
    ["reading", "s1", "feed:Sensors"],
    ["reading", "s0", "feed:Sensors"],
    ["reading", "s1", "feed:Sensors"],
  ]);
});

test("feeds and the form that adds one are clean under axe, light, dark and on a phone", async ({
  app,
  server,
}) => {
  test.setTimeout(150_000);
  const project = await createProject(app, "Looks");
  server.begin(40, 1_000);
  await addFeed(app, project, { name: "Orders", url: `${server.origin}/sse` });
  await addFeed(app, project, {
    name: "A till with a long name in the shop at the far end",
    kind: "WebSocket",
    url: `${server.socketOrigin}/socket?after={lastEventId}`,
    cursorField: "seq",
  });
  await comeTo(app, project, 80);
  await server.stop();
  await expect(app.getByText(/Tries again/)).toHaveCount(2);
  await server.start();
  await expect(feedItem(app, "Orders").getByText("Connected")).toBeVisible();
  await feedItem(app, /till/).getByRole("button", { name: "Pause" }).click();
  server.document = JSON.stringify([{ kind: "reading", time: 1_764_000_000, sensor: "s1", celsius: 4 }]);
  await expectWellShown(app, "feeds-list");
  await app.getByRole("button", { name: "Add a feed" }).click();
  const dialog = app.getByRole("dialog");
  await dialog.getByLabel("Name", { exact: true }).fill("Sensors");
  await dialog.getByRole("radio", { name: "Asked again and again" }).check();
  await dialog.getByLabel("Address", { exact: true }).fill(`${server.origin}/document`);
  await expectWellShown(app, "feeds-address");
  await dialog.getByRole("button", { name: "Allow and look" }).click();
  await expect(dialog.getByText("What comes of it")).toBeVisible();
  await expectWellShown(app, "feeds-fields");
});
