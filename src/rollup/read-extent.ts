import { Dexie } from "dexie";
import type { Database } from "../database/database.ts";
import type { Project } from "../model/project.ts";
import { WINDOW_LIMITS } from "../model/question.ts";
import { zoneOf } from "../model/time-zone.ts";
import { rollupSet } from "./series.ts";

/** The days of the project's zone from its first event to its last, half-open, as far as a question's window goes; undefined where none is counted. */
export async function readExtent(
  db: Database,
  project: Project,
): Promise<{ from: number; to: number } | undefined> {
  const set = rollupSet(project);
  const days = () =>
    db.dailyStats
      .where(":id")
      .between([project.id, set, Dexie.minKey], [project.id, set, Dexie.maxKey])
      .limit(1);
  const [[first], [last]] = await Promise.all([days().primaryKeys(), days().reverse().primaryKeys()]);
  if (first === undefined || last === undefined) return undefined;
  const to = zoneOf(project.timeZone).nextBucket("day", last[2]);
  return { from: Math.max(0, first[2]), to: Math.min(WINDOW_LIMITS.end, to) };
}
