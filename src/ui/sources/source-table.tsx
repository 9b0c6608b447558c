import { createMemo, createResource, createSignal, Match, Show, Switch, type JSX } from "solid-js";
import type { Result } from "../../model/failure.ts";
import type { LiveFeed } from "../../model/live-feed.ts";
import type { Project } from "../../model/project.ts";
import { Badge, type Tone } from "../controls/badge.tsx";
import { Button } from "../controls/button.tsx";
import { EmptyState } from "../controls/empty-state.tsx";
import { ErrorState } from "../controls/error-state.tsx";
import { Panel } from "../controls/panel.tsx";
import { Skeleton } from "../controls/skeleton.tsx";
import { Table, type Column } from "../controls/table.tsx";
import { whenText } from "../state/figures.ts";
import { createClock } from "../state/clock.ts";
import { counted } from "../state/counted.ts";
import { useEngine } from "../state/engine-context.ts";
import { awaitedWords } from "../state/engine-words.ts";
import { formatCount } from "../state/format.ts";
import { useLive } from "../state/live.ts";
import type { Refusals } from "./refusals-state.ts";
import { makeSourceRows, type SourceKind, type SourceRow, type SourceState } from "./source-rows.ts";
import { createTotals, type Folders } from "./sources-state.ts";
import styles from "./sources.module.css";

const SHOWN = 25;
const MINUTE_MS = 60_000;

const KIND_WORDS: Record<SourceKind, string> = {
  site: "Site",
  file: "File",
  script: "Script",
  feed: "Feed",
  folder: "Folder",
  replay: "Replay",
  other: "Other",
};

const STATE_WORDS: Record<SourceState, readonly [words: string, tone: Tone]> = {
  counting: ["Counting", "plain"],
  sending: ["Sending now", "good"],
  quiet: ["Quiet", "plain"],
  waiting: ["No event yet", "plain"],
  read: ["Imported", "plain"],
  paused: ["Paused", "warn"],
  troubled: ["Needs attention", "bad"],
};

/** Every source of the project, counted by the query engine. */
export function SourceTable(props: { project: Project; folders: Folders; refusals: Refusals }): JSX.Element {
  const live = useLive();
  const engine = useEngine();
  const totals = createTotals(() => props.project.id);
  const now = createClock(MINUTE_MS);
  const [showsAll, setShowsAll] = createSignal(false);
  const [readFeeds] = createResource(
    () => ({ id: props.project.id, catalog: live.catalog() }),
    ({ id }): Promise<Result<LiveFeed[]> | undefined> => engine.feeds(id),
    { initialValue: undefined },
  );
  const feeds = () => {
    const read = readFeeds.latest;
    return (read?.ok === true ? read.value : []).map(({ id, name, state }) => ({
      name,
      paused: state !== "on",
      trouble: live.feeds().find(({ feedId }) => feedId === id)?.error,
    }));
  };
  const rows = createMemo(() => {
    const rows = makeSourceRows({
      totals: totals.value(),
      origins: props.project.allowedOrigins,
      folders: props.folders.value() ?? [],
      feeds: feeds(),
      refusals: props.refusals.value() ?? [],
    });
    return totals.value() === undefined && rows.length === 0 ? undefined : rows;
  });
  const isComing = (): boolean => ["idle", "starting", "loading", "rebuilding"].includes(live.mirror().kind);

  const columns: Column<SourceRow>[] = [
    {
      header: "Source",
      cell: (row) => (
        <span class={styles["source"]}>
          <bdi class={styles["name"]}>{row.name}</bdi>
          <Badge>{KIND_WORDS[row.kind]}</Badge>
        </span>
      ),
    },
    {
      header: "State",
      cell: (row) => <Badge tone={STATE_WORDS[row.state][1]}>{STATE_WORDS[row.state][0]}</Badge>,
    },
    {
      header: "Last event",
      cell: (row) => (
        <span class={styles["when"]}>
          <Show when={row.events !== undefined} fallback={<Skeleton height="14px" />}>
            {row.lastAt === undefined ? "–" : whenText(row.lastAt, props.project.timeZone, now())}
          </Show>
        </span>
      ),
    },
    { header: "Last minute", cell: (row) => countOrWait(row.perMinute), number: true },
    { header: "Events", cell: (row) => countOrWait(row.events), number: true },
    {
      header: "Refused",
      cell: (row) => (
        <Show when={row.refused > 0} fallback="0">
          <a href="#refusals" class={styles["refused"]}>
            {formatCount(row.refused)}
          </a>
        </Show>
      ),
      number: true,
    },
  ];

  return (
    <Panel
      title="Where events come from"
      aside={
        <Show when={totals.value() && rows()}>{(all) => <span>{counted(all().length, "source")}</span>}</Show>
      }
    >
      <Switch
        fallback={
          <div class={styles["skeletons"]}>
            <p class={styles["note"]} role="status">
              {awaitedWords(live.mirror())}
            </p>
            <Skeleton height="28px" />
            <Skeleton height="28px" />
            <Skeleton height="28px" />
          </div>
        }
      >
        <Match when={totals.value() === undefined && !isComing() && totals.failure()}>
          {(reason) => <ErrorState failure={reason()} onRetry={() => totals.retry()} />}
        </Match>
        <Match when={rows()}>
          {(all) => (
            <>
              <Show when={totals.value() === undefined}>
                <p class={styles["awaited"]} role="status">
                  {awaitedWords(live.mirror())}
                </p>
              </Show>
              <Table
                caption="Sources of this project"
                columns={columns}
                rows={showsAll() ? all() : all().slice(0, SHOWN)}
                empty={
                  <EmptyState title="Nothing sends to this project yet" icon="sources">
                    Put the snippet on a site and allow its origin, add a live feed, watch a folder, or import
                    a file on the Data page.
                  </EmptyState>
                }
              />
              <Show when={all().length > SHOWN}>
                <div class={styles["more"]}>
                  <Button small onClick={() => setShowsAll((shown) => !shown)}>
                    {showsAll() ? `Show the latest ${SHOWN}` : `Show all ${formatCount(all().length)}`}
                  </Button>
                </div>
              </Show>
            </>
          )}
        </Match>
      </Switch>
    </Panel>
  );
}

const countOrWait = (count: number | undefined): JSX.Element =>
  count === undefined ? <Skeleton height="14px" /> : formatCount(count);
