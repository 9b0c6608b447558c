import { createResource, createSignal, Show, type JSX } from "solid-js";
import type { ImportHistoryEntry, UndoneImport } from "../../model/import.ts";
import type { Result } from "../../model/failure.ts";
import type { Project } from "../../model/project.ts";
import { Badge } from "../controls/badge.tsx";
import { Button } from "../controls/button.tsx";
import { EmptyState } from "../controls/empty-state.tsx";
import { ErrorState } from "../controls/error-state.tsx";
import { join } from "../controls/join.ts";
import { Notice } from "../controls/notice.tsx";
import { Panel } from "../controls/panel.tsx";
import { Skeleton } from "../controls/skeleton.tsx";
import { COUNT_COLUMNS } from "../controls/count-columns.ts";
import { Table, type Column } from "../controls/table.tsx";
import { useEngine } from "../state/engine-context.ts";
import { formatCount } from "../state/format.ts";
import { whenText } from "../state/figures.ts";
import { chooseFiles } from "./choose-files.ts";
import { importQueueOf, isOver } from "./import-queue.ts";
import { restoresOf } from "./restores.ts";
import { stayWords, UndoImportDialog, undoneWords } from "./undo-import-dialog.tsx";
import styles from "./data.module.css";

/** Of an import that is done and lacks nothing, none is shown. */
const STATE_WORDS = {
  running: "running",
  done: "read in part",
  cancelled: "cancelled",
  failed: "stopped",
  undone: "undone",
} as const;
const TONES = { running: "plain", done: "warn", cancelled: "warn", failed: "bad", undone: "plain" } as const;

/** Also one that was cut short: what it had stored by then may not be in its counts. */
const canBeUndone = ({ state, accepted, duplicate }: ImportHistoryEntry): boolean =>
  state === "cancelled" || state === "failed" || (state === "done" && accepted + duplicate > 0);

/** That some of its rows may not be here, and no import of a file of that name since has brought them. */
const lacksRows = (
  { state, failure, startedAt, fileName }: ImportHistoryEntry,
  all: readonly ImportHistoryEntry[],
): boolean =>
  state !== "running" &&
  (state !== "done" || failure !== undefined) &&
  !all.some(
    (other) =>
      other.fileName === fileName &&
      other.startedAt > startedAt &&
      (other.state === "done" || other.state === "running"),
  );

/** In place of the columns, where there is no room for them. */
const tallyWords = ({ accepted, duplicate, refused }: ImportHistoryEntry): string =>
  [
    `${formatCount(accepted)} new`,
    duplicate > 0 && `${formatCount(duplicate)} already here`,
    refused > 0 && `${formatCount(refused)} refused`,
  ]
    .filter((words) => words !== false)
    .join(" · ");

/** Every import of the project, newest first. */
export function HistoryTable(props: {
  project: Project;
  /** To be imported once more. */
  onFiles: (files: File[]) => void;
}): JSX.Element {
  const engine = useEngine();
  const queue = importQueueOf(engine);
  const restores = restoresOf(engine);
  const overCount = (): number => queue.jobs().filter(isOver).length + restores.over();
  // An initial value: without one, reading it suspends the whole page.
  const [history, { refetch }] = createResource(
    () => ({ id: props.project.id, over: overCount() }),
    ({ id }): Promise<Result<ImportHistoryEntry[]> | undefined> => engine.imports(id),
    { initialValue: undefined },
  );
  const [asked, setAsked] = createSignal<ImportHistoryEntry>();
  const [undone, setUndone] = createSignal<UndoneImport>();
  let outcome: HTMLDivElement | undefined;
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
          <span class={join(styles["why"], styles["below"])}>
            {whenText(entry.startedAt, props.project.timeZone, Date.now())} · {tallyWords(entry)}
          </span>
          <Show when={entry.state !== "done" || entry.failure !== undefined}>
            <Badge tone={TONES[entry.state]}>{STATE_WORDS[entry.state]}</Badge>
          </Show>
          <Show
            when={entry.undone}
            fallback={
              <Show when={entry.failure}>
                <span class={styles["why"]}>{entry.failure}</span>
              </Show>
            }
          >
            {(undone) => (
              <span class={styles["why"]}>
                {undoneWords(undone())}, {whenText(undone().at, props.project.timeZone, Date.now())}
              </span>
            )}
          </Show>
          <Show when={lacksRows(entry, entries() ?? [])}>
            <Button
              small
              class={styles["again"]}
              aria-label={`Import again: ${entry.fileName}`}
              title="Choose the file again: rows that are here already are skipped."
              onClick={() => void chooseFiles().then(props.onFiles)}
            >
              Import again
            </Button>
          </Show>
        </span>
      ),
    },
    { header: "Read", cell: (entry) => formatCount(entry.read), number: true },
    ...COUNT_COLUMNS,
    {
      header: <span class="visually-hidden">Undo</span>,
      number: true,
      cell: (entry) => (
        <Show when={canBeUndone(entry)}>
          <Button
            small
            look="quiet"
            aria-label={`Undo the import of ${entry.fileName}`}
            onClick={() => {
              setUndone(undefined);
              setAsked(entry);
            }}
          >
            Undo
          </Button>
        </Show>
      ),
    },
  ];

  return (
    <Panel title="History" class={styles["history"]}>
      <div ref={outcome} tabIndex={-1} class={styles["outcome"]}>
        <Show when={undone()}>
          {(done) => (
            <Notice
              tone={done().events > 0 ? "good" : "plain"}
              title={undoneWords(done())}
              onDismiss={() => setUndone(undefined)}
            >
              <Show when={done().kept > 0}>{stayWords(done().kept)} </Show>
              <Show when={done().events > 0}>
                What is left has been counted anew. Import the file again to bring back what went.
              </Show>
            </Notice>
          )}
        </Show>
      </div>
      <UndoImportDialog
        project={props.project}
        entry={asked()}
        // The button that asked goes with its import.
        returnFocus={() => (undone() === undefined ? undefined : outcome)}
        onClose={() => setAsked(undefined)}
        onUndone={(done) => {
          // Its panel would go on to say that they are here.
          queue.dismiss(asked()?.id ?? "");
          setUndone(done);
          setAsked(undefined);
          void refetch();
        }}
      />
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
