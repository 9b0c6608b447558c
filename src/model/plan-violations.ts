import type { EventId } from "./identifier.ts";
import type { PlannedEvent, PlannedProperty, PlannedType, TrackingPlan, Violation } from "./tracking-plan.ts";

/** How often events of a name departed from the plan in one way. */
export interface ViolationCount {
  event: string;
  violation: Violation;
  /** Events, each once. */
  count: number;
  /** The latest of them; of several at one time, the one that is last in the log. */
  sample: { id: EventId; timestamp: number };
}

export interface PlanReceipt {
  generation: number;
  sequence: number;
  /** Milliseconds it took. */
  ms: number;
  /** Events in damaged blocks of that time: nobody can say what they were. */
  lost: number;
}

/** As `checkEvent` finds them in every event of a time. */
export interface PlanViolations {
  /** Events the plan is about: all but Lochan's own. */
  events: number;
  /** Of these, with a violation. */
  departing: number;
  /** Of each name: the plan's in its order, then others, most frequent first, as many as {@link LISTED_VIOLATIONS}. */
  byEvent: { name: string; events: number; departing: number }[];
  /** Most frequent first, at most {@link LISTED_VIOLATIONS}. */
  violations: ViolationCount[];
  /** How many there are, listed or not. */
  kinds: number;
  receipt: PlanReceipt;
}

export const LISTED_VIOLATIONS = 2_000;

export interface InferredProperty extends PlannedProperty {
  /** Events of the name that have it. */
  seen: number;
  /** By type; of several types it is `any`. */
  types: Partial<Record<PlannedType, number>>;
}

export interface InferredEvent {
  name: string;
  events: number;
  /** Most frequent first. */
  properties: InferredProperty[];
}

/** What the events of a time would make for a plan. */
export interface InferredPlan {
  /** Most frequent first. */
  events: InferredEvent[];
  /** What a plan has no room for. */
  omitted: { events: number; properties: number };
  receipt: PlanReceipt;
}

export const inferredToPlan = ({ events }: Pick<InferredPlan, "events">): TrackingPlan => ({
  version: 1,
  events: events.map(({ name, properties }): PlannedEvent => ({
    name,
    properties: properties.map(({ key, type, required }) => ({ key, type, required })),
  })),
});
