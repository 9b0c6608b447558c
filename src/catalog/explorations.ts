import * as v from "valibot";
import type { Database } from "../database/database.ts";
import { explorationSchema } from "../model/exploration.ts";
import { fail, type Result, success } from "../model/failure.ts";
import { refuseNewer } from "../model/newer-schema.ts";
import { SAVED_LIMITS, type SavedExploration } from "../model/saved-exploration.ts";
import { attempt } from "./attempt.ts";
import { nameSchema } from "./name-schema.ts";
import { parseInput } from "./parse-input.ts";
import { changeProjectNote } from "./project-note.ts";
import { projectSettingPrefix } from "./settings.ts";

const KNOWN_VERSION = 1;
const ms = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(8.64e15));

const savedSchema: v.GenericSchema<unknown, SavedExploration> = v.strictObject({
  id: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
  name: nameSchema("A saved question", SAVED_LIMITS.nameLength),
  exploration: explorationSchema,
  createdAt: ms,
  updatedAt: ms,
});

export const explorationsKey = (projectId: string): string =>
  `${projectSettingPrefix(projectId)}explorations`;

/** By name. One that is not understood is left out. */
export function readExplorations(db: Database, projectId: string): Promise<Result<SavedExploration[]>> {
  return attempt(async () =>
    success(parseExplorations((await db.settings.get(explorationsKey(projectId)))?.value)),
  );
}

/**
 * Adds `{ id, name, exploration }`, or puts it in place of the one with its id. `invalid-input` where something is wrong
 * with it, and where there are 200; `newer-schema` where a newer Lochan saved what is there.
 */
export async function putExploration(
  db: Database,
  projectId: string,
  input: unknown,
): Promise<Result<SavedExploration>> {
  const now = Date.now();
  const given = typeof input === "object" && input !== null ? input : {};
  const parsed = parseInput(savedSchema, { createdAt: now, ...given, updatedAt: now });
  if (!parsed.ok) return parsed;
  return changeProjectNote(db, projectId, explorationsKey(projectId), (stored) => {
    const newer = refuseNewer(stored, KNOWN_VERSION, NEWER);
    if (newer !== undefined) return newer;
    const all = parseExplorations(stored);
    const before = all.find(({ id }) => id === parsed.value.id);
    const others = all.filter((each) => each !== before);
    if (others.length >= SAVED_LIMITS.explorations)
      return fail({
        kind: "invalid-input",
        message: `A project keeps at most ${SAVED_LIMITS.explorations} saved questions: delete one first.`,
        path: "name",
      });
    const saved = {
      ...parsed.value,
      createdAt: before?.createdAt ?? parsed.value.createdAt,
      updatedAt: Math.max(now, (before?.updatedAt ?? 0) + 1),
    };
    return success({ note: explorationsToNote([...others, saved]), value: saved });
  });
}

/** Null where there was none. */
export function removeExploration(
  db: Database,
  projectId: string,
  id: string,
): Promise<Result<SavedExploration | null>> {
  return changeProjectNote(db, projectId, explorationsKey(projectId), (stored) => {
    const newer = refuseNewer(stored, KNOWN_VERSION, NEWER);
    if (newer !== undefined) return newer;
    const all = parseExplorations(stored);
    return success({
      note: explorationsToNote(all.filter((each) => each.id !== id)),
      value: all.find((each) => each.id === id) ?? null,
    });
  });
}

const NEWER =
  "Saved questions of this project were saved by a newer Lochan. Reload to get it. Nothing was changed.";

export const explorationsToNote = (explorations: readonly unknown[]) => ({
  version: KNOWN_VERSION,
  explorations,
});

/** What is stored, or came in a file; by name, then by id. What is not understood is left out. */
export function parseExplorations(stored: unknown): SavedExploration[] {
  const note = v.safeParse(
    v.object({ version: v.literal(KNOWN_VERSION), explorations: v.array(v.unknown()) }),
    stored,
  );
  if (!note.success) return [];
  const explorations = note.output.explorations.flatMap((each) => {
    const parsed = v.safeParse(savedSchema, each);
    return parsed.success ? [parsed.output] : [];
  });
  return explorations.sort((a, b) => a.name.localeCompare(b.name, "en") || (a.id < b.id ? -1 : 1));
}
