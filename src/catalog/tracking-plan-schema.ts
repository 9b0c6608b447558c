import * as v from "valibot";
import { fail, success, type Result } from "../model/failure.ts";
import {
  PLAN_LIMITS,
  PLANNED_TYPES,
  type PlannedEvent,
  type PlannedProperty,
  type TrackingPlan,
} from "../model/tracking-plan.ts";

export const PLAN_MARK = "tracking-plan";
const { events, properties, nameLength, keyLength, descriptionLength, characters } = PLAN_LIMITS;

const strict = <Entries extends v.ObjectEntries>(what: string, entries: Entries) =>
  v.strictObject(entries, ({ expected, received }) => {
    if (expected === "never") return `${what} has no member ${received.slice(0, 60)}.`;
    // The name of a member, in quotes.
    if (expected?.startsWith('"') === true) return `${what} needs ${expected}.`;
    return `${what} is { ${Object.keys(entries).join(", ")} }.`;
  });

const wellFormed = v.transform((text: string) => text.toWellFormed());

const description = v.exactOptional(
  v.pipe(
    v.string("description must be text."),
    v.maxLength(descriptionLength, `description has at most ${descriptionLength} characters.`),
    wellFormed,
  ),
);

/** Names the first place whose value an earlier one has too. */
function isOnce<Item extends object>(
  of: (item: Item) => string,
  words: (value: string) => string,
  path: string,
) {
  return v.rawCheck<Item[]>(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const known = new Set<string>();
    for (const [index, item] of dataset.value.entries()) {
      const value = of(item);
      if (known.has(value))
        addIssue({
          message: words(value),
          path: [
            { type: "array", origin: "value", input: dataset.value, key: index, value: item },
            {
              type: "object",
              origin: "value",
              input: { ...item } as Record<string, unknown>,
              key: path,
              value,
            },
          ],
        });
      known.add(value);
    }
  });
}

const propertySchema = strict("A property", {
  key: v.pipe(
    v.string("key must be text."),
    v.maxLength(keyLength, `key has at most ${keyLength} characters.`),
    wellFormed,
  ),
  type: v.picklist(PLANNED_TYPES, `type must be one of ${PLANNED_TYPES.join(", ")}.`),
  required: v.boolean("required must be true or false."),
  description,
});

const eventSchema = strict("An event", {
  name: v.pipe(
    v.string("name must be text."),
    v.minLength(1, "name is empty."),
    v.maxLength(nameLength, `name has at most ${nameLength} characters.`),
    v.check((name) => !name.startsWith("$"), "names that begin with $ are Lochan's own."),
    wellFormed,
  ),
  description,
  properties: v.pipe(
    v.array(propertySchema, "properties must be a list."),
    v.maxLength(properties, `an event has at most ${properties} properties.`),
    isOnce<PlannedProperty>(
      ({ key }) => key,
      (key) => `there is another property ${quoted(key)} before it.`,
      "key",
    ),
  ),
});

const eventsSchema: v.GenericSchema<unknown, PlannedEvent[]> = v.pipe(
  v.array(eventSchema, "events must be a list."),
  v.maxLength(events, `a plan has at most ${events} events.`),
  isOnce<PlannedEvent>(
    ({ name }) => name,
    (name) => `there is another event ${quoted(name)} before it.`,
    "name",
  ),
);

const versionSchema = v.literal(1, "version must be 1.");

const planSchema = strict("A tracking plan", {
  lochan: v.exactOptional(v.literal(PLAN_MARK, `lochan must be "${PLAN_MARK}".`)),
  version: versionSchema,
  events: eventsSchema,
  updatedAt: v.exactOptional(v.number("updatedAt must be epoch milliseconds.")),
});

export const storedPlanSchema = v.object({
  version: versionSchema,
  events: eventsSchema,
  updatedAt: v.pipe(v.number(), v.finite()),
});

/** A plan, and the `updatedAt` of the one it was made from where that is given. */
export function parsePlan(input: unknown): Result<TrackingPlan & { updatedAt?: number }> {
  const parsed = v.safeParse(planSchema, input, { abortEarly: true });
  if (!parsed.success) {
    const [issue] = parsed.issues;
    const path = v.getDotPath(issue) ?? undefined;
    const place = placeWords(issue.path ?? []);
    return fail({
      kind: "invalid-input",
      message: place === "" ? issue.message : `${place}: ${issue.message}`,
      ...(path === undefined ? {} : { path }),
    });
  }
  const { lochan: _mark, ...plan } = parsed.output;
  if (JSON.stringify(plan).length > characters)
    return fail({
      kind: "invalid-input",
      message: "A tracking plan has at most 1 MB as JSON. Shorten descriptions, or take events out.",
    });
  return success(plan);
}

const quoted = (text: string): string => `“${text.slice(0, 60)}”`;

/** `Event 3 (“bought”), property 2 (“price”)`. */
function placeWords(path: readonly v.IssuePathItem[]): string {
  const words: string[] = [];
  for (const [index, item] of path.entries()) {
    const list = path[index - 1]?.key;
    if (typeof item.key !== "number" || (list !== "events" && list !== "properties")) continue;
    const given = nameOf(item.value, list === "events" ? "name" : "key");
    const what = list === "events" ? "Event" : "property";
    words.push(`${what} ${item.key + 1}${given === undefined ? "" : ` (${quoted(given)})`}`);
  }
  return words.join(", ");
}

function nameOf(value: unknown, member: string): string | undefined {
  const given = typeof value === "object" && value !== null ? Reflect.get(value, member) : undefined;
  return typeof given === "string" ? given : undefined;
}
