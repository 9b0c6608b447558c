import { isHiddenName } from "../../model/event.ts";
import { OTHER_NAMES } from "../../model/reconcile/side-counts.ts";

/** By ordinal. Those of which there are too many to be held share two: of hidden names, which are counted apart, and of all others. */
export interface EventNames {
  ordinalOf(name: string): number;
  readonly names: readonly string[];
}

const OTHERS = 0;
const OTHER_HIDDEN = 1;

export function makeEventNames(most: number): EventNames {
  const names = [OTHER_NAMES, "$"];
  const ordinals = new Map<string, number>();
  return {
    names,
    ordinalOf(name) {
      const known = ordinals.get(name);
      if (known !== undefined) return known;
      if (ordinals.size >= most) return isHiddenName(name) ? OTHER_HIDDEN : OTHERS;
      const ordinal = names.push(name) - 1;
      ordinals.set(name, ordinal);
      return ordinal;
    },
  };
}
