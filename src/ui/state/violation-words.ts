import type { PlannedType, Violation } from "../../model/tracking-plan.ts";
import { counted } from "./counted.ts";

export const TYPE_LABELS: Record<PlannedType, string> = {
  text: "Text",
  number: "Number",
  boolean: "True or false",
  list: "List",
  object: "Object",
  any: "Any type",
};

const typeWords = (type: PlannedType): string => TYPE_LABELS[type].toLowerCase();

/** A key as it is shown; the empty one has nothing to show. */
export const keyWords = (key: string): string => (key === "" ? "(empty key)" : key);

/** What is wrong with an event, after its name. */
export function violationWords(violation: Violation): string {
  switch (violation.kind) {
    case "unplanned-event":
      return "not in the plan";
    case "missing-property":
      return `${keyWords(violation.property)} is missing`;
    case "wrong-type":
      return `${keyWords(violation.property)} is ${typeWords(violation.found)}, planned as ${typeWords(violation.expected)}`;
    case "unplanned-property":
      return `${keyWords(violation.property)} is not in the plan`;
  }
}

/** As a line of its own, under the event. */
export const violationLine = (violation: Violation): string =>
  violation.kind === "unplanned-event"
    ? `The event is ${violationWords(violation)}`
    : violationWords(violation);

/** Of one event. */
export const violationCount = (violations: readonly Violation[]): string =>
  `${counted(violations.length, "violation")} of the plan`;
