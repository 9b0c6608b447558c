import { beforeEach, expect, test } from "vitest";
import type { EventPlace } from "../../../src/model/event-search.ts";
import { draft, tabsOfEachTest, valueOf } from "./support.ts";

const EVENTS = 1_200;

const tabs = tabsOfEachTest("search");
let projectId: string;
beforeEach(async () => {
  const { engine } = tabs.open();
  projectId = valueOf(await engine.createProject({ name: "Shop", timeZone: "UTC" })).id;
  const events = Array.from({ length: EVENTS }, (_, n) =>
    draft(n, { timestamp: 1_700_000_000_000 + n * 1_000 }),
  );
  valueOf(await engine.append(projectId, events));
});

const all = { from: 1_700_000_000_000, to: 1_700_000_000_000 + EVENTS * 1_000 };

test("any tab searches the log, page by page, as it stood at the first", async () => {
  const [{ engine: one }, { engine: other }] = [tabs.first(), tabs.open()];
  const search = { ...all, text: "CLICK", filters: [{ property: "path", op: "is", value: "/p1" }] };
  const expected = Array.from({ length: EVENTS }, (_, n) => n)
    .filter((n) => n % 3 !== 0 && n % 5 === 1)
    .reverse()
    .map((n) => `event-${n}`);
  const count = valueOf(await other.countEvents(projectId, search));
  expect(count.total).toBe(expected.length);
  expect(count.steps?.counts.reduce((sum, each) => sum + each, 0)).toBe(expected.length);
  valueOf(await one.append(projectId, [draft(5_006, { timestamp: all.to - 1 })]));

  const found: string[] = [];
  for (let before: EventPlace | undefined; ;) {
    const at = count.receipt;
    const page = valueOf(
      await other.searchEvents(projectId, search, { limit: 70, at, ...(before && { before }) }),
    );
    found.push(...page.events.map(({ id }) => id));
    if (page.end === undefined) break;
    before = page.end;
  }
  expect(found).toEqual(expected);
  const later = valueOf(await one.countEvents(projectId, search, { after: count.receipt.sequence }));
  expect(later.total).toBe(1);
  const [newest] = valueOf(await one.searchEvents(projectId, search, { limit: 1 })).events;
  expect(newest).toMatchObject({ id: "event-5006", properties: { path: "/p1", amount: 5_006 } });
});

test("a search is cancelled, and nonsense is refused in words", async () => {
  const { engine } = tabs.first();
  const asked = engine.countEvents(projectId, { ...all, text: "click" }, { queryId: "mine" });
  void engine.cancel("mine");
  const cancelled = await asked;
  expect(cancelled.ok ? "answered" : cancelled.failure.kind).toBe("query-cancelled");
  for (const search of [{}, { from: 5, to: 5 }, { ...all, text: "x".repeat(2_000) }, { ...all, what: 1 }]) {
    const refused = await engine.searchEvents(projectId, search);
    expect(refused.ok ? "answered" : refused.failure.kind).toBe("invalid-input");
  }
  const unknown = await engine.searchEvents("nobody", all);
  expect(unknown.ok ? "answered" : unknown.failure.kind).toBe("unknown-project");
});
