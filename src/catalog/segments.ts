import * as v from "valibot";
import type { Database } from "../database/database.ts";
import { compareText } from "../model/compare-text.ts";
import { fail, type Result, success } from "../model/failure.ts";
import { segmentTermsSchema } from "../model/filter-schema.ts";
import { type Segment, SEGMENT_LIMITS } from "../model/segment.ts";
import { refuseNewer } from "../model/newer-schema.ts";
import { attempt } from "./attempt.ts";
import { nameSchema } from "./name-schema.ts";
import { parseInput } from "./parse-input.ts";
import { changeProjectNote } from "./project-note.ts";
import { projectSettingPrefix } from "./settings.ts";

const KNOWN_VERSION = 1;
const ms = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(8.64e15));

const segmentSchema: v.GenericSchema<unknown, Segment> = v.strictObject({
  id: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
  name: nameSchema("A segment", SEGMENT_LIMITS.nameLength),
  terms: segmentTermsSchema,
  createdAt: ms,
  updatedAt: ms,
});

export const segmentsKey = (projectId: string): string => `${projectSettingPrefix(projectId)}segments`;

/** By name. One that is not understood is left out. */
export const readSegments = (db: Database, projectId: string): Promise<Result<Segment[]>> =>
  attempt(async () => success(parseSegments((await db.settings.get(segmentsKey(projectId)))?.value)));

/**
 * Adds `{ id, name, terms }`, or puts it in place of the one with its id. `invalid-input` where something is wrong with
 * it, and where there are 200; `newer-schema` where a newer Lochan saved what is there.
 */
export async function putSegment(db: Database, projectId: string, input: unknown): Promise<Result<Segment>> {
  const now = Date.now();
  const given = typeof input === "object" && input !== null ? input : {};
  const parsed = parseInput(segmentSchema, { createdAt: now, ...given, updatedAt: now });
  if (!parsed.ok) return parsed;
  return changeSegments(db, projectId, (all) => {
    const before = all.find(({ id }) => id === parsed.value.id);
    const others = all.filter((each) => each !== before);
    if (others.length >= SEGMENT_LIMITS.segments)
      return fail({
        kind: "invalid-input",
        message: `A project has at most ${SEGMENT_LIMITS.segments} segments: delete one first.`,
        path: "name",
      });
    const segment = {
      ...parsed.value,
      createdAt: before?.createdAt ?? parsed.value.createdAt,
      updatedAt: Math.max(now, (before?.updatedAt ?? 0) + 1),
    };
    return success({ segments: [...others, segment], value: segment });
  });
}

/** Null where there was none. */
export const removeSegment = (db: Database, projectId: string, id: string): Promise<Result<Segment | null>> =>
  changeSegments(db, projectId, (all) =>
    success({
      segments: all.filter((each) => each.id !== id),
      value: all.find((each) => each.id === id) ?? null,
    }),
  );

const changeSegments = <T>(
  db: Database,
  projectId: string,
  change: (all: Segment[]) => Result<{ segments: Segment[]; value: T }>,
): Promise<Result<T>> =>
  changeProjectNote(db, projectId, segmentsKey(projectId), (stored) => {
    const newer = refuseNewer(
      stored,
      KNOWN_VERSION,
      "Saved segments of this project were saved by a newer Lochan. Reload to get it. Nothing was changed.",
    );
    if (newer !== undefined) return newer;
    const changed = change(parseSegments(stored));
    return changed.ok
      ? success({ note: segmentsToNote(changed.value.segments), value: changed.value.value })
      : changed;
  });

export const segmentsToNote = (segments: readonly unknown[]) => ({ version: KNOWN_VERSION, segments });

/** What is stored, or came in a file; by name, then by id. What is not understood is left out. */
export function parseSegments(stored: unknown): Segment[] {
  const note = v.safeParse(
    v.object({ version: v.literal(KNOWN_VERSION), segments: v.array(v.unknown()) }),
    stored,
  );
  if (!note.success) return [];
  const segments = note.output.segments.flatMap((each) => {
    const parsed = v.safeParse(segmentSchema, each);
    return parsed.success ? [parsed.output] : [];
  });
  return segments.sort((a, b) => a.name.localeCompare(b.name, "en") || compareText(a.id, b.id));
}
