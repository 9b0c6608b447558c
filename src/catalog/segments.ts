import * as v from "valibot";
import { segmentTermsSchema } from "../model/filter-schema.ts";
import { SEGMENT_LIMITS } from "../model/segment.ts";
import { makeNamedList, namedEntries } from "./named-list.ts";

/** Saved segments of a project. */
export const segmentList = makeNamedList({
  member: "segments",
  words: "saved segments",
  most: SEGMENT_LIMITS.segments,
  schema: v.strictObject({
    ...namedEntries("A segment", SEGMENT_LIMITS.nameLength),
    terms: segmentTermsSchema,
  }),
});
