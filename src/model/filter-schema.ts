import * as v from "valibot";
import { EVENT_LIMITS } from "./event.ts";
import { countTerms, segmentsIn } from "./filter-terms.ts";
import { isField, isSessionField } from "./own-fields.ts";
import {
  BEHAVIOUR_LIMITS,
  FILTER_OPERATORS,
  MAX_FILTER_DEPTH,
  MAX_FILTERS,
  WHOS,
  type DidFilter,
  type EventMatch,
  type Filter,
  type FilterTerm,
  type FirstSeenFilter,
  type SegmentTerm,
} from "./question.ts";
import { parseWildcard } from "./wildcard.ts";
import { numberWrittenAs } from "./written-number.ts";

/** Any key an event may have, the empty one too; events are no larger than that. */
export const propertySchema = (what: string) =>
  v.pipe(
    v.string(`${what} must be text`),
    v.maxLength(EVENT_LIMITS.eventBytes, `${what} is longer than ${EVENT_LIMITS.eventBytes} characters`),
    v.transform((key) => key.toWellFormed()),
  );

const scalar = v.union(
  [
    v.pipe(
      v.string(),
      v.maxLength(8_192, "a value is longer than 8,192 characters"),
      v.transform((given) => given.toWellFormed()),
    ),
    v.pipe(v.number(), v.finite("a value is not a finite number")),
    v.boolean(),
    v.null(),
  ],
  "a value must be text, a number, true, false or null",
);

const list = v.pipe(
  v.array(scalar),
  v.minLength(1, "a list of values is empty"),
  v.maxLength(1_000, "a list has more than 1,000 values"),
);

function checkFilter({
  property,
  op,
  value,
}: {
  property: string;
  op: Filter["op"];
  value?: Filter["value"] | undefined;
}): string | undefined {
  switch (op) {
    case "set":
    case "not-set":
      return value === undefined ? undefined : `${op} takes no value`;
    case "is":
    case "is-not":
      return value === undefined ? `${op} needs a value` : undefined;
    case "contains":
    case "not-contains":
      return typeof value === "string" && value !== "" ? undefined : `${op} needs a text to look for`;
    case "greater":
    case "less":
      return typeof value === "number" || typeof value === "string"
        ? undefined
        : `${op} needs a number or a text`;
    case "matches":
    case "not-matches":
      if (typeof value !== "string" || value === "") return `${op} needs a text with * and ? in it`;
      return parseWildcard(value) === undefined
        ? "a pattern has \\ before something else than *, ? or \\"
        : undefined;
    case "between":
      return checkEnds(value, isField(property));
  }
}

function checkEnds(value: Filter["value"] | undefined, isText: boolean): string | undefined {
  if (!Array.isArray(value) || value.length !== 2) return "between needs a list of two values";
  const [low, high] = value.map((end) => {
    if (typeof end === "number" || typeof end !== "string") return typeof end;
    return !isText && numberWrittenAs(end) !== undefined ? "number" : "string";
  });
  const areEnds = (low === "number" || low === "string") && (high === "number" || high === "string");
  return areEnds && (isText || low === high) ? undefined : "between needs two numbers or two texts";
}

/** A filter from outside. Members that are there and undefined go. */
export const filterSchema = v.pipe(
  v.strictObject(
    {
      property: propertySchema("property"),
      op: v.picklist(FILTER_OPERATORS, `op must be one of ${FILTER_OPERATORS.join(", ")}`),
      value: v.optional(
        v.union([scalar, list], "value must be text, a number, true, false, null or a list of those"),
      ),
    },
    "a filter must be an object with property and op",
  ),
  v.rawCheck(({ dataset, addIssue }) => {
    const message = dataset.typed ? checkFilter(dataset.value) : undefined;
    if (message) addIssue({ message });
  }),
  v.transform(({ value, ...rest }): Filter => (value === undefined ? rest : { ...rest, value })),
);

/** One that an event tells by itself. */
export const eventFilterSchema = v.pipe(
  filterSchema,
  v.check(
    ({ property }) => !isSessionField(property),
    (issue) => `${issue.input.property} is told by a whole session, and here each event is judged by itself`,
  ),
);

/** Members that are there and undefined go. */
function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T;
}

const text = (what: string, most: number) =>
  v.pipe(
    v.string(`${what} must be text`),
    v.minLength(1, `${what} is empty`),
    v.maxLength(most, `${what} is longer than ${most} characters`),
    // As in events.
    v.transform((given) => given.toWellFormed()),
  );
export const typeSchema = text("type", 64);
export const nameSchema = text("name", 200);

const whole = (what: string, most: number) =>
  v.pipe(
    v.number(`${what} must be a number`),
    v.integer(`${what} must be a whole number`),
    v.minValue(1, `${what} must be 1 or more`),
    v.maxValue(most, `${what} must be ${most.toLocaleString("en")} or less`),
  );
const days = whole("days", BEHAVIOUR_LIMITS.days);
const not = v.optional(v.literal(true, "not must be true, or not there"));

const instant = (what: string) =>
  v.pipe(
    v.number(`${what} must be epoch milliseconds`),
    v.safeInteger(`${what} must be whole epoch milliseconds`),
    v.minValue(0, `${what} is before 1970`),
    v.maxValue(Date.UTC(10_000, 0, 1), `${what} is after the year 9999`),
  );

export const eventMatchSchema = v.pipe(
  v.strictObject(
    {
      type: v.optional(typeSchema),
      name: v.optional(nameSchema),
      filters: v.optional(
        v.pipe(
          v.array(filterSchema, "the filters of did must be a list"),
          v.maxLength(MAX_FILTERS, `there are more than ${MAX_FILTERS} filters`),
        ),
      ),
    },
    "did must be { type, name, filters }, each of them if wanted",
  ),
  v.transform((given) => withoutUndefined(given) as EventMatch),
);

const didSchema = v.pipe(
  v.strictObject({
    who: v.picklist(WHOS, `who must be ${WHOS.join(" or ")}`),
    did: eventMatchSchema,
    least: v.optional(whole("least", BEHAVIOUR_LIMITS.least)),
    days: v.optional(days),
    not,
  }),
  v.transform((given) => withoutUndefined(given) as DidFilter),
);

const FIRST_SEEN = 'firstSeen must be "window", { days } or { from, to }';
const firstSeenTime = v.lazy((input) => {
  if (typeof input !== "object" || input === null) return v.literal("window", FIRST_SEEN);
  if (Object.hasOwn(input, "days")) return v.strictObject({ days });
  return v.pipe(
    v.strictObject({ from: instant("from"), to: instant("to") }, FIRST_SEEN),
    v.check(({ from, to }) => from < to, "from must be before to"),
  );
});
const firstSeenSchema = v.pipe(
  v.strictObject({
    who: v.literal("user", "who must be user where first seen is asked"),
    firstSeen: firstSeenTime,
    not,
  }),
  v.transform((given) => withoutUndefined(given) as FirstSeenFilter),
);

const segmentSchema = v.pipe(
  v.strictObject({ segment: text("segment", 64), not }),
  v.transform((given) => withoutUndefined(given) as SegmentTerm),
);

const LEAF_KINDS = { did: didSchema, firstSeen: firstSeenSchema, segment: segmentSchema } as const;
const GROUP_KINDS = ["any", "all"] as const;

function leafSchema(input: object): v.GenericSchema<unknown, FilterTerm> {
  const kinds = Object.keys(LEAF_KINDS) as (keyof typeof LEAF_KINDS)[];
  const kind = kinds.find((each) => Object.hasOwn(input, each));
  return kind === undefined ? filterSchema : LEAF_KINDS[kind];
}

const termSchema: v.GenericSchema<unknown, FilterTerm> = v.lazy((input) => {
  if (typeof input !== "object" || input === null) return filterSchema;
  const kind = GROUP_KINDS.find((each) => Object.hasOwn(input, each));
  if (kind === undefined) return leafSchema(input);
  const terms = v.pipe(
    v.array(termSchema, `${kind} must be a list of filters`),
    v.minLength(1, "a group has no filters"),
    v.maxLength(MAX_FILTERS, `there are more than ${MAX_FILTERS} filters`),
  );
  return kind === "any" ? v.strictObject({ any: terms }) : v.strictObject({ all: terms });
});

/** How deep groups are in one another, as far as that matters: a parser must not go deeper. */
function depthOfInput(input: unknown, most: number): number {
  if (most === 0 || typeof input !== "object" || input === null) return 0;
  if (Array.isArray(input)) return Math.max(0, ...input.map((each) => depthOfInput(each, most)));
  const group = input as { any?: unknown; all?: unknown };
  const inside = Object.hasOwn(input, "any")
    ? group.any
    : Object.hasOwn(input, "all")
      ? group.all
      : undefined;
  return Array.isArray(inside) ? 1 + depthOfInput(inside, most - 1) : 0;
}

/** The filters of a question, in groups too. */
export const filterTermsSchema = v.pipe(
  v.unknown(),
  v.check(
    (input) => depthOfInput(input, MAX_FILTER_DEPTH + 1) <= MAX_FILTER_DEPTH,
    `groups of filters are more than ${MAX_FILTER_DEPTH} deep`,
  ),
  v.array(termSchema, "filters must be a list"),
  v.check((terms) => countTerms(terms) <= MAX_FILTERS, `there are more than ${MAX_FILTERS} filters`),
);

/** The filters of a saved segment. */
export const segmentTermsSchema = v.pipe(
  filterTermsSchema,
  v.check((terms) => terms.length > 0, "A segment needs a filter."),
  v.check((terms) => segmentsIn(terms).length === 0, "A segment cannot hold another segment."),
);
