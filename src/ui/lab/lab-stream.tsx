import { For, Match, Show, Switch, type JSX } from "solid-js";
import type { Violation } from "../../model/tracking-plan.ts";
import { Badge } from "../controls/badge.tsx";
import { EmptyState } from "../controls/empty-state.tsx";
import { Input } from "../controls/field.tsx";
import { join } from "../controls/join.ts";
import { Panel } from "../controls/panel.tsx";
import { eventSummary } from "../overview/event-summary.ts";
import { counted } from "../state/counted.ts";
import { formatFineClock } from "../state/format.ts";
import { makeFreshness } from "../state/freshness.ts";
import { violationWords } from "../state/violation-words.ts";
import type { LabTotals, SeenEvent, SeenRefusal, SeenRow } from "./lab-feed.ts";
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
  let list: HTMLDivElement | undefined;
  const isFresh = makeFreshness();
  const at = (): number => props.rows.findIndex(({ key }) => key === props.selected?.key);
  const move = (event: KeyboardEvent): void => {
    const last = props.rows.length - 1;
    const next = {
      ArrowDown: Math.min(last, at() + 1),
      ArrowUp: Math.max(0, at() - 1),
      Home: 0,
      End: last,
    }[event.key];
    const chosen = next === undefined ? undefined : props.rows[next];
    if (next === undefined || chosen === undefined) return;
    event.preventDefault();
    props.onSelect(chosen);
    list?.children[next]?.scrollIntoView({ block: "nearest" });
  };
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
      <Switch>
        <Match when={props.rows.length === 0}>
          <div class={styles["stream"]}>
            <EmptyState
              title={props.filtered ? "No event of such a name" : "Waiting for the first event"}
              icon={props.filtered ? "filter" : "live"}
            >
              {props.filtered
                ? "Others go on being recorded."
                : "Open the site and use it: each event shows here as it comes, with all it carries."}
            </EmptyState>
          </div>
        </Match>
        <Match when={true}>
          <div
            ref={list}
            class={styles["stream"]}
            role="listbox"
            tabIndex={0}
            aria-label="Events of the site, newest first"
            aria-activedescendant={props.selected === undefined ? undefined : `lab-${props.selected.key}`}
            onKeyDown={move}
          >
            <For each={props.rows}>
              {(row) => (
                <div
                  id={`lab-${row.key}`}
                  role="option"
                  class={join(styles["row"], isFresh(timeOf(row)) && styles["fresh"])}
                  aria-selected={row.key === props.selected?.key}
                  onClick={() => props.onSelect(row)}
                >
                  <span class={styles["time"]}>{formatFineClock(timeOf(row), props.timeZone)}</span>
                  {row.kind === "event" ? (
                    <EventRow row={row} violations={props.violationsOf(row)} />
                  ) : (
                    <RefusalRow row={row} />
                  )}
                </div>
              )}
            </For>
          </div>
        </Match>
      </Switch>
    </Panel>
  );
}

const timeOf = (row: SeenRow): number => (row.kind === "event" ? row.event.receivedAt : row.at);

function EventRow(props: { row: SeenEvent; violations: Violation[] | undefined }): JSX.Element {
  return (
    <>
      <span class={styles["name"]}>{props.row.event.name}</span>
      <span class={styles["summary"]}>{eventSummary(props.row.event)}</span>
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
      <span class={styles["name"]}>{props.row.name}</span>
      <span class={styles["summary"]}>{props.row.reason}</span>
      <span class={styles["badges"]}>
        <Badge tone="bad">refused</Badge>
      </span>
    </>
  );
}
