import { createMemo, createSignal, For, Show, type JSX } from "solid-js";
import type { PlanViolations } from "../../model/plan-violations.ts";
import { PLAN_LIMITS, type TrackingPlan } from "../../model/tracking-plan.ts";
import { Badge } from "../controls/badge.tsx";
import { Input } from "../controls/field.tsx";
import { Panel } from "../controls/panel.tsx";
import { counted } from "../state/counted.ts";
import { formatCompact } from "../state/format.ts";
import { AddRow } from "./add-row.tsx";
import { nameError } from "./edit-plan.ts";
import styles from "./plan.module.css";

/** A longer list can be searched. */
const LONG = 20;

type Counted = PlanViolations["byEvent"][number];

/** The events of the plan, then those that came and are not in it; one is chosen. */
export function EventList(props: {
  plan: TrackingPlan;
  count: PlanViolations | undefined;
  selected: string | undefined;
  onSelect: (name: string) => void;
  onAdd: (name: string) => void;
}): JSX.Element {
  const names = (): string[] => props.plan.events.map(({ name }) => name);
  const counts = createMemo(() => new Map(props.count?.byEvent.map((each) => [each.name, each] as const)));
  const countOf = (name: string): Counted | undefined => counts().get(name);
  const others = (): string[] => {
    const planned = new Set(names());
    return (props.count?.byEvent ?? [])
      .filter(({ name, events }) => events > 0 && !planned.has(name))
      .map(({ name }) => name);
  };
  const [search, setSearch] = createSignal("");
  const isLong = (): boolean => names().length + others().length > LONG;
  const matching = (list: string[]): string[] => {
    const wanted = isLong() ? search().trim().toLowerCase() : "";
    return wanted === "" ? list : list.filter((name) => name.toLowerCase().includes(wanted));
  };
  const item = (name: string): JSX.Element => (
    <li>
      <button
        type="button"
        class={styles["event"]}
        aria-current={props.selected === name ? "true" : undefined}
        onClick={() => props.onSelect(name)}
      >
        <span class={styles["eventName"]}>{name}</span>
        <Show when={countOf(name)}>
          {(count) => (
            <>
              <Show when={count().departing > 0}>
                <Badge tone="warn">
                  {formatCompact(count().departing)}
                  <span class="visually-hidden"> with violations</span>
                </Badge>
              </Show>
              <span class={styles["eventCount"]}>
                {formatCompact(count().events)}
                <span class="visually-hidden"> {count().events === 1 ? "event" : "events"}</span>
              </span>
            </>
          )}
        </Show>
      </button>
    </li>
  );
  return (
    <Panel title="Events" aside={<span>{counted(names().length, "event")} planned</span>}>
      <Show when={isLong()}>
        <div class={styles["search"]}>
          <Input
            type="search"
            aria-label="Find an event"
            placeholder="Find an event"
            value={search()}
            onInput={setSearch}
          />
        </div>
      </Show>
      <div class={styles["list"]}>
        <ul class={styles["events"]} aria-label="Planned events">
          <For each={matching(names())}>{item}</For>
        </ul>
        <Show when={matching(others()).length > 0}>
          <h3 class={styles["group"]}>Not in the plan</h3>
          <ul class={styles["events"]} aria-label="Events that are not in the plan">
            <For each={matching(others())}>{item}</For>
          </ul>
        </Show>
      </div>
      <AddRow
        label="Add an event"
        maxLength={PLAN_LIMITS.nameLength}
        check={(name) =>
          names().length >= PLAN_LIMITS.events
            ? `A plan has at most ${PLAN_LIMITS.events} events.`
            : nameError(name, names())
        }
        onAdd={props.onAdd}
      />
    </Panel>
  );
}
