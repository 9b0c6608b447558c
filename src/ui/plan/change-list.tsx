import { For, Show, type JSX } from "solid-js";
import type { PlanChange } from "../../model/compare-plans.ts";
import type { PlannedProperty } from "../../model/tracking-plan.ts";
import { Badge, type Tone } from "../controls/badge.tsx";
import { counted } from "../state/counted.ts";
import { keyWords, TYPE_LABELS } from "../state/violation-words.ts";
import styles from "./plan.module.css";

const LABELS: Record<PlanChange["kind"], [label: string, tone: Tone]> = {
  "event-added": ["new event", "good"],
  "event-removed": ["removed", "bad"],
  "event-described": ["changed", "plain"],
  "property-added": ["new property", "good"],
  "property-removed": ["removed", "bad"],
  "property-changed": ["changed", "plain"],
};

const needs = (required: boolean): string => (required ? "required" : "not required");

function changeWords(change: PlanChange): string {
  switch (change.kind) {
    case "event-added":
    case "event-removed":
      return counted(change.properties, "property", "properties");
    case "event-described":
      return "another description";
    case "property-added":
    case "property-removed":
      return propertyWords(change.property);
    case "property-changed":
      return differenceWords(change.before, change.property);
  }
}

const propertyWords = ({ type, required }: PlannedProperty): string =>
  `${TYPE_LABELS[type].toLowerCase()}, ${needs(required)}`;

function differenceWords(before: PlannedProperty, after: PlannedProperty): string {
  const parts = [
    before.type === after.type
      ? undefined
      : `${TYPE_LABELS[before.type].toLowerCase()} to ${TYPE_LABELS[after.type].toLowerCase()}`,
    before.required === after.required ? undefined : `now ${needs(after.required)}`,
    (before.description ?? "") === (after.description ?? "") ? undefined : "another description",
  ];
  return parts.filter((part) => part !== undefined).join(", ");
}

/** What would be other in the plan, line by line. */
export function ChangeList(props: {
  label: string;
  changes: readonly PlanChange[];
  /** In place of how many properties a new event has. */
  details?: (change: PlanChange) => string | undefined;
  /** What speaks for a change, in a few words. */
  evidence?: (change: PlanChange) => string | undefined;
}): JSX.Element {
  return (
    <div class={styles["changes"]} tabIndex={0} role="region" aria-label={props.label}>
      <ul>
        <For each={props.changes}>
          {(change) => (
            <li class={styles["change"]}>
              <Badge tone={LABELS[change.kind][1]}>{LABELS[change.kind][0]}</Badge>
              <span class={styles["changed"]}>
                <strong>{change.event}</strong>
                <Show when={"property" in change && change}>
                  {(of) => <> · {keyWords(of().property.key)}</>}
                </Show>
                <span class={styles["how"]}> {props.details?.(change) ?? changeWords(change)}</span>
              </span>
              <span class={styles["evidence"]}>{props.evidence?.(change)}</span>
            </li>
          )}
        </For>
      </ul>
    </div>
  );
}
