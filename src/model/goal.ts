import type { EventMatch } from "./question.ts";

export const GOAL_LIMITS = { goals: 50, nameLength: 100 } as const;

/** What a project wants people to do: events that match, under a name. */
export interface Goal {
  id: string;
  name: string;
  match: EventMatch;
  /** Epoch milliseconds. */
  createdAt: number;
  updatedAt: number;
}
