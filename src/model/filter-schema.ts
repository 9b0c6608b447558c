import * as v from "valibot";
import { EVENT_LIMITS } from "./event.ts";
import { filtersIn } from "./filter-terms.ts";
import { isOwnField } from "./own-fields.ts";
import { FILTER_OPERATORS, MAX_FILTER_DEPTH, MAX_FILTERS, type Filter, type FilterTerm } from "./question.ts";
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
      return checkEnds(value, isOwnField(property));
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
  v.strictObject({
    property: propertySchema("property"),
    op: v.picklist(FILTER_OPERATORS, `op must be one of ${FILTER_OPERATORS.join(", ")}`),
    value: v.optional(
      v.union([scalar, list], "value must be text, a number, true, false, null or a list of those"),
    ),
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    const message = dataset.typed ? checkFilter(dataset.value) : undefined;
    if (message) addIssue({ message });
  }),
  v.transform(({ value, ...rest }): Filter => (value === undefined ? rest : { ...rest, value })),
);

/** The filters among the options of a call. */
export const filtersSchema = v.pipe(
  v.array(filterSchema, "filters must be a list."),
  v.maxLength(MAX_FILTERS, `At most ${MAX_FILTERS} filters.`),
);

const GROUP_KINDS = ["any", "all"] as const;

const termSchema: v.GenericSchema<unknown, FilterTerm> = v.lazy((input) => {
  if (typeof input !== "object" || input === null) return filterSchema;
  const kind = GROUP_KINDS.find((each) => Object.hasOwn(input, each));
  if (kind === undefined) return filterSchema;
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
  v.check((terms) => filtersIn(terms).length <= MAX_FILTERS, `there are more than ${MAX_FILTERS} filters`),
);
