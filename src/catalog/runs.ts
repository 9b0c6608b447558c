import * as v from "valibot";
import type { Database } from "../database/database.ts";
import { fail, type Result, success } from "../model/failure.ts";
import type { Run } from "../model/run.ts";
import { attempt } from "./attempt.ts";
import { nameSchema } from "./name-schema.ts";
import { parseOrigin } from "./origins.ts";
import { parseInput } from "./parse-input.ts";
import { changeProjectNote } from "./project-note.ts";
import { projectSettingPrefix } from "./settings.ts";

export const RUN_LIMITS = { runs: 200, nameLength: 100 } as const;

const ms = v.pipe(v.number(), v.integer(), v.minValue(0));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const runSchema: v.GenericSchema<unknown, Run> = v.pipe(
  v.strictObject({
    id: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
    name: nameSchema("A run", RUN_LIMITS.nameLength),
    origin: v.pipe(
      v.string(),
      v.check((text) => {
        const origin = parseOrigin(text);
        return origin.ok && origin.value === text;
      }, "A run's origin is an address such as https://shop.example."),
    ),
    from: ms,
    to: v.exactOptional(ms),
    after: v.exactOptional(count),
    counts: v.exactOptional(v.strictObject({ events: count, names: count })),
  }),
  v.check(({ from, to }) => to === undefined || to >= from, "A run ends after it begins."),
);

const keyOf = (projectId: string): string => `${projectSettingPrefix(projectId)}runs`;

/** Newest first. One that is not understood is left out. */
export function readRuns(db: Database, projectId: string): Promise<Result<Run[]>> {
  return attempt(async () => success(parseRuns((await db.settings.get(keyOf(projectId)))?.value)));
}

/**
 * Adds a run, or puts it in place of the one with its id. `invalid-input` where something is wrong with
 * it, where there are 200, or where another run of the project is being recorded and this one is too.
 */
export async function putRun(db: Database, projectId: string, input: unknown): Promise<Result<Run>> {
  const parsed = parseInput(runSchema, input);
  if (!parsed.ok) return parsed;
  const run = parsed.value;
  return changeProjectNote(db, projectId, keyOf(projectId), (stored) => {
    const others = parseRuns(stored).filter(({ id }) => id !== run.id);
    if (others.length >= RUN_LIMITS.runs)
      return refuse(`A project keeps at most ${RUN_LIMITS.runs} runs: delete one first.`);
    if (run.to === undefined && others.some(({ to }) => to === undefined))
      return refuse("Another run is being recorded: stop it first.");
    return success({ note: [...others, run], value: run });
  });
}

/** Removes a run; its events stay. Null where there was none. */
export function removeRun(db: Database, projectId: string, runId: string): Promise<Result<Run | null>> {
  return changeProjectNote(db, projectId, keyOf(projectId), (stored) => {
    const runs = parseRuns(stored);
    return success({
      note: runs.filter(({ id }) => id !== runId),
      value: runs.find(({ id }) => id === runId) ?? null,
    });
  });
}

const refuse = (message: string): Result<never> => fail({ kind: "invalid-input", message, path: "run" });

function parseRuns(stored: unknown): Run[] {
  if (!Array.isArray(stored)) return [];
  const runs = stored.flatMap((one: unknown) => {
    const parsed = v.safeParse(runSchema, one);
    return parsed.success ? [parsed.output] : [];
  });
  return runs.sort((a, b) => b.from - a.from || (a.id < b.id ? 1 : -1));
}
