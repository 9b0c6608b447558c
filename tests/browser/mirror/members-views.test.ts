import fc from "fast-check";
import { expect, test } from "vitest";
import { runUserSql } from "../../../src/mirror/user-sql.ts";
import { SESSIONS_SCHEMA, SQL_TABLES, USERS_SCHEMA } from "../../../src/model/sql-schema.ts";
import { arbitraryEvents } from "../../support/arbitrary-questions.ts";
import { makeEvent, need, openMirroredProject } from "../../support/mirrored-project.ts";
import { naiveAnswer } from "../../support/naive-answer.ts";
import { naiveSessions, naiveUsers } from "../../support/naive-members.ts";

const zones: [string, number][] = [
  ["UTC", Date.UTC(2026, 5, 10, 12)],
  ["Europe/Berlin", Date.UTC(2026, 9, 26, 12)],
  ["Australia/Lord_Howe", Date.UTC(2026, 3, 5, 3)],
];
const LIMIT_MS = 300_000;

const inOrder = (rows: readonly (readonly unknown[])[]): string[] =>
  rows.map((row) => JSON.stringify(row)).sort();

test.each(zones)(
  "sessions and users in %s are what a count by hand makes of the events, whatever they are",
  async (timeZone, around) => {
    await fc.assert(
      fc.asyncProperty(arbitraryEvents(around), async (events) => {
        const half = Math.floor(events.length / 2);
        const one = await openMirroredProject({ timeZone, events: events.slice(0, half) });
        try {
          await one.append(events.slice(half));
          await one.settle();
          const rows = async (sql: string) =>
            need(await runUserSql(one.mirror, sql, { limit: 100_000 })).rows;
          const sessions = naiveSessions(events, one.project);
          const users = naiveUsers(events, one.project);
          expect(inOrder(await rows("FROM sessions"))).toEqual(inOrder(sessions));
          expect(inOrder(await rows("FROM users"))).toEqual(inOrder(users));
          for (const measure of ["sessions", "users"] as const) {
            const window = { from: 0, to: Date.UTC(2100, 0, 1) };
            const { total } = naiveAnswer(events, { version: 1, measure, window }, one.project, around);
            expect(await rows(`SELECT count(*) FROM ${measure}`)).toEqual([[total]]);
          }
        } finally {
          await one.close();
        }
      }),
      { numRuns: 2, endOnFailure: true },
    );
  },
  LIMIT_MS,
);

test("of a statement that names its columns only those are worked out, and they are the same", async () => {
  const [timeZone, around] = zones[1]!;
  const events = fc.sample(arbitraryEvents(around), 1)[0]!;
  const one = await openMirroredProject({ timeZone, events });
  for (const [table, schema, expected] of [
    ["sessions", SESSIONS_SCHEMA, naiveSessions(events, one.project)],
    ["users", USERS_SCHEMA, naiveUsers(events, one.project)],
  ] as const)
    for (const [at, { name }] of schema.entries()) {
      const { rows } = need(await runUserSql(one.mirror, `SELECT ${name} FROM ${table}`, { limit: 100_000 }));
      expect(inOrder(rows)).toEqual(inOrder(expected.map((row) => [row[at]])));
    }
  await one.close();
});

test("the views have the columns that are documented, with events or without", async () => {
  for (const events of [[], [makeEvent({ name: "sign_up" })]]) {
    const one = await openMirroredProject({ events });
    for (const [table, { columns }] of Object.entries(SQL_TABLES)) {
      const described = need(await runUserSql(one.mirror, `DESCRIBE ${table}`)).rows;
      expect(described.map(([name, type]) => ({ name, type }))).toEqual(
        columns.map(({ name, type }) => ({ name, type })),
      );
    }
    expect(need(await runUserSql(one.mirror, "SHOW TABLES")).rows).toEqual([
      ["events"],
      ["sessions"],
      ["users"],
    ]);
    await one.close();
  }
});

test("a name of the statement's own comes before a view", async () => {
  const one = await openMirroredProject({ events: [makeEvent({ name: "sign_up" })] });
  const own = "WITH users AS (SELECT 7 AS actor) SELECT actor FROM users";
  expect(need(await runUserSql(one.mirror, own)).rows).toEqual([[7]]);
  await one.close();
});
