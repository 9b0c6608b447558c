import * as v from "valibot";
import { ANNOTATION_LIMITS } from "../model/annotation.ts";
import { makeNamedList, namedEntries } from "./named-list.ts";

/** What happened, of a project. */
export const annotationList = makeNamedList({
  member: "annotations",
  words: "annotations",
  most: ANNOTATION_LIMITS.annotations,
  schema: v.strictObject({
    ...namedEntries("An annotation", ANNOTATION_LIMITS.length),
    time: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(8.64e15)),
  }),
});
