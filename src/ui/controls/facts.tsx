import { For, Show, type JSX } from "solid-js";
import type { JsonValue, LochanEvent } from "../../model/event.ts";
import { typeOfValue } from "../../model/tracking-plan.ts";
import styles from "./facts.module.css";

export type Fact = readonly [label: string, value: string, kind?: string];

/** Labels with their values, one below the other, under a heading. */
export function Facts(props: { title: string; facts: readonly Fact[]; none?: string }): JSX.Element {
  return (
    <>
      <h3 class={styles["group"]}>{props.title}</h3>
      <Show when={props.facts.length > 0} fallback={<p class={styles["none"]}>{props.none}</p>}>
        <dl class={styles["facts"]}>
          <For each={props.facts}>
            {([label, value, kind]) => (
              <div class={styles["fact"]}>
                <dt>{label}</dt>
                <dd>{value}</dd>
                <Show when={kind}>
                  <dd class={styles["kind"]}>{kind}</dd>
                </Show>
              </div>
            )}
          </For>
        </dl>
      </Show>
    </>
  );
}

/** An event's properties, each with its type. */
export const PropertyFacts = (props: { event: LochanEvent }): JSX.Element => (
  <Facts
    title="Properties"
    facts={Object.entries(props.event.properties).map(propertyFact)}
    none="This event has no properties."
  />
);

const propertyFact = ([key, value]: [key: string, value: JsonValue]): Fact => [
  key,
  typeof value === "string" ? value : JSON.stringify(value),
  value === null ? "null" : typeOfValue(value),
];
