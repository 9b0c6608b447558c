import { createResource, Show, type JSX } from "solid-js";
import type { ImportHistoryEntry } from "../../model/import.ts";
import type { Result } from "../../model/failure.ts";
import type { Project } from "../../model/project.ts";
import { Badge } from "../controls/badge.tsx";
import { EmptyState } from "../controls/empty-state.tsx";
import { ErrorState } from "../controls/error-state.tsx";
import { Panel } from "../controls/panel.tsx";
import { Skeleton } from "../controls/skeleton.tsx";
import { Table, type Column } from "../controls/table.tsx";
import { useEngine } from "../state/engine-context.ts";
import { formatCount } from "../state/format.ts";
import { whenText } from "../state/figures.ts";
import { importQueueOf, isOver } from "./import-queue.ts";
import styles from "./data.module.css";

const STATE_WORDS = {
  running: "running",
  done: "done",
  cancelled: "cancelled",
  failed: "stopped",
} as const;

/** Every import of the project, newest first. */
export function HistoryTable(props: { project: Project }): JSX.Element {
  const engine = useEngine();
  const queue = importQueueOf(engine);
  const overCount = (): number => queue.jobs().filter(isOver).length;
  // An initial value: without one, reading it suspends the whole page.
  const [history, { refetch }] = createResource(
    () => ({ id: props.project.id, over: overCount() }),
    ({ id }): Promise<Result<ImportHistoryEntry[]> | undefined> => engine.imports(id),
    { initialValue: undefined },
  );
  const latest = () => history.latest;
  const failure = () => {
    const result = latest();
    return result?.ok === false ? result.failure : undefined;
  };
  const entries = (): ImportHistoryEntry[] | undefined => {
    const result = latest();
    return result?.ok === true ? result.value.toSorted((a, b) => b.startedAt - a.startedAt) : undefined;
  };

  const columns = (): Column<ImportHistoryEntry>[] => [
    {
      header: "When",
      cell: (entry) => (
        <span class={styles["when"]}>{whenText(entry.startedAt, props.project.timeZone, Date.now())}</span>
      ),
    },
    {
      header: "What",
      cell: (entry) => (
        <span class={styles["what"]}>
          <bdi class={styles["fileName"]}>{entry.fileName}</bdi>
          <Show when={entry.state !== "done"}>
            <Badge tone={entry.state === "failed" ? "bad" : entry.state === "cancelled" ? "warn" : "plain"}>
              {STATE_WORDS[entry.state]}
            </Badge>
          </Show>
          <Show when={entry.failure}>
            <span class={styles["why"]}>{entry.failure}</span>
          </Show>
        </span>
      ),
    },
    { header: "Read", cell: (entry) => formatCount(entry.read), number: true },
    { header: "New", cell: (entry) => formatCount(entry.accepted), number: true },
    { header: "Already here", cell: (entry) => formatCount(entry.duplicate), number: true },
    { header: "Refused", cell: (entry) => formatCount(entry.refused), number: true },
  ];

  return (
    <Panel title="History">
      <Show
        when={failure()}
        fallback={
          <Show
            when={entries()}
            fallback={
              <div class={styles["skeletons"]}>
                <Skeleton height="28px" />
                <Skeleton height="28px" />
                <Skeleton height="28px" />
              </div>
            }
          >
            {(rows) => (
              <Table
                caption="Imports of this project"
                columns={columns()}
                rows={rows()}
                empty={
                  <EmptyState title="No file has been imported yet" icon="file">
                    Events that arrive from a site are not listed here: they are under Live.
                  </EmptyState>
                }
              />
            )}
          </Show>
        }
      >
        {(reason) => <ErrorState failure={reason()} onRetry={() => void refetch()} />}
      </Show>
    </Panel>
  );
}
