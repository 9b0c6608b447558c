import type { Violation } from "../../model/tracking-plan.ts";

/** In a few words, for a badge. */
export function violationWords(violation: Violation): string {
  switch (violation.kind) {
    case "unplanned-event":
      return "not in the plan";
    case "missing-property":
      return `missing ${violation.property}`;
    case "wrong-type":
      return `${violation.property} is ${violation.found}`;
    case "unplanned-property":
      return `unplanned ${violation.property}`;
  }
}

/** As a sentence. */
export function violationSentence(violation: Violation): string {
  switch (violation.kind) {
    case "unplanned-event":
      return "The plan has no event of this name.";
    case "missing-property":
      return `${violation.property} is required and missing.`;
    case "wrong-type":
      return `${violation.property} should be ${violation.expected} and is ${violation.found}.`;
    case "unplanned-property":
      return `The plan has no property ${violation.property} for this event.`;
  }
}
