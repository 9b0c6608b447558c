import * as v from "valibot";
import { EVENT_LIMITS } from "../model/event.ts";
import type { FileMapping } from "../model/file-mapping.ts";
import { mappingGap, ROW_TIMES, type RowMapping, TIMES_OF_DAY } from "../model/row-mapping.ts";
import { dateToDay, isTimeZone } from "../model/time-zone.ts";

const FIELD_LENGTH = 400;

const text = (what: string, limit: number) =>
  v.pipe(
    v.string(`${what} must be text.`),
    v.nonEmpty(`${what} is missing.`),
    v.maxLength(limit, `${what} is longer than ${limit} characters.`),
  );
const field = (part: string) => v.optional(text(part, FIELD_LENGTH));

const parts = v.strictObject(
  {
    nameField: field("nameField"),
    fixedName: v.optional(text("fixedName", EVENT_LIMITS.nameLength)),
    typeField: field("typeField"),
    timestampField: field("timestampField"),
    timeFormat: v.optional(v.picklist(ROW_TIMES, `timeFormat must be one of ${ROW_TIMES.join(", ")}.`)),
    timeZone: v.optional(
      v.pipe(
        v.string("timeZone must be text."),
        v.check(isTimeZone, "timeZone must be a time zone such as Europe/Berlin."),
      ),
    ),
    timeOfDayField: field("timeOfDayField"),
    timeOfDayFormat: v.optional(
      v.picklist(TIMES_OF_DAY, `timeOfDayFormat must be one of ${TIMES_OF_DAY.join(", ")}.`),
    ),
    fixedDate: v.optional(
      v.pipe(
        v.string("fixedDate must be text."),
        v.check((date) => dateToDay(date) !== undefined, "fixedDate must be a day such as 2026-11-29."),
      ),
    ),
    distinctIdField: field("distinctIdField"),
    userIdField: field("userIdField"),
    sessionIdField: field("sessionIdField"),
    idField: field("idField"),
    propertiesField: field("propertiesField"),
    numberFields: v.optional(v.array(text("A field of numberFields", FIELD_LENGTH))),
    commaNumberFields: v.optional(v.array(text("A field of commaNumberFields", FIELD_LENGTH))),
  },
  (issue) =>
    issue.expected === "never"
      ? `A mapping has no part ${issue.received.slice(0, 60)}.`
      : "A mapping must be an object such as { nameField, timestampField, timeFormat }.",
);

/** A mapping of rows, which may leave something open. */
export const openMappingSchema: v.GenericSchema<unknown, RowMapping> = v.pipe(
  parts,
  v.transform((mapping) => mapping as RowMapping),
);

/** A mapping by which rows can be read. */
export const rowMappingSchema: v.GenericSchema<unknown, RowMapping> = v.pipe(
  openMappingSchema,
  v.check(
    (mapping) => mappingGap(mapping) === undefined,
    (issue) => mappingGap(issue.input) ?? "",
  ),
);

const stored = v.object({
  version: v.literal(1),
  mappings: v.array(
    v.object({ digest: v.pipe(v.string(), v.maxLength(200)), usedAt: v.number(), mapping: v.unknown() }),
  ),
});

/** What was saved; a mapping that is not understood is left out. */
export function parseFileMappings(note: unknown): FileMapping[] {
  const parsed = v.safeParse(stored, note);
  if (!parsed.success) return [];
  return parsed.output.mappings.flatMap((each) => {
    const mapping = v.safeParse(rowMappingSchema, each.mapping);
    return mapping.success ? [{ ...each, mapping: mapping.output }] : [];
  });
}
