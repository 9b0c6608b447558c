import type { Exploration } from "./exploration.ts";

export const SAVED_LIMITS = { explorations: 200, nameLength: 100 } as const;

/** An exploration of a project under a name; pages call it a saved question. */
export interface SavedExploration {
  id: string;
  name: string;
  exploration: Exploration;
  /** Epoch milliseconds. */
  createdAt: number;
  updatedAt: number;
}
