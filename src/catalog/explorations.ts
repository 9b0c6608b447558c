import * as v from "valibot";
import { explorationSchema } from "../model/exploration.ts";
import { SAVED_LIMITS } from "../model/saved-exploration.ts";
import { makeNamedList, namedEntries } from "./named-list.ts";

/** Saved questions of a project. */
export const explorationList = makeNamedList({
  member: "explorations",
  words: "saved questions",
  most: SAVED_LIMITS.explorations,
  schema: v.strictObject({
    ...namedEntries("A saved question", SAVED_LIMITS.nameLength),
    exploration: explorationSchema,
  }),
});
