import { createMemo, For, Show, type JSX } from "solid-js";
import type { LochanEvent } from "../../model/event.ts";
import type { Failure } from "../../model/failure.ts";
import type { Filter } from "../../model/question.ts";
import type { TrackingPlan } from "../../model/tracking-plan.ts";
import type { ActiveRule } from "../../model/traffic.ts";
import { IconButton } from "../controls/button.tsx";
import { EmptyState } from "../controls/empty-state.tsx";
import { ErrorState } from "../controls/error-state.tsx";
import { Skeleton } from "../controls/skeleton.tsx";
import { Inspector } from "../live/inspector.tsx";
import { filterToText } from "../state/filter-words.ts";
import { drawnText } from "./event-columns.ts";
import styles from "./events-page.module.css";

/** What is known of the event an address names. */
export type OpenedEvent =
  | { kind: "loading" }
  | { kind: "gone" }
  | { kind: "failed"; failure: Failure }
  | { kind: "found"; event: LochanEvent };

/** Longer values make no filter anybody would keep, nor a link. */
const LONGEST_VALUE = 1_000;

/** One event whole, and the ways from it to others like it. */
export function EventDetails(props: {
  opened: OpenedEvent;
  rules: readonly ActiveRule[];
  timeZone: string;
  plan: TrackingPlan | undefined;
  onFilter: (filter: Filter) => void;
  onClose: () => void;
}): JSX.Element {
  const found = createMemo(() => (props.opened.kind === "found" ? props.opened.event : undefined));
  const failure = (): Failure | undefined =>
    props.opened.kind === "failed" ? props.opened.failure : undefined;
  return (
    <section
      class={styles["details"]}
      aria-label="The chosen event"
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || event.defaultPrevented) return;
        event.preventDefault();
        props.onClose();
      }}
    >
      <div class={styles["close"]}>
        <IconButton small look="quiet" icon="close" label="Close the event" onClick={() => props.onClose()} />
      </div>
      <Show when={props.opened.kind === "loading"}>
        <Skeleton height="240px" />
      </Show>
      <Show when={props.opened.kind === "gone"}>
        <EmptyState title="This event is not here" icon="info">
          It was erased, or this device never had it.
        </EmptyState>
      </Show>
      <Show when={failure()}>{(reason) => <ErrorState failure={reason()} />}</Show>
      <Show when={found()}>
        {(event) => (
          <>
            <Inspector event={event()} rules={props.rules} timeZone={props.timeZone} plan={props.plan} />
            <div class={styles["like"]}>
              <h3 id="events-like-this">Show only events where</h3>
              <ul aria-labelledby="events-like-this">
                <For each={filtersOf(event())}>
                  {(filter) => (
                    <li>
                      <button
                        type="button"
                        class={styles["likeThis"]}
                        title={drawnText(filterToText(filter))}
                        onClick={() => props.onFilter(filter)}
                      >
                        {drawnText(filterToText(filter))}
                      </button>
                    </li>
                  )}
                </For>
              </ul>
            </div>
          </>
        )}
      </Show>
    </section>
  );
}

/** One for each value of the event that a filter can hold. */
function filtersOf({ name, userId, distinctId, sessionId, source, properties }: LochanEvent): Filter[] {
  const own: [string, string | undefined][] = [
    ["$name", name],
    ["$userId", userId],
    ["$distinctId", distinctId],
    ["$sessionId", sessionId],
    ["$source", source],
  ];
  const all: [string, unknown][] = [...own, ...Object.entries(properties)];
  return all.flatMap(([property, value]): Filter[] => {
    if (property === "" || property.length > LONGEST_VALUE) return [];
    if (typeof value === "string") return value.length > LONGEST_VALUE ? [] : [{ property, op: "is", value }];
    return typeof value === "number" || typeof value === "boolean" ? [{ property, op: "is", value }] : [];
  });
}
