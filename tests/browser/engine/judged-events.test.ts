import { beforeEach, expect, test } from "vitest";
import type { EventPage, EventPlace, SearchPosition } from "../../../src/model/event-search.ts";
import type { FilterTerm } from "../../../src/model/question.ts";
import { draft, eventually, tabsOfEachTest, valueOf, type Tab } from "./support.ts";

const START = 1_700_000_000_000;
const EVENTS = 420;
const all = { from: START, to: START + 10_000_000 };
/** Of seven browsers four clicked more than once at the end. */
const twice: FilterTerm = {
  who: "user",
  did: { name: "click", filters: [{ property: "amount", op: "greater", value: 403 }] },
  least: 2,
};

const tabs = tabsOfEachTest("judged");
let projectId: string;
const sent = Array.from({ length: EVENTS }, (_, n) => draft(n, { timestamp: START + n * 1_000 }));
const clicked = (who: string, more: readonly { distinctId?: string; name?: string }[] = []): number =>
  [...sent, ...more].filter((event, n) => event.name === "click" && event.distinctId === who && n > 403)
    .length;
const ofClickers = (more: readonly { id?: string; distinctId?: string; name?: string }[] = []): string[] =>
  [...sent, ...more]
    .filter(({ distinctId }) => clicked(distinctId ?? "", more) >= 2)
    .map(({ id }) => id ?? "")
    .toSorted();

beforeEach(async () => {
  const { engine } = tabs.open();
  projectId = valueOf(await engine.createProject({ name: "Shop", timeZone: "UTC" })).id;
  for (let at = 0; at < EVENTS; at += 60) valueOf(await engine.append(projectId, sent.slice(at, at + 60)));
});

async function idsOf({ engine }: Tab, filters: FilterTerm[], limit = 70): Promise<string[]> {
  const found: string[] = [];
  let at: SearchPosition | undefined;
  for (let before: EventPlace | undefined; ;) {
    const page: EventPage = valueOf(
      await engine.searchEvents(
        projectId,
        { ...all, filters },
        { limit, ...(at && { at }), ...(before && { before }) },
      ),
    );
    at ??= page.receipt;
    found.push(...page.events.map(({ id }) => id));
    if (page.end === undefined) return found.toSorted();
    before = page.end;
  }
}
async function exported({ engine }: Tab, filters: FilterTerm[]): Promise<string[]> {
  const file = valueOf(await engine.exportFile(projectId, "ndjson", { filters }));
  const lines = (await file.blob!.text()).split("\n").filter((line) => line !== "");
  return lines.map((line) => (JSON.parse(line) as { id: string }).id).toSorted();
}

test("what users did is searched and exported from any tab, and pages stay at their position", async () => {
  const [one, other] = [tabs.first(), tabs.open()];
  const expected = ofClickers();
  expect(expected.length).toBeGreaterThan(0);
  expect(expected.length).toBeLessThan(EVENTS);
  expect(await idsOf(other, [twice])).toEqual(expected);
  expect(await exported(other, [twice])).toEqual(expected);

  const search = { ...all, filters: [twice] };
  const first = valueOf(await other.engine.searchEvents(projectId, search, { limit: 50 }));
  const more = [0, 1, 2].map((n) =>
    draft(9_000 + n, {
      name: "click",
      distinctId: "browser-1",
      timestamp: START + n,
      properties: { amount: 500 },
    }),
  );
  valueOf(await one.engine.append(projectId, more));
  const at = first.receipt;
  const count = valueOf(await other.engine.countEvents(projectId, search, { at }));
  expect(count.total).toBe(expected.length);
  const now = [...new Set([...expected, ...ofClickers(more)])].toSorted();
  await eventually(async () => ((await idsOf(other, [twice])).length === now.length ? true : undefined));
  expect(await idsOf(other, [twice])).toEqual(now);
  const asked = valueOf(
    await one.engine.ask(projectId, { version: 1, measure: "events", window: all, filters: [twice] }),
  );
  expect(asked.total).toBe(now.length);
});

test("after an erasure rows are others, and what is found is what is left", async () => {
  const tab = tabs.first();
  const expected = ofClickers();
  const search = { ...all, filters: [twice] };
  const first = valueOf(await tab.engine.searchEvents(projectId, search, { limit: 10 }));
  valueOf(await tab.engine.erase(projectId, { before: START + 100_000 }));
  const again = await tab.engine.searchEvents(projectId, search, { limit: 10, at: first.receipt });
  expect(again.ok ? "answered" : again.failure.kind).toBe("log-changed");
  const left = expected.filter((id) => Number(id.slice("event-".length)) >= 100);
  expect(left.length).toBeGreaterThan(0);
  expect(left.length).toBeLessThan(expected.length);
  expect(await idsOf(tab, [twice])).toEqual(left);
  expect(await exported(tab, [twice])).toEqual(left);
});

test("in a segment and not in it share out the log, and one that is gone is said to be", async () => {
  const tab = tabs.first();
  valueOf(await tab.engine.saveSegment(projectId, { id: "often", name: "Often", terms: [twice] }));
  const [within, without] = [
    await idsOf(tab, [{ segment: "often" }]),
    await exported(tab, [{ segment: "often", not: true }]),
  ];
  expect(within).toEqual(ofClickers());
  expect([...within, ...without].toSorted()).toEqual(sent.map(({ id }) => id ?? "").toSorted());
  const gone = await tab.engine.searchEvents(projectId, { ...all, filters: [{ segment: "gone" }] });
  expect(gone.ok ? "answered" : gone.failure.message).toMatch(/deleted, or is of another project/);
});

test("a search that waits for the engine is cancelled", async () => {
  const tab = tabs.open();
  const waiting = tab.engine.searchEvents(projectId, { ...all, filters: [twice] }, { queryId: "mine" });
  void tab.engine.cancel("mine");
  const cancelled = await waiting;
  expect(cancelled.ok ? "answered" : cancelled.failure.kind).toBe("query-cancelled");
});
