import * as v from "valibot";
import { ERASED_LIMITS, type ErasedPeople } from "../model/erasure.ts";
import { FURTHEST_MS } from "../model/time-span.ts";

const dateWords = "A date of an erasure is none.";
const date = v.pipe(
  v.number(dateWords),
  v.minValue(-FURTHEST_MS, dateWords),
  v.maxValue(FURTHEST_MS, dateWords),
);
const hashWords = "A hash of an erased person is none.";
const hash = v.pipe(v.string(hashWords), v.regex(/^[0-9a-f]{64}$/, hashWords));

export const erasedPeopleSchema: v.GenericSchema<unknown, ErasedPeople[]> = v.pipe(
  v.array(v.object({ secret: hash, people: v.array(v.tuple([hash, date])) })),
  v.check(
    (lists) =>
      lists.length <= ERASED_LIMITS.secrets &&
      lists.reduce((sum, { people }) => sum + people.length, 0) <= ERASED_LIMITS.people,
    "The project tells of more erased people than any has.",
  ),
);
