import type { LochanEvent } from "./event.ts";
import { matchesFilters } from "./match-filter.ts";
import type { EventTerm, Filter } from "./question.ts";

/** Events that keep to every condition are left out while the rule is on. */
export interface TrafficRule {
  name: string;
  on: boolean;
  conditions: Filter[];
}

/** What a project leaves out of its answers. Nothing is deleted: a rule that is off brings all of it back. */
export interface TrafficRules {
  /** Leave out what browsers said is automated. */
  bots: boolean;
  /** The user's own, in their order. */
  rules: TrafficRule[];
}

export const TRAFFIC_LIMITS = { rules: 20, conditions: 10, nameLength: 60 } as const;

/** The name of the rule every project has. */
export const BOTS = "Bots";

/** What intake marks automated browsers with. */
export const BOT_PROPERTY = "$bot";

const DEFAULT_TRAFFIC: TrafficRules = { bots: true, rules: [] };

/** A rule that is on. */
export interface ActiveRule {
  name: string;
  conditions: readonly EventTerm[];
}

const BOT_RULE: ActiveRule = {
  name: BOTS,
  conditions: [{ property: BOT_PROPERTY, op: "is", value: true }],
};

export const trafficRules = ({ traffic }: { traffic?: TrafficRules }): TrafficRules =>
  traffic ?? DEFAULT_TRAFFIC;

/** A rule without conditions leaves nothing out. */
export function activeRules(project: { traffic?: TrafficRules }): ActiveRule[] {
  const { bots, rules } = trafficRules(project);
  return [
    ...(bots ? [BOT_RULE] : []),
    ...rules
      .filter(({ on, conditions }) => on && conditions.length > 0)
      .map(({ name, conditions }) => ({ name, conditions })),
  ];
}

/** The first rule that leaves the event out. */
export const ruleOf = (event: LochanEvent, rules: readonly ActiveRule[]): ActiveRule | undefined =>
  rules.find(({ conditions }) => matchesFilters(event, conditions));
