import { EVENT_LIMITS, isHiddenName, type JsonValue, type LochanEvent, type Properties } from "./event.ts";

export const PLANNED_TYPES = ["text", "number", "boolean", "list", "object", "any"] as const;
export type PlannedType = (typeof PLANNED_TYPES)[number];

export interface PlannedProperty {
  key: string;
  type: PlannedType;
  required: boolean;
  description?: string;
}

export interface PlannedEvent {
  name: string;
  description?: string;
  /** By key, each once. */
  properties: PlannedProperty[];
}

/** What a project means to send: each event by its name, once. */
export interface TrackingPlan {
  version: 1;
  events: PlannedEvent[];
}

export interface StoredPlan extends TrackingPlan {
  /** When it was saved last, epoch milliseconds; 0 for never. */
  updatedAt: number;
}

export const EMPTY_PLAN: TrackingPlan = { version: 1, events: [] };

export const PLAN_LIMITS = {
  events: 500,
  /** Of one event. */
  properties: 100,
  nameLength: EVENT_LIMITS.nameLength,
  keyLength: 200,
  descriptionLength: 500,
  /** Of the plan as JSON. */
  characters: 1_000_000,
} as const;

export type Violation =
  | { kind: "unplanned-event" }
  | { kind: "missing-property"; property: string }
  | { kind: "wrong-type"; property: string; expected: PlannedType; found: PlannedType }
  | { kind: "unplanned-property"; property: string };

/** What the snippet and its receiver add to a site's own properties, but for the path. */
export const CONTEXT_PROPERTIES: ReadonlySet<string> = new Set([
  "url",
  "title",
  "referrer",
  "referrer_host",
  "viewport",
  "screen",
  "language",
  "time_zone",
  "device",
  "browser",
  "os",
]);

/** What Lochan adds to an event itself, or the snippet to every page view. */
export const CONTEXT_KEYS: ReadonlySet<string> = new Set([
  ...CONTEXT_PROPERTIES,
  "path",
  "utm_source",
  "utm_medium",
  "utm_campaign",
  "utm_term",
  "utm_content",
  "ref",
]);

/** No plan need name it, and none misses it: of the context, or Lochan's own as all that begin with `$`. */
export const isContextKey = (key: string): boolean => key.startsWith("$") || CONTEXT_KEYS.has(key);

export function typeOfValue(value: Exclude<JsonValue, null>): PlannedType {
  if (Array.isArray(value)) return "list";
  if (typeof value === "object") return "object";
  return typeof value === "string" ? "text" : typeof value === "number" ? "number" : "boolean";
}

/** A property that is null is one that is missing. */
const valueOf = (properties: Properties, key: string): Exclude<JsonValue, null> | undefined =>
  Object.hasOwn(properties, key) ? (properties[key] ?? undefined) : undefined;

/** Whether plans are about such events: Lochan's own are in no plan. */
export const isPlannedKind = (name: string, type: string): boolean =>
  !isHiddenName(name) && type !== "identify";

/**
 * How an event departs from the plan, in the plan's order, then what it does not name. Lochan's own
 * events (names that begin with `$`, `identify`) and an empty plan are never departed from.
 */
export function checkEvent(
  plan: TrackingPlan,
  { name, type, properties }: Pick<LochanEvent, "name" | "type" | "properties">,
): Violation[] {
  if (plan.events.length === 0 || !isPlannedKind(name, type)) return [];
  const planned = plan.events.find((event) => event.name === name);
  if (planned === undefined) return [{ kind: "unplanned-event" }];
  const violations = planned.properties.flatMap<Violation>(({ key, type: expected, required }) => {
    const value = valueOf(properties, key);
    if (value === undefined) return required ? [{ kind: "missing-property", property: key }] : [];
    const found = typeOfValue(value);
    return expected === "any" || expected === found
      ? []
      : [{ kind: "wrong-type", property: key, expected, found }];
  });
  const known = new Set(planned.properties.map(({ key }) => key));
  for (const key of Object.keys(properties))
    if (!known.has(key) && !isContextKey(key) && valueOf(properties, key) !== undefined)
      violations.push({ kind: "unplanned-property", property: key });
  return violations;
}
