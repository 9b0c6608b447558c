import * as v from "valibot";
import { fail, success, type Result } from "../model/failure.ts";
import { filterTermsSchema, nameSchema, propertySchema, typeSchema } from "../model/filter-schema.ts";
import { isField } from "../model/own-fields.ts";
import {
  COMPARES,
  FOLDS,
  MEASURES,
  NAMED_WINDOWS,
  PERS,
  SESSION_MEASURES,
  TRAFFIC,
  WINDOW_LIMITS,
  type AnyQuestion,
  type Question,
  type QuestionWindow,
} from "../model/question.ts";

const DAY_MS = 86_400_000;
/** Longer series than these are refused; other granularities cannot get that long. */
const LONGEST_SERIES_MS = { minute: 7 * DAY_MS, hour: 400 * DAY_MS } as const;

const instant = (what: string) =>
  v.pipe(
    v.number(`${what} must be epoch milliseconds`),
    v.safeInteger(`${what} must be whole epoch milliseconds`),
    v.minValue(0, `${what} is before 1970`),
    v.maxValue(WINDOW_LIMITS.end, `${what} is after the year 9999`),
  );

const window = v.union(
  [
    v.strictObject({ last: v.picklist(NAMED_WINDOWS) }),
    v.pipe(
      v.strictObject({ from: instant("from"), to: instant("to") }),
      v.check(({ from, to }) => from < to, "from must be before to"),
      v.check(({ from, to }) => to - from <= WINDOW_LIMITS.longestMs, "the window is longer than 200 years"),
    ),
  ],
  (issue) => windowMessage(issue.input),
);

function windowMessage(input: unknown): string {
  if (typeof input === "object" && input !== null && "from" in input && "to" in input)
    return "from and to must be whole epoch milliseconds between 1970 and 9999, from before to, at most 200 years apart";
  return `window must be { last: ${NAMED_WINDOWS.join(" | ")} } or { from, to }`;
}

const judgedOver = v.pipe(
  v.strictObject({ from: instant("from"), to: instant("to") }, "judgedOver must be { from, to }"),
  v.check(({ from, to }) => from < to, "from must be before to"),
);

const per = v.picklist(PERS, `per must be ${PERS.join(" or ")}`);

const ratio = v.pipe(
  v.strictObject({ count: v.picklist(MEASURES, "count must be events, users or sessions"), per }),
  v.check(
    ({ count, per: whose }) => count !== `${whose}s`,
    "a measure cannot be divided by what it counts itself",
  ),
);

const fold = v.pipe(
  v.strictObject({
    property: v.pipe(
      propertySchema("property"),
      v.check((key) => !isField(key), "an own field has no numbers"),
    ),
    fold: v.picklist(FOLDS, `fold must be one of ${FOLDS.join(", ")}`),
    per: v.optional(per),
  }),
  v.transform(withoutUndefined),
);

const ofSessions = v.strictObject({
  session: v.picklist(SESSION_MEASURES, `session must be ${SESSION_MEASURES.join(" or ")}`),
});

const measure = v.lazy((input) => {
  if (typeof input !== "object" || input === null)
    return v.picklist(
      MEASURES,
      "measure must be events, users, sessions, { count, per }, { property, fold, per? } or { session }",
    );
  if ("session" in input) return ofSessions;
  return "count" in input ? ratio : fold;
});

const pair = v.pipe(
  v.strictTuple(
    [propertySchema("breakdown"), propertySchema("breakdown")],
    "breakdown must be a property or a list of two",
  ),
  v.check(([first, second]) => first !== second, "the two properties of a breakdown are the same"),
);
const breakdown = v.lazy((input) => (Array.isArray(input) ? pair : propertySchema("breakdown")));

const question = v.pipe(
  v.strictObject({
    version: v.literal(1, "version must be 1"),
    measure,
    window,
    granularity: v.optional(
      v.picklist(
        ["minute", "hour", "day", "week", "month"],
        "granularity must be minute, hour, day, week or month",
      ),
    ),
    type: v.optional(typeSchema),
    name: v.optional(nameSchema),
    filters: v.optional(filterTermsSchema),
    breakdown: v.optional(breakdown),
    limit: v.optional(
      v.pipe(
        v.number("limit must be a number"),
        v.integer("limit must be a whole number"),
        v.minValue(1, "limit must be 1 or more"),
        v.maxValue(1_000, "limit must be 1,000 or less"),
      ),
    ),
    compare: v.optional(v.picklist(COMPARES, `compare must be ${COMPARES.join(" or ")}`)),
    traffic: v.optional(v.picklist(TRAFFIC, `traffic must be one of ${TRAFFIC.join(", ")}`)),
    judgedOver: v.optional(judgedOver),
  }),
  v.check(
    (asked) => asked.judgedOver === undefined || isHeld(asked.window, asked.judgedOver, asked.compare),
    "judgedOver must hold the window, which is { from, to }, and is not compared with another",
  ),
  v.check((asked) => !isTooFine(asked), "that granularity gives too many points for the window"),
);

const isHeld = (
  held: QuestionWindow,
  over: NonNullable<Question["judgedOver"]>,
  compare: Question["compare"],
): boolean => "from" in held && held.from >= over.from && held.to <= over.to && compare === undefined;

const NAMED_DAYS: Partial<Record<(typeof NAMED_WINDOWS)[number], number>> = {
  "30d": 30,
  "90d": 90,
  "12mo": 366,
};

function isTooFine({
  window: asked,
  granularity,
}: {
  window: Question["window"];
  granularity?: Question["granularity"] | undefined;
}): boolean {
  if (granularity !== "minute" && granularity !== "hour") return false;
  const lengthMs = "last" in asked ? (NAMED_DAYS[asked.last] ?? 7) * DAY_MS : asked.to - asked.from;
  return lengthMs > LONGEST_SERIES_MS[granularity];
}

/** Undefined members go, so that the question is one under exact optional types. */
function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T;
}

function strangeMember(path: string, isUnknown: boolean): string {
  if (path === "") return "this is not a question";
  return `${path} is ${isUnknown ? "not part of a question" : "missing"}`;
}

/** Fails with `invalid-input`. */
export function parseWindow(input: unknown): Result<QuestionWindow> {
  const parsed = v.safeParse(window, input, { abortEarly: true });
  if (parsed.success) return success(parsed.output);
  return fail({ kind: "invalid-input", message: `${parsed.issues[0].message}.`, path: "window" });
}

/** Fails with `invalid-question`: the path of the first thing wrong, and what is wrong in words. */
export function parseQuestion(input: unknown): Result<AnyQuestion> {
  const parsed = v.safeParse(question, input, { abortEarly: true });
  if (parsed.success) return success(withoutUndefined(parsed.output) as AnyQuestion);
  const issue = parsed.issues[0];
  const path = v.getDotPath(issue) ?? "";
  const detail =
    issue.type === "strict_object" && (path === "" || issue.expected !== "Object")
      ? strangeMember(path, issue.expected === "never")
      : issue.message;
  return fail({
    kind: "invalid-question",
    message: `The question was not understood: ${detail}.`,
    ...(path !== "" && { path }),
  });
}
