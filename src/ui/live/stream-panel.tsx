import type { JSX } from "solid-js";
import type { LochanEvent } from "../../model/event.ts";
import { ruleOf, type ActiveRule } from "../../model/traffic.ts";
import { EmptyState } from "../controls/empty-state.tsx";
import { Panel } from "../controls/panel.tsx";
import { Skeleton } from "../controls/skeleton.tsx";
import list from "../controls/stream-list.module.css";
import { StreamList } from "../controls/stream-list.tsx";
import { eventActor, eventSummary } from "../overview/event-summary.ts";
import { formatDay, formatFineClock } from "../state/format.ts";
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
  const when = (event: LochanEvent): string =>
    Date.now() - event.timestamp < CLOCK_LIMIT_MS
      ? formatFineClock(event.timestamp, props.timeZone)
      : formatDay(event.timestamp, props.timeZone);
  return (
    <Panel title="Stream" aside={<span role="status">{props.status}</span>}>
      <StreamList
        class={styles["stream"]}
        label="Events, newest first"
        rows={props.events ?? []}
        empty={
          props.events === undefined ? (
            <Skeleton height="100%" />
          ) : (
            <EmptyState title="Waiting for the first event" icon="live">
              Use a site that carries the snippet in this browser, and watch it here.
            </EmptyState>
          )
        }
        selected={props.selected}
        idOf={({ id }) => `event-${id}`}
        receivedAt={(event) => event.receivedAt}
        onSelect={props.onSelect}
      >
        {(event) => (
          <>
            <span class={list["time"]}>{when(event)}</span>
            <span class={list["name"]}>{event.name}</span>
            <span class={list["summary"]}>
              <LeftOutBadge rule={ruleOf(event, props.rules)} />
              {eventSummary(event)}
            </span>
            <span class={styles["who"]}>{eventActor(event)}</span>
          </>
        )}
      </StreamList>
    </Panel>
  );
}
