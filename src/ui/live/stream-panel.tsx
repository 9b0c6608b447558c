import { For, Match, Switch, type JSX } from "solid-js";
import type { LochanEvent } from "../../model/event.ts";
import { ruleOf, type ActiveRule } from "../../model/traffic.ts";
import { EmptyState } from "../controls/empty-state.tsx";
import { join } from "../controls/join.ts";
import { Panel } from "../controls/panel.tsx";
import { Skeleton } from "../controls/skeleton.tsx";
import { eventActor, eventSummary } from "../overview/event-summary.ts";
import { formatDay, formatFineClock } from "../state/format.ts";
import { makeFreshness } from "../state/freshness.ts";
import { LeftOutBadge } from "./left-out-badge.tsx";
import styles from "./stream-panel.module.css";

const CLOCK_LIMIT_MS = 24 * 3_600_000;

/** Events newest first; one can be chosen, by click or arrow keys. */
export function StreamPanel(props: {
  events: readonly LochanEvent[] | undefined;
  selected: LochanEvent | undefined;
  /** Those that are on: what they leave out is marked. */
  rules: readonly ActiveRule[];
  timeZone: string;
  status: string;
  onSelect: (event: LochanEvent) => void;
}): JSX.Element {
  let list: HTMLDivElement | undefined;
  const move = (event: KeyboardEvent): void => {
    const events = props.events ?? [];
    const at = events.findIndex((each) => each.id === props.selected?.id);
    const next =
      event.key === "ArrowDown"
        ? Math.min(events.length - 1, at + 1)
        : event.key === "ArrowUp"
          ? Math.max(0, at - 1)
          : event.key === "Home"
            ? 0
            : event.key === "End"
              ? events.length - 1
              : undefined;
    const chosen = next === undefined ? undefined : events[next];
    if (next === undefined || chosen === undefined) return;
    event.preventDefault();
    props.onSelect(chosen);
    list?.children[next]?.scrollIntoView({ block: "nearest" });
  };
  const isFresh = makeFreshness();
  const when = (event: LochanEvent): string =>
    Date.now() - event.timestamp < CLOCK_LIMIT_MS
      ? formatFineClock(event.timestamp, props.timeZone)
      : formatDay(event.timestamp, props.timeZone);
  return (
    <Panel title="Stream" aside={<span role="status">{props.status}</span>}>
      <Switch>
        <Match when={props.events === undefined}>
          <div class={styles["stream"]}>
            <Skeleton height="100%" />
          </div>
        </Match>
        <Match when={props.events?.length === 0}>
          <div class={styles["stream"]}>
            <EmptyState title="Waiting for the first event" icon="live">
              Use a site that carries the snippet in this browser, and watch it here.
            </EmptyState>
          </div>
        </Match>
        <Match when={true}>
          <div
            ref={list}
            class={styles["stream"]}
            role="listbox"
            tabIndex={0}
            aria-label="Events, newest first"
            aria-activedescendant={props.selected === undefined ? undefined : `event-${props.selected.id}`}
            onKeyDown={move}
          >
            <For each={props.events}>
              {(event) => (
                <div
                  id={`event-${event.id}`}
                  role="option"
                  class={join(styles["row"], isFresh(event.receivedAt) && styles["fresh"])}
                  aria-selected={event.id === props.selected?.id}
                  onClick={() => props.onSelect(event)}
                >
                  <span class={styles["time"]}>{when(event)}</span>
                  <span class={styles["name"]}>{event.name}</span>
                  <span class={styles["summary"]}>
                    <LeftOutBadge rule={ruleOf(event, props.rules)} />
                    {eventSummary(event)}
                  </span>
                  <span class={styles["who"]}>{eventActor(event)}</span>
                </div>
              )}
            </For>
          </div>
        </Match>
      </Switch>
    </Panel>
  );
}
