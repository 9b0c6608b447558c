import type { EventChange, PropertyChange } from "../../model/compare-runs.ts";
import { counted } from "../state/counted.ts";
import { formatCount } from "../state/format.ts";

/** `1 event missing, 1 new, 2 changed`; how often alike events came is told apart. */
export function summaryWords(changes: readonly EventChange[]): string {
  const count = (kind: EventChange["kind"]): number => changes.filter((each) => each.kind === kind).length;
  const properties = changes.reduce((sum, { properties: changed }) => sum + changed.length, 0);
  const parts = [
    [count("missing"), "event missing", "events missing"],
    [count("new"), "new event", "new events"],
    [properties, "property changed", "properties changed"],
    [count("count"), "other count", "other counts"],
  ] as const;
  const said = parts.filter(([many]) => many > 0).map(([many, one, more]) => counted(many, one, more));
  return said.length === 0 ? "The two runs sent the same." : `${said.join(", ")}.`;
}

export const countWords = ({ kind, before, after }: EventChange): string => {
  if (kind === "missing") return counted(before, "time before", "times before");
  if (kind === "new") return counted(after, "time after", "times after");
  return before === after
    ? counted(after, "time in both", "times in both")
    : `${formatCount(before)} → ${formatCount(after)}`;
};

/** What became of a property, after its name. */
export function propertyWords(change: PropertyChange, event: Pick<EventChange, "before" | "after">): string {
  const { kind, before, after } = change;
  switch (kind) {
    case "missing":
      return `missing, was ${typeWords(before)}`;
    case "new":
      return `new, ${typeWords(after)}`;
    case "type":
      return `was ${typeWords(before)}, is ${typeWords(after)}`;
    case "share":
      return `was on ${formatCount(before?.count ?? 0)} of ${formatCount(event.before)}, is on ${formatCount(after?.count ?? 0)} of ${formatCount(event.after)}`;
  }
}

const typeWords = (shape: PropertyChange["before"]): string => shape?.types.join(" or ") ?? "nothing";
