import * as v from "valibot";
import { isTimeZone } from "../model/time-zone.ts";
import { WEEK_STARTS } from "../model/week-start.ts";
import { type Project, SESSION_CAP_MS } from "../model/project.ts";
import { type ProjectId, toProjectId } from "../model/identifier.ts";
import { FURTHEST_MS, hasTime, type TimeSpan } from "../model/time-span.ts";
import { eventFilterSchema } from "../model/filter-schema.ts";
import { isAlwaysTracked, TRACKED_LIMIT } from "../model/tracked-properties.ts";
import { BOTS, TRAFFIC_LIMITS, type TrafficRule, type TrafficRules } from "../model/traffic.ts";
import { nameSchema } from "./name-schema.ts";
import { parseOrigin } from "./origins.ts";

export const PROJECT_LIMITS = {
  nameLength: 100,
  origins: 100,
  sessionIdleMinMs: 60_000,
  sessionIdleMaxMs: SESSION_CAP_MS,
  retentionDaysMax: 36_500,
  propertyLength: 200,
} as const;

const ID = /^[a-z0-9-]{1,64}$/;
const KEY = /^[A-Za-z0-9_-]{1,128}$/;

const id = v.pipe(
  v.string("A project's id must be text."),
  v.regex(ID, "A project's id is 1 to 64 of a-z, 0-9 and -."),
  v.transform((text): ProjectId => toProjectId(text)),
);

const name = nameSchema("A project", PROJECT_LIMITS.nameLength);

const timeZone = v.pipe(
  v.string("A time zone must be text, such as Europe/Berlin."),
  v.check(
    (text) => text.length <= 64 && isTimeZone(text),
    "This browser does not know that time zone: write it as in Europe/Berlin.",
  ),
);

const origins = v.pipe(
  v.array(v.string("An origin must be text."), "Origins must be a list."),
  v.maxLength(PROJECT_LIMITS.origins, `At most ${PROJECT_LIMITS.origins} origins.`),
  v.rawTransform<string[], string[]>(({ dataset, addIssue, NEVER }) => {
    const parsed = new Set<string>();
    for (const text of dataset.value) {
      const origin = parseOrigin(text);
      if (!origin.ok) {
        addIssue({ message: origin.failure.message });
        return NEVER;
      }
      parsed.add(origin.value);
    }
    return [...parsed];
  }),
);

const writeKey = v.pipe(
  v.string("A write key must be text."),
  v.regex(KEY, "A write key is 1 to 128 of a-z, A-Z, 0-9, _ and -."),
);

/** How long an old key goes on at most. */
export const LONGEST_GRACE_MS = 90 * 86_400_000;
const graceWords = "An old key goes on for 0 to 90 days, in milliseconds.";
const graceMs = v.pipe(
  v.number(graceWords),
  v.integer(graceWords),
  v.minValue(0, graceWords),
  v.maxValue(LONGEST_GRACE_MS, graceWords),
);

const idleWords = "The session idle timeout is between one minute and 24 hours, in milliseconds.";
const weekStart = v.picklist(WEEK_STARTS, `Weeks start on ${WEEK_STARTS.join(" or ")}.`);
const sessionIdleMs = v.pipe(
  v.number(idleWords),
  v.integer(idleWords),
  v.minValue(PROJECT_LIMITS.sessionIdleMinMs, idleWords),
  v.maxValue(PROJECT_LIMITS.sessionIdleMaxMs, idleWords),
);

const daysWords = `Retention is between 1 and ${PROJECT_LIMITS.retentionDaysMax} days.`;
export const retentionDaysSchema = v.pipe(
  v.number(daysWords),
  v.integer(daysWords),
  v.minValue(1, daysWords),
  v.maxValue(PROJECT_LIMITS.retentionDaysMax, daysWords),
);

const propertyKey = v.pipe(
  v.string("A property's name must be text."),
  v.minLength(1, "A property needs a name."),
  v.maxLength(PROJECT_LIMITS.propertyLength, "That name of a property is too long."),
  v.check((key) => !key.startsWith("$"), "A name that begins with $ is no property of yours."),
);

const trackedProperties = v.pipe(
  v.array(propertyKey, "Tracked properties must be a list of names."),
  v.transform((keys) => [...new Set(keys)].filter((key) => !isAlwaysTracked(key)).sort()),
  v.maxLength(TRACKED_LIMIT, `At most ${TRACKED_LIMIT} properties can be tracked.`),
);

const trafficRule: v.GenericSchema<unknown, TrafficRule> = v.strictObject(
  {
    name: nameSchema("A rule", TRAFFIC_LIMITS.nameLength),
    on: v.boolean("A rule is on or off: true or false."),
    conditions: v.pipe(
      v.array(eventFilterSchema, "A rule's conditions must be a list of filters."),
      v.minLength(1, "A rule needs a condition."),
      v.maxLength(TRAFFIC_LIMITS.conditions, `A rule has at most ${TRAFFIC_LIMITS.conditions} conditions.`),
    ),
  },
  (issue) => strictWords(issue, "A traffic rule is { name, on, conditions }"),
);

const sameName = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

const traffic: v.GenericSchema<unknown, TrafficRules> = v.strictObject(
  {
    bots: v.boolean("Whether bots are left out is true or false."),
    rules: v.pipe(
      v.array(trafficRule, "Traffic rules must be a list."),
      v.maxLength(TRAFFIC_LIMITS.rules, `At most ${TRAFFIC_LIMITS.rules} traffic rules.`),
      v.check(
        (rules) =>
          !rules.some((rule, at) => rules.slice(0, at).some((other) => sameName(other.name, rule.name))),
        "Two traffic rules have the same name.",
      ),
      v.check(
        (rules) => !rules.some((rule) => sameName(rule.name, BOTS)),
        `${BOTS} is the name of the rule every project has.`,
      ),
    ),
  },
  (issue) => strictWords(issue, "Traffic rules are { bots, rules }"),
);

const instant = v.pipe(v.number(), v.finite());

/** As far as dates go. */
const wholeMs = v.pipe(v.number(), v.integer(), v.minValue(-FURTHEST_MS), v.maxValue(FURTHEST_MS));
export const spanSchema: v.GenericSchema<unknown, TimeSpan> = v.pipe(
  v.strictObject({ from: v.exactOptional(wholeMs), before: wholeMs }, "A span is { from?, before }."),
  v.check(hasTime, "A span ends after it begins."),
);

/** Unknown members are refused, so that a misspelt one is not quietly without effect. */
export const newProjectSchema = v.strictObject(
  {
    name,
    timeZone: v.optional(timeZone),
    weekStart: v.optional(weekStart),
    origins: v.optional(origins),
    sessionIdleMs: v.optional(sessionIdleMs),
    retentionDays: v.optional(retentionDaysSchema),
    /** Given only by projects that must have well-known ones, such as the demo. */
    id: v.optional(id),
    writeKey: v.optional(writeKey),
  },
  (issue) =>
    strictWords(
      issue,
      "A project is { name, timeZone?, weekStart?, origins?, sessionIdleMs?, retentionDays? }",
    ),
);

export const projectPatchSchema = v.strictObject(
  {
    name: v.optional(name),
    timeZone: v.optional(timeZone),
    weekStart: v.optional(weekStart),
    origins: v.optional(origins),
    sessionIdleMs: v.optional(sessionIdleMs),
    /** Null keeps events for ever. */
    retentionDays: v.optional(v.nullable(retentionDaysSchema)),
    trackedProperties: v.optional(trackedProperties),
    traffic: v.optional(traffic),
    writeKey: v.optional(writeKey),
    /** Makes a new key; the old one is taken for so long. */
    rotateKey: v.optional(v.strictObject({ graceMs }, "A rotation is { graceMs }.")),
    /** An old key that is not taken from now on. */
    endKey: v.optional(writeKey),
    /** One of the project's `erasedSpans`: what comes from then is taken in again. */
    letIn: v.optional(spanSchema),
  },
  (issue) =>
    strictWords(
      issue,
      "A change is { name?, timeZone?, weekStart?, origins?, sessionIdleMs?, retentionDays?, trackedProperties?, traffic?, writeKey?, rotateKey?, endKey?, letIn? }",
    ),
);

function strictWords(issue: v.StrictObjectIssue, shape: string): string {
  return issue.expected === "never" ? `${shape}; it has no ${issue.received.slice(0, 60)}.` : `${shape}.`;
}

/** A row of the `projects` table. */
export const storedProjectSchema: v.GenericSchema<unknown, Project> = v.object({
  id,
  name,
  timeZone,
  weekStart: v.exactOptional(weekStart),
  writeKey,
  retiredKeys: v.exactOptional(v.array(v.object({ key: writeKey, endsAt: instant }))),
  allowedOrigins: origins,
  sessionIdleMs,
  retentionDays: v.exactOptional(retentionDaysSchema),
  trackedProperties: v.exactOptional(trackedProperties),
  traffic: v.exactOptional(traffic),
  erasedSpans: v.exactOptional(v.array(spanSchema)),
  createdAt: instant,
  updatedAt: instant,
});
