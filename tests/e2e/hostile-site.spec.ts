import { expect, openFromApp, test } from "./app-test.ts";
import { ask, call, expectNoDrift, readExported } from "./call-app.ts";
import { expectCalm } from "./expect-calm.ts";
import { flood } from "./hostile-floods.ts";
import { makeRogue } from "./rogue-page.ts";
import { serveSite, type Site } from "./serve-site.ts";
import {
  capture,
  expectExactly,
  flush,
  KEY,
  openSite,
  serveTracked,
  snippetStatus,
  storedEvents,
  TO_SITES,
  type TrackedSite,
  waitingIds,
} from "./tracked-site.ts";
import { readWork, watchWork } from "./watch-work.ts";

test.use({ expectedComplaints: [TO_SITES] });

let project: string;
/** Keeps to the rules. */
let honest: TrackedSite;
/** Does not. */
let rogue: Site;

test.beforeEach(async ({ app }) => {
  ({ project, site: honest } = await serveTracked(app));
  rogue = await serveSite(() => ({
    body: `<!doctype html><title>Rogue</title><link rel="icon" href="data:,"><body></body>`,
  }));
  await call(app, "updateProject", project, {
    origins: [honest.sameSite, honest.crossSite, rogue.sameSite, rogue.crossSite],
  });
});
test.afterEach(() => Promise.all([honest.close(), rogue.close()]));

test("a foreign frame in a page can neither speak for it nor forge its acks", async ({ app, profile }) => {
  await call(app, "updateProject", project, { origins: ["https://elsewhere.example", rogue.crossSite] });
  const page = await profile.newPage();
  await page.goto(`${honest.sameSite}/`);
  const ids = await capture(page, project, "kept", 20);
  expect(await flush(page)).toBe("origin-not-allowed");

  await page.evaluate((address) => {
    const frame = document.createElement("iframe");
    frame.id = "rogue";
    frame.src = address;
    document.body.append(frame);
  }, `${rogue.crossSite}/`);
  await expect
    .poll(() => page.frames().find((frame) => frame.url().startsWith(rogue.crossSite)))
    .toBeDefined();
  const foreign = page.frames().find((frame) => frame.url().startsWith(rogue.crossSite))!;
  const answers = await foreign.evaluate(
    async ([hello, acked]) => {
      const heard: unknown[] = [];
      for (let index = -1; index < parent.length; index++) {
        const target = index < 0 ? parent : parent[index]!;
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = ({ data }: MessageEvent<unknown>) => heard.push(data);
        target.postMessage(hello, "*", [port2]);
        target.postMessage({ lochan: 1, kind: "ready" }, "*");
        target.postMessage({ kind: "welcome", version: 1, idleMs: 1, live: true }, "*");
        target.postMessage({ kind: "acked", ids: acked, refused: [] }, "*");
      }
      // What was answered at all was answered before this.
      const { port1, port2 } = new MessageChannel();
      await new Promise((back) => {
        port1.onmessage = back;
        port2.postMessage("");
      });
      return heard;
    },
    [{ lochan: 1, kind: "hello", project, key: KEY }, ids] as const,
  );
  expect(answers).toEqual([]);
  expect(await snippetStatus(page)).toMatchObject({ transport: "none" });
  expect((await waitingIds(page, project)).filter((id) => ids.includes(id))).toHaveLength(20);

  await call(app, "updateProject", project, { origins: [honest.sameSite] });
  expect(await flush(page)).toBe("delivered");
  await expectExactly(app, project, "kept", ids);
  await app.goto(`/sources?project=${project}`);
  await expect(app.getByRole("cell", { name: /The origin is not on the list/ }).first()).toBeVisible();
});

test("what is sent again, or answered in the receiver's words, is stored once", async ({
  app,
  profile,
  origins,
}) => {
  const page = await profile.newPage();
  await page.goto(`${rogue.sameSite}/`);
  await makeRogue(page, { app: origins.app, project, key: KEY });
  const heard = await page.evaluate(async () => {
    const now = Date.now();
    const events = Array.from({ length: 50 }, (_, n) => {
      const id = `replayed-${n}`;
      return [id, JSON.stringify({ id, type: "track", name: "sent", distinctId: "d", timestamp: now })];
    });
    const { port, answer } = await window.rogue.hello("frame");
    const heard: string[] = [answer === "silence" ? answer : answer.kind];
    for (let round = 0; round < 20; round++) {
      const acked = await window.rogue.send(port, { kind: "events", sentAt: Date.now(), events });
      heard.push(acked !== "silence" && acked.kind === "acked" ? `acked ${acked.ids.length}` : "none");
    }
    const answered = await window.rogue.send(port, { kind: "acked", ids: ["replayed-0"], refused: [] });
    heard.push(
      answered !== "silence" && answered.kind === "failed" ? answered.failure.kind : JSON.stringify(answered),
    );
    return heard;
  });
  expect(heard).toEqual(["welcome", ...Array<string>(20).fill("acked 50"), "invalid-input"]);
  const all = Array.from({ length: 50 }, (_, n) => `replayed-${n}`);
  await expectExactly(app, project, "sent", all);
  await expectNoDrift(app, project);
  await app.goto(`/sources?project=${project}`);
  await expect(app.getByRole("table", { name: "What was refused" })).toContainText("could not be read");
});

test("a flood of hellos and events is held to its share, and takes nothing from others", async ({
  app,
  profile,
  origins,
}) => {
  test.setTimeout(240_000);
  // What an automated browser sends is left out otherwise, and nothing of it drawn.
  await app.goto(`/?project=${project}&traffic=all`);
  await app.waitForFunction(() => "lochanApp" in window);
  await watchWork(app);
  const page = await openFromApp(profile, app, `${rogue.crossSite}/`);
  await makeRogue(page, { app: origins.app, project, key: KEY });
  const good = await profile.newPage();
  await good.goto(`${honest.sameSite}/`);
  // Hidden pages draw nothing.
  await app.bringToFront();
  const from = Date.now();

  const flooding = flood(page, { app: origins.app, project, key: KEY });
  const ids = await capture(good, project, "honest", 80);
  expect(await flush(good)).toBe("delivered");
  await app.getByRole("link", { name: "Live" }).first().click();
  await expect(app.getByRole("heading", { name: "Live", level: 1 })).toBeVisible();
  const kinds = await flooding;
  expectCalm(await readWork(app), { mostCharacters: 400 });
  expect(kinds["rate-limited"]).toBeGreaterThan(0);
  await expectExactly(app, project, "honest", ids);
  const seconds = (Date.now() - from) / 1_000;
  const stored = (await storedEvents(app, project)).filter(({ name }) => name === "flood");
  expect(new Set(stored.map(({ id }) => id)).size).toBe(stored.length);
  expect(stored.length).toBeGreaterThan(0);
  expect(stored.length).toBeLessThanOrEqual(5_000 + 100 * seconds);
  const stream = app.getByRole("listbox", { name: "Events, newest first" });
  await app.getByRole("button", { name: "Pause" }).click();
  await expect(stream.getByRole("option")).toHaveCount(24);
  await stream.press("End");
  await expect(stream.getByRole("option")).toHaveCount(100);
  await expect(stream.getByRole("option").last()).toHaveAttribute("aria-selected", "true");
  await expect(stream.getByRole("option").last()).toBeInViewport();
  await stream.press("Home");
  await expect(stream.getByRole("option")).toHaveCount(24);
  await expect(stream.getByRole("option").first()).toHaveAttribute("aria-selected", "true");
  await app.goto(`/sources?project=${project}`);
  await expect(app.getByRole("table", { name: "What was refused" })).toContainText("Too many");
  await expectNoDrift(app, project);
});

test("loading the frame anew does not fill a spent share", async ({ app, profile, origins }) => {
  test.setTimeout(180_000);
  const page = await profile.newPage();
  await page.goto(`${rogue.sameSite}/`);
  await makeRogue(page, { app: origins.app, project, key: KEY });
  const from = Date.now();
  let refused = 0;
  for (let load = 0; load < 3; load++) {
    refused += await page.evaluate(async (round) => {
      const { port } = await window.rogue.hello("frame");
      for (let n = 0; n < 6; n++) {
        const events = Array.from({ length: 1_000 }, (_, index) => {
          const id = `load-${round}-${n}-${index}`;
          return [
            id,
            JSON.stringify({ id, type: "track", name: "flood", distinctId: "d", timestamp: Date.now() }),
          ];
        });
        const heard = await window.rogue.send(port, { kind: "events", sentAt: Date.now(), events });
        if (heard === "silence" || heard.kind !== "acked") return 1;
      }
      return 0;
    }, load);
    await page.reload();
  }
  expect(refused).toBe(3);
  const seconds = (Date.now() - from) / 1_000;
  const { events } = await call(app, "status");
  expect(events).toBeGreaterThanOrEqual(5_000);
  expect(events).toBeLessThanOrEqual(5_000 + 100 * seconds);
});

test("huge, deep and odd properties are cut or refused by themselves: what is recorded beside them arrives", async ({
  app,
  profile,
}) => {
  const page = await openSite(profile, `${honest.sameSite}/`);
  const ids = await capture(page, project, "before", 3);
  await page.evaluate(() => {
    let deep: object = {};
    for (let level = 0; level < 1_600; level++) deep = { a: deep };
    const lochan = window.lochan!;
    lochan("deep", { deep, kept: 1 });
    lochan(
      "proto",
      JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":2}}}') as object,
    );
    lochan("many", Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`key${n}`, n])));
    lochan("long", { text: "x".repeat(9_000), kept: 1 });
    lochan("odd", {
      lone: "\ud800",
      nul: "\0",
      "": "empty key",
      list: [1, [2, [3, [4, [5, [6]]]]]],
      no: undefined,
    });
    lochan("number", { big: 1e308, minus: -0, none: NaN });
  });
  ids.push(...(await capture(page, project, "before", 3)));
  expect(await flush(page)).toBe("delivered");
  expect(await snippetStatus(page)).toMatchObject({ transport: "iframe", pending: 0 });
  await expectExactly(app, project, "before", ids);
  const byName = new Map((await storedEvents(app, project)).map((event) => [event.name, event.properties]));
  expect(byName.get("deep")).toMatchObject({ kept: 1, $cut: 1 });
  expect(JSON.stringify(byName.get("proto"))).toContain('"__proto__":{"polluted":1}');
  expect(byName.get("many")).toHaveProperty("$cut");
  expect(byName.get("long")).toMatchObject({ kept: 1, $cut: 1 });
  expect(byName.get("odd")).toMatchObject({ lone: "\ufffd", nul: "\0", "": "empty key" });
  expect(byName.get("number")).toMatchObject({ none: null });
  expect(await app.evaluate(() => "polluted" in {})).toBe(false);
  await app.goto(`/live?project=${project}`);
  await expect(app.getByRole("heading", { name: "Live", level: 1 })).toBeVisible();
  expect(await app.evaluate(() => "polluted" in {})).toBe(false);
});

test("events no snippet writes are refused one by one, by their id, with the reason", async ({
  app,
  profile,
  origins,
}) => {
  const page = await openFromApp(profile, app, `${rogue.crossSite}/`);
  await makeRogue(page, { app: origins.app, project, key: KEY });
  const answer = await page.evaluate(async () => {
    const event = (id: string, more: object = {}): string =>
      JSON.stringify({ id, type: "track", name: "odd", distinctId: "d", timestamp: Date.now(), ...more });
    const { port } = await window.rogue.hello("opener");
    const events = [
      ["good-1", event("good-1")],
      ["deep", event("deep").replace("}", `,"properties":{"a":${"[".repeat(15_000)}${"]".repeat(15_000)}}}`)],
      ["deep-name", event("deep-name").replace('"odd"', "[".repeat(15_000) + "]".repeat(15_000))],
      ["huge", event("huge", { properties: { text: "x".repeat(60_000) } })],
      ["liar", event("other")],
      ["no-json", "{"],
      ["null", "null"],
      ["times", event("times", { timestamp: 1e300 })],
      ["nameless", event("nameless", { name: "" })],
      ["good-2", event("good-2")],
    ];
    return window.rogue.send(port, { kind: "events", sentAt: Date.now(), events });
  });
  expect(answer).toMatchObject({ kind: "acked", ids: ["good-1", "deep", "good-2"] });
  if (answer === "silence" || answer.kind !== "acked") return;
  expect(answer.refused.map(([id]) => id)).toEqual([
    "deep-name",
    "huge",
    "liar",
    "no-json",
    "null",
    "times",
    "nameless",
  ]);
  await expect.poll(async () => (await storedEvents(app, project)).length).toBe(3);
  await app.goto(`/sources?project=${project}`);
  const table = app.getByRole("table", { name: "What was refused" });
  await expect(table).toContainText("larger than 40000 characters");
  await expect(table).toContainText("not the one it was sent under");
});

for (const years of [10, -10])
  test(`a clock ${Math.abs(years)} years ${years > 0 ? "ahead" : "behind"} dates nothing wrong`, async ({
    app,
    profile,
  }) => {
    const page = await profile.newPage();
    await page.addInitScript(
      (ms) => {
        // The page's clock, not that of the frame with the bridge.
        if (window !== top) return;
        const now = Date.now.bind(Date);
        Date.now = () => now() + ms;
      },
      years * 365 * 86_400_000,
    );
    await page.goto(`${honest.sameSite}/`);
    const from = Date.now();
    const ids = await capture(page, project, "timely", 5);
    expect(await flush(page)).toBe("delivered");
    await expectExactly(app, project, "timely", ids);
    const events = (await readExported(app, project)).filter(({ name }) => name === "timely");
    for (const { timestamp, properties } of events) {
      expect(Math.abs(Date.parse(timestamp) - from)).toBeLessThan(60_000);
      expect(Math.round(Number(properties["$clock_skew"]) / 86_400_000)).toBe(years * 365);
    }
    expect((await ask(app, project, { measure: "events", window: { last: "5m" } })).total).toBe(6);
    await expectNoDrift(app, project);
  });
