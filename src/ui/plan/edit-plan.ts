import {
  PLAN_LIMITS,
  type PlannedEvent,
  type PlannedProperty,
  type TrackingPlan,
} from "../../model/tracking-plan.ts";

export const addEvent = (plan: TrackingPlan, name: string): TrackingPlan => ({
  version: 1,
  events: [...plan.events, { name, properties: [] }],
});

export const removeEvent = (plan: TrackingPlan, name: string): TrackingPlan => ({
  version: 1,
  events: plan.events.filter((event) => event.name !== name),
});

export const editEvent = (
  plan: TrackingPlan,
  name: string,
  edit: (event: PlannedEvent) => PlannedEvent,
): TrackingPlan => ({
  version: 1,
  events: plan.events.map((event) => (event.name === name ? edit(event) : event)),
});

/** An empty description is none. */
export function withDescription<Item extends { description?: string }>(item: Item, text: string): Item {
  const { description: _before, ...rest } = item;
  return (text.trim() === "" ? rest : { ...rest, description: text.trim() }) as Item;
}

export const editProperty = (
  event: PlannedEvent,
  key: string,
  edit: (property: PlannedProperty) => PlannedProperty,
): PlannedEvent => ({
  ...event,
  properties: event.properties.map((property) => (property.key === key ? edit(property) : property)),
});

/** What is wrong with a name, in words; `taken` are those of the others. */
export function nameError(name: string, taken: readonly string[]): string | undefined {
  if (name === "") return "Give it a name.";
  if (name.length > PLAN_LIMITS.nameLength) return `At most ${PLAN_LIMITS.nameLength} characters.`;
  if (name.startsWith("$")) return "Names that begin with $ are Lochan's own.";
  return taken.includes(name) ? "The plan has an event of that name." : undefined;
}

export function keyError(key: string, taken: readonly string[]): string | undefined {
  if (key === "") return "Give it a name.";
  if (key.length > PLAN_LIMITS.keyLength) return `At most ${PLAN_LIMITS.keyLength} characters.`;
  return taken.includes(key) ? "The event has a property of that name." : undefined;
}

/** Whether a plan is no larger than one may be. */
export const fitsLimits = (plan: TrackingPlan): boolean =>
  plan.events.length <= PLAN_LIMITS.events &&
  plan.events.every(({ properties }) => properties.length <= PLAN_LIMITS.properties) &&
  JSON.stringify(plan).length <= PLAN_LIMITS.characters;
