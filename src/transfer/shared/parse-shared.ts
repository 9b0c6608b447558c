import * as v from "valibot";
import { toShownText } from "../../catalog/name-schema.ts";
import { parseJsonBytes } from "../../intake/parse-json.ts";
import { fail, type Result, success } from "../../model/failure.ts";
import { refuseNewer } from "../../model/newer-schema.ts";
import { type ErasureNote, MOST_NOTES, uniteNotes } from "../../model/shared-erasures.ts";
import { MOST_REVISION, SHARED_VERSION, type SharedManifest } from "../../model/shared-folder.ts";
import { FURTHEST_MS, hasTime } from "../../model/time-span.ts";

/** Names of files, chosen by their content: what has a name never changes, and no name leads out of the folder. */
const PART_NAME = /^(events|project|erasures|totals)-[0-9a-f]{32}\.(parquet|json)$/;
const DEVICE_ID = /^[0-9a-f]{20}$/;
const PROJECT_ID = /^[a-z0-9-]{1,64}$/;

const MOST_PARTS = 20_000;
const MOST_EVENTS_A_PART = 10_000_000;

export const isPartName = (name: string): boolean => PART_NAME.test(name);
export const isDeviceId = (name: string): boolean => DEVICE_ID.test(name);
export const isProjectId = (name: string): boolean => PROJECT_ID.test(name);

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const time = v.pipe(v.number(), v.minValue(-FURTHEST_MS), v.maxValue(FURTHEST_MS));
const name = v.pipe(v.string(), v.maxLength(200), v.transform(toShownText), v.trim());
const part = {
  path: v.pipe(v.string(), v.regex(PART_NAME)),
  sizeBytes: count,
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
};
const manifestSchema: v.GenericSchema<unknown, SharedManifest> = v.object({
  format: v.literal("lochan-shared"),
  version: v.literal(SHARED_VERSION),
  projectId: v.pipe(v.string(), v.regex(PROJECT_ID)),
  projectName: name,
  deviceId: v.pipe(v.string(), v.regex(DEVICE_ID)),
  deviceName: name,
  revision: count,
  nonce: v.pipe(v.string(), v.maxLength(64)),
  writtenAt: time,
  catalog: v.object(part),
  erasures: v.object(part),
  totals: v.exactOptional(v.object(part)),
  parts: v.pipe(
    v.array(v.object({ ...part, events: v.pipe(count, v.maxValue(MOST_EVENTS_A_PART)), since: count })),
    v.maxLength(MOST_PARTS),
  ),
});

/** Of the device and the project in whose folder it lies, and of no other. */
export function parseManifest(
  bytes: BufferSource,
  { projectId, deviceId }: { projectId: string; deviceId: string },
): Result<SharedManifest> {
  const input = parseJsonBytes(bytes);
  const newer = refuseNewer(
    input,
    SHARED_VERSION,
    "It was written by a newer Lochan. Reload this one to get it.",
  );
  if (newer !== undefined) return newer;
  const parsed = v.safeParse(manifestSchema, input);
  if (!parsed.success) return unreadable("Its list of files is not whole yet, or is damaged.");
  const { output } = parsed;
  if (output.projectId !== projectId || output.deviceId !== deviceId)
    return unreadable("Its list of files is of another device or project: the folder was copied or renamed.");
  if (output.revision > MOST_REVISION || output.parts.some(({ since }) => since > output.revision))
    return unreadable(
      "Its list of files counts more writings than there can have been: Lochan did not write it. Nothing of it is read.",
    );
  return success(output);
}

const span = v.pipe(
  v.union([v.strictObject({ from: time, before: time }), v.strictObject({ before: time })]),
  v.check(hasTime),
);
const ordered = { id: v.pipe(v.string(), v.regex(/^[0-9a-f-]{1,64}$/)), order: count };
const erasuresSchema: v.GenericSchema<unknown, { version: 1; notes: ErasureNote[] }> = v.object({
  version: v.literal(1),
  notes: v.pipe(
    v.array(
      v.union([
        v.strictObject({ ...ordered, erased: span, keepsOut: v.boolean() }),
        v.strictObject({ ...ordered, letIn: span }),
      ]),
    ),
    v.maxLength(MOST_NOTES),
  ),
});

/**
 * Each note is above those its device knew, and a device lists all it knows: so no list counts further than it is long.
 * One that did would have the last word for ever, and nobody could count on from it.
 */
export function parseErasures(bytes: BufferSource): Result<ErasureNote[]> {
  const parsed = v.safeParse(erasuresSchema, parseJsonBytes(bytes));
  if (!parsed.success) return unreadable("Its list of erasures is damaged.");
  const notes = uniteNotes(parsed.output.notes);
  return notes.some(({ order }) => order > notes.length)
    ? unreadable(
        "Its list of erasures counts further than it is long: Lochan did not write it. Nothing of it is read.",
      )
    : success(notes);
}

export const unreadable = (message: string): Result<never> => fail({ kind: "unreadable-file", message });
