import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { watchEngagement } from "../../../src/snippet/watch-engagement.ts";

let now = 1_000;
let focused = true;
const content = document.createElement("div");

beforeEach(() => {
  focused = true;
  vi.spyOn(performance, "now").mockImplementation(() => now);
  vi.spyOn(document, "hasFocus").mockImplementation(() => focused);
  document.body.append(content);
  content.style.height = "0";
});
afterEach(() => vi.restoreAllMocks());

function watch() {
  const reports: [engagedMs: number, scroll: number][] = [];
  return { ...watchEngagement((engagedMs, scroll) => reports.push([engagedMs, scroll])), reports };
}
const times = (reports: [number, number][]): number[] => reports.map(([engagedMs]) => engagedMs);

test("less than three seconds without a scroll are not worth a word, three are", () => {
  const { begin, leave, reports } = watch();
  begin();
  now += 2_999;
  leave();
  expect(reports).toEqual([]);
  now += 1;
  leave();
  expect(reports).toEqual([[3_000, 100]]);
});

test("only time with the page visible and focused counts, and reports of a page add up", () => {
  const { begin, leave, reports } = watch();
  begin();
  now += 5_000;
  focused = false;
  dispatchEvent(new Event("blur"));
  now += 60_000;
  leave();
  focused = true;
  dispatchEvent(new Event("focus"));
  now += 4_000;
  const hidden = vi.spyOn(document, "hidden", "get").mockReturnValue(true);
  document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
  leave();
  now += 60_000;
  hidden.mockReturnValue(false);
  document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
  now += 3_000;
  leave();
  expect(times(reports)).toEqual([5_000, 4_000, 3_000]);
});

test("a page that was kept frozen was not looked at meanwhile", () => {
  const { begin, leave, reports } = watch();
  begin();
  now += 1_000;
  dispatchEvent(new Event("pagehide"));
  now += 60_000;
  leave();
  begin();
  now += 4_000;
  leave();
  expect(times(reports)).toEqual([4_000]);
});

test("nothing is told of what was before the first page", () => {
  const { leave, reports } = watch();
  dispatchEvent(new Event("focus"));
  now += 60_000;
  leave();
  expect(reports).toEqual([]);
});

test("a deeper scroll is told at once, the deepest so far in percent of the page, and a shallower one is not", async () => {
  content.style.height = `${innerHeight * 9}px`;
  const height = () => document.documentElement.scrollHeight;
  const { begin, leave, reports } = watch();
  const scrollDown = async (to: number): Promise<void> => {
    const scrolled = new Promise((done) => addEventListener("scroll", done, { once: true }));
    scrollTo(0, to);
    await scrolled;
  };
  begin();
  await scrollDown(innerHeight * 3);
  leave();
  await scrollDown(innerHeight);
  leave();
  await scrollDown(innerHeight * 4);
  leave();
  const percent = (screens: number): number => Math.round((100 * innerHeight * screens) / height());
  expect(reports.map(([, scroll]) => scroll)).toEqual([percent(4), percent(5)]);
  await scrollDown(0);
});

test("a page is measured as it was when something led on, not as it began or as the next one is", () => {
  const { begin, leave, reports } = watch();
  begin();
  content.style.height = `${innerHeight * 9}px`;
  document.body.click();
  content.style.height = "0";
  now += 3_000;
  leave();
  expect(reports[0]?.[1]).toBeLessThan(20);
});
