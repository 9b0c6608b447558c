import * as v from "valibot";
import { eventMatchSchema } from "../model/filter-schema.ts";
import { type Goal, GOAL_LIMITS } from "../model/goal.ts";
import { makeNamedList, namedEntries } from "./named-list.ts";

const goalSchema: v.GenericSchema<unknown, Goal> = v.strictObject({
  ...namedEntries("A goal", GOAL_LIMITS.nameLength),
  match: v.pipe(
    eventMatchSchema,
    v.check(
      ({ name, type, filters = [] }) => name !== undefined || type !== undefined || filters.length > 0,
      "A goal is of an event or a page.",
    ),
  ),
});

/** Goals of a project. */
export const goalList = makeNamedList({
  member: "goals",
  words: "goals",
  most: GOAL_LIMITS.goals,
  schema: goalSchema,
});
