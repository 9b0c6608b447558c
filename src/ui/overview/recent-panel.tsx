import { createMemo, createSignal, For, Match, Show, Switch, type JSX } from "solid-js";
import type { LochanEvent } from "../../model/event.ts";
import { isEventTerm } from "../../model/filter-terms.ts";
import { matchesFilters } from "../../model/match-filter.ts";
import { activeRules, ruleOf } from "../../model/traffic.ts";
import { IconButton } from "../controls/button.tsx";
import { EmptyState } from "../controls/empty-state.tsx";
import { join } from "../controls/join.ts";
import { Panel } from "../controls/panel.tsx";
import { Skeleton } from "../controls/skeleton.tsx";
import { eventHref } from "../state/event-address.ts";
import { formatClock, formatCount, formatDay, formatInstant } from "../state/format.ts";
import { useLive } from "../state/live.ts";
import { makeFreshness } from "../state/freshness.ts";
import { createPainted } from "../state/painted.ts";
import { createPausable } from "../state/pausable.ts";
import { useProject } from "../state/projects-context.ts";
import { withPlaced } from "../state/known-segments.ts";
import { useSegments } from "../state/segments.ts";
import { useView } from "../state/view-context.ts";
import { eventActor, eventSummary } from "./event-summary.ts";
import styles from "./recent-panel.module.css";

const CLOCK_LIMIT_MS = 24 * 3_600_000;
/** More than there is room for. Whoever scrolls gets them all; who does not is spared laying them out. */
const ROWS_AT_TOP = 24;

/** The last hundred events as they come in; pausable. */
export function RecentPanel(): JSX.Element {
  const live = useLive();
  const view = useView();
  const project = useProject();
  const segments = useSegments();
  const placed = createMemo(() => withPlaced(view.state().filters, segments.all() ?? []));
  const isAllTold = (): boolean => placed().every(isEventTerm);
  const stream = createMemo(() => {
    const { allTraffic } = view.state();
    const rules = allTraffic ? [] : activeRules(project());
    const told = placed().filter(isEventTerm);
    return live.recent()?.filter((event) => matchesFilters(event, told) && !ruleOf(event, rules));
  });
  const emptyWords = (): string => {
    if (view.state().filters.length > 0) return "None of the last hundred events match the filters.";
    return live.recent()?.length === 0
      ? "Events appear the moment they arrive."
      : "Traffic rules leave out all of the last hundred events.";
  };
  const feed = createPausable(stream, () => `${project().id} ${live.generation()}`);
  const [scrolled, setScrolled] = createSignal(false);
  const isPainted = createPainted(1);
  const rows = createMemo(() =>
    scrolled() ? feed.shown() : feed.shown()?.slice(0, isPainted() ? ROWS_AT_TOP : 0),
  );
  const isFresh = makeFreshness();
  const when = (event: LochanEvent): string =>
    Date.now() - event.timestamp < CLOCK_LIMIT_MS
      ? formatClock(event.timestamp, project().timeZone)
      : formatDay(event.timestamp, project().timeZone);
  return (
    <Panel
      title="Recent events"
      aside={
        <>
          <span class={styles["streaming"]} role="status">
            <Show
              when={feed.paused()}
              fallback={
                <>
                  <span class={styles["dot"]} aria-hidden="true" />
                  streaming
                </>
              }
            >
              {feed.waiting() === 0 ? "paused" : `paused, ${formatCount(feed.waiting())} new`}
            </Show>
          </span>
          <IconButton
            icon={feed.paused() ? "play" : "pause"}
            label={feed.paused() ? "Resume the stream" : "Pause the stream"}
            look="quiet"
            small
            onClick={feed.toggle}
          />
        </>
      }
    >
      <Show when={!isAllTold()}>
        <p class={styles["note"]}>Filters on what users and sessions did do not apply to this list.</p>
      </Show>
      <Switch>
        <Match when={feed.shown() === undefined}>
          <div class={styles["feed"]}>
            <div class={styles["skeletons"]}>
              <For each={Array.from({ length: 9 })}>{() => <Skeleton height="20px" />}</For>
            </div>
          </div>
        </Match>
        <Match when={feed.shown()?.length === 0}>
          <div class={styles["feed"]}>
            <EmptyState title="No events here yet" icon="live">
              {emptyWords()}
            </EmptyState>
          </div>
        </Match>
        <Match when={true}>
          <ol
            class={join(styles["feed"], styles["list"])}
            tabIndex={0}
            aria-label="Recent events, newest first"
            onScroll={(event) => setScrolled(event.currentTarget.scrollTop > 0)}
          >
            <For each={rows()}>
              {(event) => (
                <li>
                  <a
                    class={join(styles["row"], isFresh(event.receivedAt) && styles["fresh"])}
                    href={eventHref(view.href("/live"), event.id)}
                    tabIndex={-1}
                    title={`${formatInstant(event.timestamp, project().timeZone)}. Inspect`}
                  >
                    <time class={styles["time"]} dateTime={new Date(event.timestamp).toISOString()}>
                      {when(event)}
                    </time>
                    <span class={styles["name"]}>{event.name}</span>
                    <span class={styles["summary"]}>{eventSummary(event)}</span>
                    <span class={styles["who"]}>{eventActor(event)}</span>
                  </a>
                </li>
              )}
            </For>
          </ol>
        </Match>
      </Switch>
    </Panel>
  );
}
