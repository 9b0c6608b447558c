import { expect, onTestFinished, test } from "vitest";
import { runUserSql } from "../../../src/mirror/user-sql.ts";
import type { LochanEvent } from "../../../src/model/event.ts";
import { suggestProperties, suggestValues } from "../../../src/query/suggest.ts";
import { makeEvent, need, openMirroredProject } from "../../support/mirrored-project.ts";

const MINUTE_MS = 60_000;
const START = Date.UTC(2026, 5, 1, 12);

async function openWith(groups: readonly (readonly LochanEvent[])[]) {
  const one = await openMirroredProject({ timeZone: "Asia/Kolkata" });
  onTestFinished(() => one.close());
  for (const group of groups) {
    await one.append(group);
    await one.settle();
  }
  const rows = async (sql: string) => need(await runUserSql(one.mirror, sql, { limit: 10_000 }));
  return { ...one, mirror: one.mirror, rows };
}

const at = (minute: number, distinctId: string, properties: LochanEvent["properties"] = {}): LochanEvent =>
  makeEvent({ timestamp: START + minute * MINUTE_MS, distinctId, properties });

const SESSIONS =
  "SELECT session_id, count(*), min(timestamp) FROM events GROUP BY session_id ORDER BY session_id";

test("a session that was cut is named by who and when it began, whatever came first", async () => {
  const events = [
    at(0, "b1"),
    at(20, "b1"),
    at(90, "b1"),
    at(20, "b:2"),
    makeEvent({ timestamp: START, sessionId: "s" }),
  ];
  const late = [at(-10, "b1"), at(50, "b1")];
  const forth = await openWith([events, late]);
  const back = await openWith([late.toReversed(), events.toReversed()]);
  const { rows } = await forth.rows(SESSIONS);
  expect(rows).toEqual([
    [`cut:${START - 10 * MINUTE_MS}:b1`, 4, START - 10 * MINUTE_MS],
    [`cut:${START + 20 * MINUTE_MS}:b:2`, 1, START + 20 * MINUTE_MS],
    [`cut:${START + 90 * MINUTE_MS}:b1`, 1, START + 90 * MINUTE_MS],
    ["s", 1, START],
  ]);
  expect((await back.rows(SESSIONS)).rows).toEqual(rows);
});

test("columns, their names and their values are the same in whatever order events came", async () => {
  const wide = (from: number) =>
    Object.fromEntries(Array.from({ length: 130 }, (_, n) => [`k${from + n}`, n % 2 === 0 ? n : `v${n}`]));
  const events = [
    at(1, "b1", { path: "/", Path: "upper", PATH: 1, name: "tea", 10: "ten", 9: 9 }),
    at(2, "b2", { ...wide(0), nested: { b: 1, a: [2] }, mixed: "5", nothing: null }),
    at(3, "b3", { ...wide(100), mixed: 5, nested: null, flag: true }),
    at(4, "b1", { ...wide(200), mixed: true, flag: false, 'qu"ote': "x" }),
  ];
  const forth = await openWith([events]);
  const back = await openWith(events.toReversed().map((event) => [event]));
  const ALL = "SELECT * EXCLUDE (row, source) FROM events ORDER BY timestamp";
  const { columns, rows } = await forth.rows(ALL);
  const again = await back.rows(ALL);
  const names = columns.map(({ name }) => name);
  expect(names).toHaveLength(11 + 330 + 11);
  expect(names).toEqual(expect.arrayContaining(["path", "properties.Path", "properties.PATH (2)", "mixed"]));
  expect(again.columns).toEqual(columns);
  expect(again.rows).toEqual(rows);
  expect((await back.rows("DESCRIBE events")).rows).toEqual((await forth.rows("DESCRIBE events")).rows);
});

test("suggestions that are as frequent come by their names", async () => {
  const events = [at(1, "b1", { b: "y", a: "x" }), at(2, "b1", { a: "w", c: "z" }), at(3, "b1", { b: "x" })];
  for (const order of [events, events.toReversed()]) {
    const { mirror } = await openWith([order]);
    expect(need(await suggestProperties(mirror)).map(({ key }) => key)).toEqual(["a", "b", "c"]);
    const values = need(await suggestValues(mirror, "b", ""));
    expect(values.map(({ value }) => value)).toEqual(["x", "y"]);
  }
});
