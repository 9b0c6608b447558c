import { afterAll, describe, expect, test } from "vitest";
import { makeEvent, need, openMirroredProject, type MirroredProject } from "../../support/mirrored-project.ts";

const opened: MirroredProject[] = [];
afterAll(async () => {
  for (const one of opened) await one.close();
});

async function open(options: Parameters<typeof openMirroredProject>[0] = {}): Promise<MirroredProject> {
  const one = await openMirroredProject(options);
  opened.push(one);
  return one;
}

const rowsOf = async (one: MirroredProject, sql: string): Promise<Record<string, unknown>[]> =>
  need(
    await one.mirror.read(async (reading) => {
      const table = await reading.run(sql);
      return table.toArray() as Record<string, unknown>[];
    }),
  );

describe("the mirror", () => {
  test("holds every event of the log, with labels in the project's zone", async () => {
    const at = Date.UTC(2026, 2, 29, 0, 30);
    const one = await open({
      timeZone: "Europe/Berlin",
      events: [
        makeEvent({ timestamp: at, name: "a", userId: "ann", sessionId: "s1" }),
        makeEvent({ timestamp: at + 3_600_000, name: "b" }),
      ],
    });
    const rows = await rowsOf(
      one,
      `SELECT "row", ts, "hour", "day", shift, name, user_, session_ FROM m.main.facts ORDER BY "row"`,
    );
    expect(rows).toEqual([
      { row: 0, ts: at, hour: Date.UTC(2026, 2, 29) / 60_000, day: 20_541, shift: 60, name: 0, user_: 1, session_: 0 },
      { row: 1, ts: at + 3_600_000, hour: Date.UTC(2026, 2, 29, 1) / 60_000, day: 20_541, shift: 120, name: 1, user_: null, session_: null },
    ]);
    expect(one.mirror.state()).toEqual({ kind: "ready", sequence: one.mirror.checkpoint().sequence, rows: 2 });
  });
});
