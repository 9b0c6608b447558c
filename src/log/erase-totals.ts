import { Dexie } from "dexie";
import type { Database } from "../database/database.ts";
import type { ErasureRule } from "../database/rows.ts";
import { wholeDays } from "../model/daily-totals.ts";
import type { ProjectId } from "../model/identifier.ts";
import type { TimeSpan } from "../model/time-span.ts";
import { zoneOf } from "../model/time-zone.ts";

/**
 * Takes away what other products counted by day, within a transaction: of a time the days that lie in it whole, by the
 * project's clock. No user can be told in them, so that of a user nothing goes.
 */
export async function eraseTotals(
  db: Database,
  projectId: ProjectId,
  rule: ErasureRule | ({ kind: "before" } & TimeSpan),
): Promise<void> {
  switch (rule.kind) {
    case "user":
    case "variants":
      return;
    case "import":
      return void (await db.dailyTotals
        .where("importId")
        .equals(rule.importId)
        .filter((row) => row.projectId === projectId)
        .delete());
    case "before":
      return eraseDays(db, projectId, [rule]);
    case "merged":
      return eraseDays(db, projectId, rule.spans);
    case "all":
    case "project":
      return void (await db.dailyTotals
        .where("[projectId+table+day+importId]")
        .between([projectId], [projectId, Dexie.maxKey])
        .delete());
  }
}

/** Of how many days {@link eraseTotals} would take totals away now. */
export async function countTotalDays(
  db: Database,
  projectId: ProjectId,
  spans: readonly TimeSpan[],
): Promise<number> {
  const days = new Set<string>();
  for (const rows of await rowsWithin(db, projectId, spans))
    await rows.eachKey((key) => void days.add((key as unknown as [projectId: string, day: string])[1]));
  return days.size;
}

async function eraseDays(db: Database, projectId: ProjectId, spans: readonly TimeSpan[]): Promise<void> {
  for (const rows of await rowsWithin(db, projectId, spans)) await rows.delete();
}

async function rowsWithin(db: Database, projectId: ProjectId, spans: readonly TimeSpan[]) {
  const zone = zoneOf((await db.projects.get(projectId))?.timeZone ?? "UTC");
  return spans.map((span) => {
    const { first = "", before = "~" } = wholeDays(span, zone);
    return db.dailyTotals.where("[projectId+day]").between([projectId, first], [projectId, before]);
  });
}
