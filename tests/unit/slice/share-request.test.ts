import { expect, test } from "vitest";
import { makeOverview } from "../../../src/catalog/default-dashboard.ts";
import type { TopTab } from "../../../src/model/dashboard.ts";
import { listsOf, toSliceRequest, type ShareChoice } from "../../../src/slice/share-request.ts";
import { makeProject } from "../../support/rolled-project.ts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const NOW = Date.UTC(2026, 10, 30, 12, 40);
const TODAY = Date.UTC(2026, 10, 30);
const project = makeProject();

const requestOf = (over: Partial<ShareChoice>) =>
  toSliceRequest(
    {
      window: { last: "30d" },
      leastUsers: 5,
      filters: [],
      traffic: "real",
      onlyOver: false,
      chart: true,
      lists: [],
      ...over,
    },
    project,
    NOW,
  );

test("a range is what the Overview shows, or ends with the last bucket that is over", () => {
  expect(requestOf({})).toMatchObject({ from: TODAY - 29 * DAY_MS, to: TODAY + DAY_MS, granularity: "day" });
  expect(requestOf({ onlyOver: true })).toMatchObject({ from: TODAY - 29 * DAY_MS, to: TODAY });
  expect(requestOf({ window: { last: "24h" }, onlyOver: true })).toMatchObject({
    granularity: "hour",
    to: TODAY + 12 * HOUR_MS,
  });
});

test("minutes become the hours that hold them, and days are whole", () => {
  expect(requestOf({ window: { last: "5m" } })).toMatchObject({
    from: TODAY + 12 * HOUR_MS,
    to: TODAY + 13 * HOUR_MS,
    granularity: "hour",
  });
  const window = { from: TODAY - 9 * DAY_MS + HOUR_MS, to: TODAY - 2 * DAY_MS + 90 * 60_000 };
  expect(requestOf({ window })).toMatchObject({ from: TODAY - 9 * DAY_MS, to: TODAY - DAY_MS });
});

test("a bucket size that does not go with the range gives way to one that does", () => {
  expect(requestOf({ granularity: "week" }).granularity).toBe("week");
  expect(requestOf({ granularity: "month" }).granularity).toBe("day");
  expect(requestOf({ window: { last: "7d" }, granularity: "hour" }).granularity).toBe("day");
});

test("the lists of a dashboard are its tabs without filters; numbers of the moment and the stream are none", () => {
  const tabs = makeOverview("p1", 0).widgets.flatMap((widget) =>
    widget.kind === "top"
      ? widget.tabs.filter(({ filters }) => !filters).map(({ label }) => `${widget.title}/${label}`)
      : [],
  );
  expect(tabs).toContain("Pages/Titles");
  expect(listsOf(makeOverview("p1", 0).widgets).map(({ panel, label }) => `${panel}/${label}`)).toEqual(tabs);
});

test("a list counts events in a file, whatever it counts in the dashboard, and one with filters of its own is left out", () => {
  const list = (tab: Partial<TopTab>): TopTab => ({ label: "Devices", breakdown: "device", ...tab });
  const tabs = [
    list({ measure: "users" }),
    list({ filters: [{ property: "os", op: "set" }] }),
    list({ type: "page" }),
  ];
  expect(listsOf([{ id: "w", kind: "top", title: "T", tabs, place: { x: 0, y: 0, w: 4, h: 4 } }])).toEqual([
    { panel: "T", label: "Devices", breakdown: "device" },
  ]);
});
