import * as v from "valibot";
import type { Database } from "../database/database.ts";
import { compareText } from "../model/compare-text.ts";
import { fail, type Result, success } from "../model/failure.ts";
import { eventMatchSchema } from "../model/filter-schema.ts";
import { type Goal, GOAL_LIMITS } from "../model/goal.ts";
import { refuseNewer } from "../model/newer-schema.ts";
import { attempt } from "./attempt.ts";
import { nameSchema } from "./name-schema.ts";
import { parseInput } from "./parse-input.ts";
import { changeProjectNote } from "./project-note.ts";
import { projectSettingPrefix } from "./settings.ts";

const KNOWN_VERSION = 1;
const ms = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(8.64e15));

const goalSchema: v.GenericSchema<unknown, Goal> = v.strictObject({
  id: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
  name: nameSchema("A goal", GOAL_LIMITS.nameLength),
  match: v.pipe(
    eventMatchSchema,
    v.check(
      ({ name, type, filters = [] }) => name !== undefined || type !== undefined || filters.length > 0,
      "A goal is of an event or a page.",
    ),
  ),
  createdAt: ms,
  updatedAt: ms,
});

export const goalsKey = (projectId: string): string => `${projectSettingPrefix(projectId)}goals`;

/** By name. One that is not understood is left out. */
export const readGoals = (db: Database, projectId: string): Promise<Result<Goal[]>> =>
  attempt(async () => success(parseGoals((await db.settings.get(goalsKey(projectId)))?.value)));

/**
 * Adds `{ id, name, match }`, or puts it in place of the one with its id. `invalid-input` where something is wrong with
 * it, and where there are 50; `newer-schema` where a newer Lochan saved what is there.
 */
export async function putGoal(db: Database, projectId: string, input: unknown): Promise<Result<Goal>> {
  const now = Date.now();
  const given = typeof input === "object" && input !== null ? input : {};
  const parsed = parseInput(goalSchema, { createdAt: now, ...given, updatedAt: now });
  if (!parsed.ok) return parsed;
  return changeGoals(db, projectId, (all) => {
    const before = all.find(({ id }) => id === parsed.value.id);
    const others = all.filter((each) => each !== before);
    if (others.length >= GOAL_LIMITS.goals)
      return fail({
        kind: "invalid-input",
        message: `A project has at most ${GOAL_LIMITS.goals} goals: delete one first.`,
        path: "name",
      });
    const goal = {
      ...parsed.value,
      createdAt: before?.createdAt ?? parsed.value.createdAt,
      updatedAt: Math.max(now, (before?.updatedAt ?? 0) + 1),
    };
    return success({ goals: [...others, goal], value: goal });
  });
}

/** Null where there was none. */
export const removeGoal = (db: Database, projectId: string, id: string): Promise<Result<Goal | null>> =>
  changeGoals(db, projectId, (all) =>
    success({
      goals: all.filter((each) => each.id !== id),
      value: all.find((each) => each.id === id) ?? null,
    }),
  );

const changeGoals = <T>(
  db: Database,
  projectId: string,
  change: (all: Goal[]) => Result<{ goals: Goal[]; value: T }>,
): Promise<Result<T>> =>
  changeProjectNote(db, projectId, goalsKey(projectId), (stored) => {
    const newer = refuseNewer(
      stored,
      KNOWN_VERSION,
      "Goals of this project were saved by a newer Lochan. Reload to get it. Nothing was changed.",
    );
    if (newer !== undefined) return newer;
    const changed = change(parseGoals(stored));
    return changed.ok
      ? success({ note: goalsToNote(changed.value.goals), value: changed.value.value })
      : changed;
  });

export const goalsToNote = (goals: readonly unknown[]) => ({ version: KNOWN_VERSION, goals });

/** What is stored, or came in a file; by name, then by id. What is not understood is left out. */
export function parseGoals(stored: unknown): Goal[] {
  const note = v.safeParse(
    v.object({ version: v.literal(KNOWN_VERSION), goals: v.array(v.unknown()) }),
    stored,
  );
  if (!note.success) return [];
  const goals = note.output.goals.flatMap((each) => {
    const parsed = v.safeParse(goalSchema, each);
    return parsed.success ? [parsed.output] : [];
  });
  return goals.sort((a, b) => a.name.localeCompare(b.name, "en") || compareText(a.id, b.id));
}
