import * as v from "valibot";
import type { Database } from "../database/database.ts";
import { readOnce } from "../database/read-once.ts";
import type { PaintRow } from "../database/rows.ts";
import type { Dashboard } from "../model/dashboard.ts";
import type { Project } from "../model/project.ts";
import type { AnyAnswer, PairKey, Point } from "../model/question.ts";
import { WEEK_STARTS } from "../model/week-start.ts";
import { overviewId } from "./default-dashboard.ts";
import { parseDashboard } from "./parse-dashboard.ts";
import { storedProjectSchema } from "./project-schema.ts";

/** Questions remembered of a project: a few views of its Overview. */
const MOST_ANSWERS = 48;

/** What a page can show before its engine is there. */
export interface Paint {
  projects: Project[];
  /** The one that was chosen of them. */
  project?: Project;
  dashboard?: Dashboard;
  /** By question as JSON. Each was true at the position its receipt names. */
  answers: ReadonlyMap<string, AnyAnswer>;
}

const point = v.pipe(
  v.tuple([v.number(), v.nullable(v.number())]),
  v.transform(([time, found]): Point<number | null> => [time, found]),
);
const series = v.exactOptional(v.array(point));
const scalar = v.nullable(v.union([v.string(), v.number(), v.boolean()]));
const pair = v.pipe(
  v.tuple([scalar, scalar]),
  v.transform(([first, second]): PairKey => [first, second]),
);
const value = v.exactOptional(v.nullable(v.number()));
const answerSchema: v.GenericSchema<unknown, AnyAnswer> = v.object({
  total: v.nullable(v.number()),
  previous: value,
  series,
  previousSeries: series,
  groups: v.exactOptional(
    v.array(
      v.object({
        key: v.union([scalar, pair]),
        value: v.nullable(v.number()),
        previous: value,
        series,
      }),
    ),
  ),
  other: value,
  incompleteFrom: v.exactOptional(v.number()),
  receipt: v.object({
    source: v.picklist(["counters", "hourly", "daily", "raw"]),
    generation: v.number(),
    sequence: v.number(),
    ms: v.number(),
    scanned: v.number(),
    from: v.number(),
    to: v.number(),
    timeZone: v.string(),
    weekStart: v.exactOptional(v.picklist(WEEK_STARTS)),
    sql: v.exactOptional(v.string()),
    leftOut: v.exactOptional(v.object({ rules: v.array(v.string()), events: v.number() })),
  }),
});
const paintSchema = v.object({
  generation: v.number(),
  configuredAt: v.number(),
  answers: v.array(v.tuple([v.string(), answerSchema])),
});

/**
 * Reads what is there of the project that `choose` picks, straight from the database. What cannot be
 * understood is left out: the engine, which comes later, says so.
 */
export function readPaint(
  choose: (projects: readonly Project[]) => Project | undefined,
  databaseName?: string,
): Promise<Paint | undefined> {
  return readOnce(
    ["projects", "dashboards", "logHeads", "paints"],
    async ({ get, all }): Promise<Paint | undefined> => {
      const projects = v.safeParse(v.array(storedProjectSchema), await all("projects"));
      if (!projects.success) return undefined;
      const project = choose(projects.output);
      if (project === undefined) return { projects: projects.output, answers: new Map() };
      const [dashboard, head, kept] = await Promise.all([
        get("dashboards", overviewId(project.id)),
        get("logHeads", project.id),
        get("paints", project.id),
      ]);
      const found = parseDashboard(dashboard, project.id, overviewId(project.id));
      const paint = v.safeParse(paintSchema, kept);
      const isOf = (row: { generation: number; configuredAt: number }): boolean =>
        row.configuredAt === project.updatedAt &&
        row.generation === (head as { generation?: number } | undefined)?.generation;
      return {
        projects: projects.output,
        project,
        ...(found.ok && { dashboard: found.value }),
        answers: new Map(paint.success && isOf(paint.output) ? paint.output.answers : []),
      };
    },
    databaseName,
  );
}

/**
 * Keeps answers for the next {@link readPaint}, beside those kept before. What an erasure or another
 * configuration has overtaken is not kept.
 */
export function keepPaint(
  db: Database,
  project: Project,
  answers: ReadonlyMap<string, AnyAnswer>,
): Promise<void> {
  return db.transaction("rw", db.projects, db.logHeads, db.paints, async () => {
    const [stored, head, kept] = await Promise.all([
      db.projects.get(project.id),
      db.logHeads.get(project.id),
      db.paints.get(project.id),
    ]);
    if (stored?.updatedAt !== project.updatedAt || head === undefined) return;
    const { generation } = head;
    const configuredAt = project.updatedAt;
    const isCurrent = kept?.generation === generation && kept.configuredAt === configuredAt;
    const before: PaintRow["answers"] = isCurrent ? kept.answers : [];
    const row: PaintRow = {
      projectId: project.id,
      generation,
      configuredAt,
      answers: [
        ...[...answers].reverse().filter(([, { receipt }]) => receipt.generation === generation),
        ...before.filter(([question]) => !answers.has(question)),
      ].slice(0, MOST_ANSWERS),
    };
    await db.paints.put(row);
  });
}
