import type { PlannedEvent, PlannedProperty, TrackingPlan } from "./tracking-plan.ts";

export type PlanChange =
  | { kind: "event-added"; event: string; properties: number }
  | { kind: "event-removed"; event: string; properties: number }
  | { kind: "event-described"; event: string }
  | { kind: "property-added"; event: string; property: PlannedProperty }
  | { kind: "property-removed"; event: string; property: PlannedProperty }
  | { kind: "property-changed"; event: string; before: PlannedProperty; property: PlannedProperty };

type Plan = Pick<TrackingPlan, "events">;

/** What makes the second plan of the first; what only stands in another place is no change. */
export function comparePlans(before: Plan, after: Plan): PlanChange[] {
  const known = new Map(before.events.map((event) => [event.name, event]));
  const kept = new Set(after.events.map(({ name }) => name));
  return [
    ...after.events.flatMap((event): PlanChange[] => {
      const old = known.get(event.name);
      return old === undefined
        ? [{ kind: "event-added", event: event.name, properties: event.properties.length }]
        : compareEvents(old, event);
    }),
    ...before.events
      .filter(({ name }) => !kept.has(name))
      .map(({ name, properties }): PlanChange => ({
        kind: "event-removed",
        event: name,
        properties: properties.length,
      })),
  ];
}

function compareEvents(before: PlannedEvent, after: PlannedEvent): PlanChange[] {
  const event = after.name;
  const known = new Map(before.properties.map((property) => [property.key, property]));
  const kept = new Set(after.properties.map(({ key }) => key));
  const changes: PlanChange[] = [];
  if ((before.description ?? "") !== (after.description ?? ""))
    changes.push({ kind: "event-described", event });
  for (const property of after.properties) {
    const old = known.get(property.key);
    if (old === undefined) changes.push({ kind: "property-added", event, property });
    else if (!isSame(old, property)) changes.push({ kind: "property-changed", event, before: old, property });
  }
  for (const property of before.properties)
    if (!kept.has(property.key)) changes.push({ kind: "property-removed", event, property });
  return changes;
}

const isSame = (a: PlannedProperty, b: PlannedProperty): boolean =>
  a.type === b.type && a.required === b.required && (a.description ?? "") === (b.description ?? "");

/** The first plan with what only the second has, at the end: nothing of the first is changed. */
export function mergePlans(mine: Plan, other: Plan): TrackingPlan {
  const others = new Map(other.events.map((event) => [event.name, event]));
  const merged = mine.events.map((event): PlannedEvent => {
    const known = new Set(event.properties.map(({ key }) => key));
    const added = (others.get(event.name)?.properties ?? []).filter(({ key }) => !known.has(key));
    return added.length === 0 ? event : { ...event, properties: [...event.properties, ...added] };
  });
  const known = new Set(mine.events.map(({ name }) => name));
  return { version: 1, events: [...merged, ...other.events.filter(({ name }) => !known.has(name))] };
}
