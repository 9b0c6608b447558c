import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Lochan } from "../../../src/snippet/api.ts";
import { idle } from "../../../src/snippet/idle.ts";
import { startSnippet } from "../../../src/snippet/start-snippet.ts";
import { receive } from "./frame-receiver.ts";

const WAIT = { timeout: 5_000 };
interface Kept {
  id: string;
  type: string;
  name: string;
  properties: Record<string, unknown>;
  sessionId?: string;
  timestamp: number;
}

let number = 0;
let project = "";
let end = (): void => undefined;
const address = location.href;
beforeEach(() => {
  localStorage.clear();
  project = `project-${++number}`;
});
afterEach(() => {
  end();
  end = () => undefined;
  history.replaceState(null, "", address);
  document.body.replaceChildren();
});

const load = () => Promise.resolve(idle);
/** Without a bridge: what is recorded stays in the outbox. */
const startAlone = (settings: Record<string, string> = {}): Lochan =>
  startSnippet({ project, key: "k", bridge: "none", auto: "", ...settings }, load);
const startBeside = (): Lochan =>
  startSnippet({ project, key: "k", bridge: "/favicon.svg", auto: "" }, load, location.origin);

const outbox = (): Kept[] =>
  Object.keys(localStorage)
    .filter((key) => key.startsWith(`lochan:${project}:`))
    .toSorted()
    .map((key) => JSON.parse(localStorage[key] as string) as Kept);
const names = (): string[] => outbox().map(({ name }) => name);

function receiveAll(): () => Kept[] {
  const receiver = receive({ ack: true });
  end = receiver.end;
  return () =>
    receiver.ports
      .flatMap(({ batches }) => batches.flatMap(({ events }) => events))
      .map(([, json]) => JSON.parse(json) as Kept);
}
const told = (events: Kept[]): number =>
  events
    .filter(({ name }) => name === "$dropped")
    .reduce((sum, { properties }) => sum + Number(properties["count"]), 0);

describe("limits", () => {
  test("cut a flood to its first hundred, and what was cut is counted", async () => {
    const received = receiveAll();
    const lochan = startBeside();
    for (let index = 0; index < 2_000; index++) lochan("flood", { index });
    await lochan.flush();
    await vi.waitFor(() => expect(outbox()).toEqual([]), WAIT);
    const arrived = received().filter(({ name }) => name === "flood");
    expect(arrived.length).toBeGreaterThanOrEqual(100);
    expect(arrived.length).toBeLessThan(200);
    expect(arrived.length + told(received())).toBe(2_000);
  });

  test("drop the oldest of a full outbox, hold no counts in their place, and tell once someone listens", async () => {
    for (let index = 0; index < 1_000; index++)
      localStorage.setItem(`lochan:${project}:${String(index).padStart(4, "0")}`, '{"name":"old"}');
    const before = startAlone();
    for (let index = 0; index < 40; index++) before("new");
    expect(outbox()).toHaveLength(1_000);
    expect(names().filter((name) => name === "new")).toHaveLength(40);
    expect(names()).not.toContain("$dropped");

    const received = receiveAll();
    const lochan = startBeside();
    await lochan.flush();
    await vi.waitFor(() => expect(outbox()).toEqual([]), WAIT);
    const events = received();
    // Making room for the count cost the oldest one more.
    const dropped = told(events);
    expect(events.filter(({ name }) => name !== "$dropped")).toHaveLength(1_040 - dropped);
    expect(dropped).toBeGreaterThanOrEqual(40);
  });

  test("of the browser's storage lose an event with a count, and throw nothing", async () => {
    const lochan = startAlone();
    lochan("before");
    fillStorage();
    expect(() => lochan("lost", { text: "x".repeat(2_000) })).not.toThrow();
    expect(names()).toEqual(["before"]);
    localStorage.removeItem("filler");
    lochan("after");
    expect(names()).toEqual(["before", "after"]);
    expect(JSON.parse(localStorage[`lochan:${project}`] as string)).toMatchObject({ x: 1 });
  });

  test("cut a name and properties that are too large, or no JSON", () => {
    const lochan = startAlone();
    lochan("n".repeat(300), { text: "x".repeat(20_000) });
    lochan("big", { value: 1n });
    expect(outbox()).toMatchObject([
      { name: "n".repeat(200), properties: { $cut: 1 } },
      { name: "big", properties: { $cut: 1 } },
    ]);
  });
});

function fillStorage(): void {
  let filler = "x".repeat(1024);
  for (let size = 4 * 1024 * 1024; size >= 1; size = Math.floor(size / 2))
    try {
      localStorage.setItem("filler", filler + "x".repeat(size));
      filler += "x".repeat(size);
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
    }
}

describe("a page", () => {
  test("is told without what is not on the list of query parameters, nor what follows #", () => {
    history.replaceState(null, "", "/a?utm_source=news&ref=x&secret=1#top");
    startAlone().page();
    expect(outbox()[0]?.properties["url"]).toBe(`${location.origin}/a?utm_source=news&ref=x`);
  });
  test("with hash routes is told with them, and without their parameters", () => {
    history.replaceState(null, "", "/a?keep=1&secret=2#/reset?token=3");
    const lochan = startAlone({ hash: "", query: "keep" });
    lochan.page();
    lochan("clicked");
    expect(outbox()[0]?.properties["url"]).toBe(`${location.origin}/a?keep=1#/reset`);
    expect(outbox()[1]?.properties["path"]).toBe("/a#/reset");
  });
  test("is left before the next begins, in the session it was seen in", async () => {
    const tall = document.createElement("div");
    tall.style.height = "10000px";
    document.body.append(tall);
    history.replaceState(null, "", "/first");
    const lochan = startAlone();
    lochan.page();
    const scrolled = new Promise((done) => addEventListener("scroll", done, { once: true }));
    scrollTo(0, 5_000);
    await scrolled;
    history.replaceState(null, "", "/second");
    const home = `lochan:${project}`;
    const me = JSON.parse(localStorage[home] as string) as { l: number };
    localStorage[home] = JSON.stringify({ ...me, l: me.l - 31 * 60_000 });
    lochan.page();
    const [first, left, second] = outbox();
    expect(names()).toEqual(["page_view", "$page_leave", "page_view"]);
    expect(left).toMatchObject({ type: "page", properties: { url: `${location.origin}/first` } });
    const { scroll, engaged_ms: engagedMs } = left?.properties ?? {};
    expect(scroll).toBeGreaterThan(45);
    expect(scroll).toBeLessThan(75);
    expect(engagedMs).toBeGreaterThanOrEqual(0);
    expect(left?.sessionId).toBe(first?.sessionId);
    expect(second?.sessionId).not.toBe(first?.sessionId);
    expect(second?.properties).toMatchObject({ referrer: `${location.origin}/first` });
  });
  test("that is loaded ahead records nothing until it is shown, then all in order", () => {
    const loadedAhead = (value: boolean): unknown =>
      Object.defineProperty(document, "prerendering", { value, configurable: true });
    loadedAhead(true);
    const lochan = startAlone();
    lochan.page();
    lochan("early");
    expect(outbox()).toEqual([]);
    loadedAhead(false);
    const shownAt = Date.now();
    document.dispatchEvent(new Event("prerenderingchange"));
    expect(names()).toEqual(["page_view", "early"]);
    expect(outbox()[0]?.timestamp).toBeGreaterThanOrEqual(shownAt);
    document.dispatchEvent(new Event("prerenderingchange"));
    expect(outbox()).toHaveLength(2);
  });
});

describe("automation", () => {
  test("is marked where it shows on the page alone, and what it does is kept", () => {
    vi.spyOn(navigator, "webdriver", "get").mockReturnValue(false);
    startAlone()("a person");
    Object.defineProperty(window, "__nightmare", { value: {}, configurable: true });
    startAlone()("a program");
    Reflect.deleteProperty(window, "__nightmare");
    vi.restoreAllMocks();
    const marks = outbox().map(({ name, properties }) => [name, properties["$bot"]]);
    expect(Object.fromEntries(marks)).toEqual({ "a person": undefined, "a program": true });
  });
});

describe("privacy", () => {
  test("opting out empties the outbox and forgets what was cut", () => {
    const lochan = startAlone();
    for (let index = 0; index < 300; index++) lochan("n");
    lochan.optOut();
    lochan("unseen");
    lochan.page();
    expect(outbox()).toEqual([]);
    expect(lochan.status()).toMatchObject({ pending: 0, off: "opted-out" });
    expect(JSON.parse(localStorage[`lochan:${project}`] as string)).toMatchObject({ x: 0 });
  });
  test("who asks not to be followed, or is not to be counted, is not", () => {
    const lochan = startAlone({ dnt: "" });
    localStorage["lochan_ignore"] = "1";
    lochan("own visit");
    expect(lochan.status().off).toBe("ignored");
    localStorage.removeItem("lochan_ignore");
    const asks = (key: "globalPrivacyControl" | "doNotTrack", value: unknown): unknown =>
      Object.defineProperty(navigator, key, { value, configurable: true });
    asks("doNotTrack", "1");
    lochan("dnt");
    expect(lochan.status().off).toBe("dnt");
    startAlone()("dnt is not asked for");
    asks("globalPrivacyControl", true);
    startAlone()("gpc");
    Reflect.deleteProperty(navigator, "globalPrivacyControl");
    Reflect.deleteProperty(navigator, "doNotTrack");
    expect(names()).toEqual(["dnt is not asked for"]);
  });
});
