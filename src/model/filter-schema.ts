import * as v from "valibot";
import { EVENT_LIMITS } from "./event.ts";
import { FILTER_OPERATORS, MAX_FILTERS, type Filter } from "./question.ts";

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
  op,
  value,
}: {
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
  }
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
