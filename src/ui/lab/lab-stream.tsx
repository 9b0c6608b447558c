import { Show, type JSX } from "solid-js";
import type { Violation } from "../../model/tracking-plan.ts";
import { Badge } from "../controls/badge.tsx";
import { EmptyState } from "../controls/empty-state.tsx";
import { Input } from "../controls/field.tsx";
import { Panel } from "../controls/panel.tsx";
import list from "../controls/stream-list.module.css";
import { StreamList } from "../controls/stream-list.tsx";
import { eventSummary } from "../overview/event-summary.ts";
import { counted } from "../state/counted.ts";
import { formatFineClock } from "../state/format.ts";
import { violationWords } from "../state/violation-words.ts";
import type { LabTotals, SeenEvent, SeenRefusal, SeenRow } from "./lab-trail.ts";
import styles from "./lab-stream.module.css";

/** What the site sends, newest first; one row can be chosen, by click or arrow keys. */
export function LabStream(props: {
  rows: readonly SeenRow[];
  totals: LabTotals;
  /** All rows are of the filter's names. */
  filtered: boolean;
  filter: string;
  onFilter: (text: string) => void;
  paused: boolean;
  waiting: number;
  selected: SeenRow | undefined;
  timeZone: string;
  /** Undefined where there is no plan. */
  violationsOf: (row: SeenEvent) => Violation[] | undefined;
  onSelect: (row: SeenRow) => void;
}): JSX.Element {
  const said = (): string => {
    const { events, refused, resends } = props.totals;
    const parts = [counted(events, "event")];
    if (refused > 0) parts.push(`${refused} refused`);
    if (resends > 0) parts.push(`${resends} sent again`);
    if (props.paused) parts.push(props.waiting === 0 ? "paused" : `paused, ${props.waiting} new`);
    return parts.join(" · ");
  };
  return (
    <Panel title="Events of the site" aside={<span role="status">{said()}</span>}>
      <Input
        class={styles["filter"]}
        type="search"
        aria-label="Filter by event name"
        placeholder="Filter by event name"
        value={props.filter}
        onInput={(text) => props.onFilter(text)}
      />
      <StreamList
        class={styles["stream"]}
        label="Events of the site, newest first"
        rows={props.rows}
        empty={
          <EmptyState
            title={props.filtered ? "No event of such a name" : "Waiting for the first event"}
            icon={props.filtered ? "filter" : "live"}
          >
            {props.filtered
              ? "Others go on being recorded."
              : "Open the site and use it: each event shows here as it comes, with all it carries."}
          </EmptyState>
        }
        selected={props.selected}
        idOf={({ key }) => `lab-${key}`}
        receivedAt={timeOf}
        onSelect={props.onSelect}
      >
        {(row) => (
          <>
            <span class={list["time"]}>{formatFineClock(timeOf(row), props.timeZone)}</span>
            {row.kind === "event" ? (
              <EventRow row={row} violations={props.violationsOf(row)} />
            ) : (
              <RefusalRow row={row} />
            )}
          </>
        )}
      </StreamList>
    </Panel>
  );
}

const timeOf = (row: SeenRow): number => (row.kind === "event" ? row.event.receivedAt : row.at);

function EventRow(props: { row: SeenEvent; violations: Violation[] | undefined }): JSX.Element {
  return (
    <>
      <span class={list["name"]}>{props.row.event.name}</span>
      <span class={list["summary"]}>{eventSummary(props.row.event)}</span>
      <span class={styles["badges"]}>
        <Show when={props.row.resends > 0}>
          <Badge>sent again ×{props.row.resends}</Badge>
        </Show>
        <Show
          when={props.violations?.[0]}
          fallback={
            <Show when={props.violations !== undefined}>
              <Badge tone="good">ok</Badge>
            </Show>
          }
        >
          {(violation) => (
            <Badge tone="warn">
              plan: {violationWords(violation())}
              {(props.violations?.length ?? 0) > 1 ? ` +${(props.violations?.length ?? 0) - 1}` : ""}
            </Badge>
          )}
        </Show>
      </span>
    </>
  );
}

function RefusalRow(props: { row: SeenRefusal }): JSX.Element {
  return (
    <>
      <span class={list["name"]}>{props.row.name}</span>
      <span class={list["summary"]}>{props.row.reason}</span>
      <span class={styles["badges"]}>
        <Badge tone="bad">refused</Badge>
      </span>
    </>
  );
}
