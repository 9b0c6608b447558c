import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runUserSql } from "../../../src/mirror/user-sql.ts";
import { EXAMPLES, INSTEAD } from "../../../src/ui/sql/examples.ts";
import {
  makeEvent,
  need,
  openMirroredProject,
  type MirroredProject,
} from "../../support/mirrored-project.ts";

const NOW = Date.now();
let one: MirroredProject;
beforeAll(async () => {
  one = await openMirroredProject({
    timeZone: "Asia/Kolkata",
    events: [
      makeEvent({ type: "page", name: "page_view", distinctId: "b1", timestamp: NOW - 60_000 }),
      makeEvent({ name: "sign_up", distinctId: "b1", userId: "ann", timestamp: NOW - 30_000 }),
      makeEvent({ type: "page", name: "page_view", distinctId: "b2", timestamp: NOW - 40 * 86_400_000 }),
    ],
  });
});
afterAll(async () => one.close());

const rows = async (sql: string) => need(await runUserSql(one.mirror, sql)).rows;

describe("statements that the SQL page proposes", () => {
  test.each(EXAMPLES.map(({ title, text }) => [title, text]))(
    "%s runs and finds something",
    async (_, text) => {
      expect((await rows(text)).length).toBeGreaterThan(0);
    },
  );

  test.each(INSTEAD.map(({ lacks, not, instead }) => [lacks, not, instead.text]))(
    "%s are not there, and what is proposed instead is",
    async (_, not, text) => {
      expect(await runUserSql(one.mirror, not)).toMatchObject({
        ok: false,
        failure: { kind: "query-failed" },
      });
      expect((await rows(text)).length).toBeGreaterThan(0);
    },
  );

  test("what is proposed says what it promises", async () => {
    const text = (lacks: string) => INSTEAD.find((each) => each.lacks === lacks)!.instead.text;
    expect(await rows(text("JSON functions"))).toEqual([["team", 5]]);
    expect(await rows(text("Lists in JSON"))).toEqual([["tea"], ["cup"]]);
    const [[, lastDays] = []] = await rows(text("Today"));
    expect(lastDays).toBe(2);
    expect(await rows(text("Files and addresses"))).toEqual([
      ["Page views", 2],
      ["Sign-ups", 1],
    ]);
  });
});
