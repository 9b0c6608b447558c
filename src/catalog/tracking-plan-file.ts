import { fail, success, type Result } from "../model/failure.ts";
import { PLAN_LIMITS, type PlannedEvent, type TrackingPlan } from "../model/tracking-plan.ts";
import { parsePlan, PLAN_MARK } from "./tracking-plan-schema.ts";

/** A plan as a file: JSON that says what it is and of which version. */
export const planToFile = ({ events }: Pick<TrackingPlan, "events">): string =>
  `${JSON.stringify({ lochan: PLAN_MARK, version: 1, events: events.map(inOrder) }, null, 2)}\n`;

const inOrder = ({ name, description, properties }: PlannedEvent) => ({
  name,
  description,
  properties: properties.map(({ key, type, required, description: words }) => ({
    key,
    type,
    required,
    description: words,
  })),
});

/** What {@link planToFile} wrote, here or elsewhere. A file that is not one is refused in words that name the place. */
export function parsePlanFile(text: string): Result<TrackingPlan> {
  // Indentation takes room, too.
  if (text.length > 4 * PLAN_LIMITS.characters) return refuse("It is longer than 4 MB.");
  let input: unknown;
  try {
    input = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    return refuse(`It is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (typeof input !== "object" || input === null || !Object.hasOwn(input, "lochan"))
    return refuse(`It does not begin with { "lochan": "${PLAN_MARK}", "version": 1 }.`);
  const version: unknown = Reflect.get(input, "version");
  if (typeof version === "number" && version > 1)
    return refuse(`It is of version ${version}, which a newer Lochan wrote. This one knows version 1.`);
  const plan = parsePlan(input);
  if (!plan.ok) return plan;
  return success({ version: 1, events: plan.value.events });
}

const refuse = (message: string): Result<never> => fail({ kind: "invalid-input", message });
