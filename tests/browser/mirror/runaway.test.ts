import * as Comlink from "comlink";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { RunningQuestion } from "../../../src/engine/api.ts";
import { ENDLESS_SQL } from "../../support/endless-sql.ts";
import { draft, eventually, openTab, valueOf, type Tab } from "../engine/support.ts";

const FIXED = { version: 1, measure: "users", window: { last: "7d" } };

let tab: Tab;
let projectId: string;
beforeEach(async () => {
  tab = openTab(`runaway-${crypto.randomUUID()}`);
  projectId = valueOf(await tab.engine.createProject({ name: "Shop" })).id;
  valueOf(
    await tab.engine.append(
      projectId,
      Array.from({ length: 300 }, (_, n) => draft(n)),
    ),
  );
  valueOf(await tab.engine.sql(projectId, "SELECT 1"));
});
afterEach(() => tab.kill());

const countSql = async () => valueOf(await tab.engine.sql(projectId, "SELECT count(*) FROM events")).rows;
const fixed = async () => valueOf(await tab.engine.ask(projectId, FIXED)).total;

test("a question that runs away is shown, everything else is answered beside it, and cancel ends just that one", async () => {
  let shown: RunningQuestion[] = [];
  valueOf(
    await tab.engine.watch(
      projectId,
      Comlink.proxy((update) => {
        if (update.kind === "questions") shown = update.running;
      }),
    ),
  );
  const running = tab.engine.sql(projectId, ENDLESS_SQL, { queryId: "away", timeoutMs: 600_000 });
  const other = tab.engine.sql(projectId, ENDLESS_SQL, { queryId: "other", timeoutMs: 600_000 });
  expect(await fixed()).toBe(7);
  expect(await countSql()).toEqual([[300]]);
  const [first, second] = await eventually(async () => (shown.length === 2 ? shown : undefined));
  expect(first).toMatchObject({ queryId: "away", projectId, asked: { kind: "sql", text: ENDLESS_SQL } });
  expect(Date.now() - first!.since).toBeGreaterThanOrEqual(2_000);
  await tab.engine.cancel(first!.queryId);
  expect(await running).toMatchObject({ ok: false, failure: { kind: "query-cancelled" } });
  expect(await eventually(async () => (shown.length === 1 ? shown : undefined))).toEqual([second]);
  expect(await fixed()).toBe(7);
  await tab.engine.cancel("other");
  await other;
  await eventually(async () => (shown.length === 0 ? true : undefined));
  expect(await countSql()).toEqual([[300]]);
});

test("the limit ends it with its reason, and the next questions are answered", async () => {
  const late = await tab.engine.sql(projectId, ENDLESS_SQL, { timeoutMs: 300 });
  expect(late).toMatchObject({ ok: false, failure: { kind: "query-timeout", limitMs: 300 } });
  expect(await fixed()).toBe(7);
  expect(await countSql()).toEqual([[300]]);
});
