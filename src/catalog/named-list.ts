import * as v from "valibot";
import type { Database } from "../database/database.ts";
import { compareText } from "../model/compare-text.ts";
import { fail, type Result, success } from "../model/failure.ts";
import { refuseNewer } from "../model/newer-schema.ts";
import { attempt } from "./attempt.ts";
import { nameSchema } from "./name-schema.ts";
import { parseInput } from "./parse-input.ts";
import { changeProjectNote } from "./project-note.ts";
import { projectSettingPrefix } from "./settings.ts";

const KNOWN_VERSION = 1;
const ms = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(8.64e15));

/** What all that a project keeps under names has. */
export const namedEntries = (what: string, nameLength: number) => ({
  id: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
  name: nameSchema(what, nameLength),
  createdAt: ms,
  updatedAt: ms,
});

interface Named {
  id: string;
  name: string;
  createdAt: number;
  updatedAt: number;
}

/** A list of things under names that a project keeps as a note, by name, then by id. */
export interface NamedList<T extends Named> {
  key: (projectId: string) => string;
  toNote: (all: readonly unknown[]) => unknown;
  /** What is stored, or came in a file. What is not understood is left out. */
  parse: (stored: unknown) => T[];
  read: (db: Database, projectId: string) => Promise<Result<T[]>>;
  /**
   * Adds one, or puts it in place of the one with its id. `invalid-input` where something is wrong with it, and where there are
   * as many as may be; `newer-schema` where a newer Lochan saved what is there.
   */
  put: (db: Database, projectId: string, input: unknown) => Promise<Result<T>>;
  /** Null where there was none. */
  remove: (db: Database, projectId: string, id: string) => Promise<Result<T | null>>;
}

/** `member` names the list in the note, `words` what is in it, such as "saved questions". */
export function makeNamedList<T extends Named>({
  member,
  words,
  most,
  schema,
}: {
  member: string;
  words: string;
  most: number;
  schema: v.GenericSchema<unknown, T>;
}): NamedList<T> {
  const noteSchema = v.pipe(
    v.looseObject({ version: v.literal(KNOWN_VERSION) }),
    v.transform((note) => note[member]),
    v.array(v.unknown()),
  );
  const key = (projectId: string): string => `${projectSettingPrefix(projectId)}${member}`;
  const toNote = (all: readonly unknown[]) => ({ version: KNOWN_VERSION, [member]: all });

  /** What is stored, by whether it is understood. */
  function sortOut(stored: unknown): { all: T[]; odd: unknown[] } {
    const note = v.safeParse(noteSchema, stored);
    const [all, odd]: [T[], unknown[]] = [[], []];
    for (const each of note.success ? note.output : []) {
      const parsed = v.safeParse(schema, each);
      if (parsed.success) all.push(parsed.output);
      else odd.push(each);
    }
    all.sort((a, b) => a.name.localeCompare(b.name, "en") || compareText(a.id, b.id));
    return { all, odd };
  }
  const parse = (stored: unknown): T[] => sortOut(stored).all;

  const change = <Value>(
    db: Database,
    projectId: string,
    changeAll: (all: T[]) => Result<{ all: T[]; value: Value }>,
  ): Promise<Result<Value>> =>
    changeProjectNote(db, projectId, key(projectId), (stored) => {
      const newer = refuseNewer(
        stored,
        KNOWN_VERSION,
        `The ${words} of this project were saved by a newer Lochan. Reload to get it. Nothing was changed.`,
      );
      if (newer !== undefined) return newer;
      const { all, odd } = sortOut(stored);
      const changed = changeAll(all);
      if (!changed.ok) return changed;
      // What is not understood stays: another version may.
      return success({ note: toNote([...changed.value.all, ...odd]), value: changed.value.value });
    });

  return {
    key,
    toNote,
    parse,
    read: (db, projectId) =>
      attempt(async () => success(parse((await db.settings.get(key(projectId)))?.value))),
    async put(db, projectId, input) {
      const now = Date.now();
      const given = typeof input === "object" && input !== null ? input : {};
      const parsed = parseInput(schema, { createdAt: now, ...given, updatedAt: now });
      if (!parsed.ok) return parsed;
      return change(db, projectId, (all) => {
        const before = all.find(({ id }) => id === parsed.value.id);
        const others = all.filter((each) => each !== before);
        // Merged devices may have more, which can still be changed.
        if (before === undefined && all.length >= most)
          return fail({
            kind: "invalid-input",
            message: `A project keeps at most ${most} ${words}: delete one first.`,
            path: "name",
          });
        const value = {
          ...parsed.value,
          createdAt: before?.createdAt ?? parsed.value.createdAt,
          updatedAt: Math.max(now, (before?.updatedAt ?? 0) + 1),
        };
        return success({ all: [...others, value], value });
      });
    },
    remove: (db, projectId, id) =>
      change(db, projectId, (all) =>
        success({
          all: all.filter((each) => each.id !== id),
          value: all.find((each) => each.id === id) ?? null,
        }),
      ),
  };
}
