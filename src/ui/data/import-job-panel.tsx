import { createMemo, Match, Show, Switch, type JSX } from "solid-js";
import type { ImportProgress, ImportSummary } from "../../engine/api.ts";
import type { EventTimes } from "../../model/import.ts";
import type { Failure } from "../../model/failure.ts";
import { Button, IconButton, LinkButton } from "../controls/button.tsx";
import { Card } from "../controls/panel.tsx";
import { Progress } from "../controls/progress.tsx";
import { failureText } from "../state/failure-text.ts";
import { formatBytes, formatCount } from "../state/format.ts";
import { counted } from "../state/counted.ts";
import { aboutText, durationText } from "../state/figures.ts";
import { isOver, type ImportJob, type ImportJobState, type ReadAs } from "./import-queue.ts";
import { makeImportRate } from "./import-rate.ts";
import { ImportParts } from "./import-parts.tsx";
import { encodingWords } from "./part-words.ts";
import { ReadAsSelect } from "./read-as-select.tsx";
import { RefusedRows } from "./refused-rows.tsx";
import styles from "./import-job-panel.module.css";

const verb = (state: ImportJobState): string => {
  switch (state.kind) {
    case "waiting":
      return "Waiting to import";
    case "asking":
      return "Not imported yet:";
    case "running":
      return "Importing";
    case "done":
      return "Imported";
    case "failed":
      if (state.failure.kind === "cancelled") return "Cancelled importing";
      return (state.progress?.accepted ?? 0) > 0 ? "Imported a part of" : "Did not import";
  }
};

/** One file on its way in: progress, then what became of it. */
export function ImportJobPanel(props: {
  job: ImportJob;
  onCancel: () => void;
  onDismiss: () => void;
  /** What is to be said before it is imported: what its columns are. */
  onMap: () => void;
  onReadAs: (how: ReadAs) => void;
  /** After a failure or a cancel: the rest of it. */
  onResume?: (() => void) | undefined;
  /** Where the days of what came in are shown. */
  daysHref?: ((times: EventTimes) => string) | undefined;
}): JSX.Element {
  let cancelled = false;
  const cancel = (): void => {
    cancelled = true;
    props.onCancel();
  };
  const running = () => (props.job.state.kind === "running" ? props.job.state : undefined);
  const done = () => (props.job.state.kind === "done" ? props.job.state.summary : undefined);
  const asking = () => (props.job.state.kind === "asking" ? props.job.state : undefined);
  const failed = () => (props.job.state.kind === "failed" ? props.job.state : undefined);
  return (
    <Card class={styles["job"]}>
      <div class={styles["head"]}>
        <div class={styles["name"]}>
          <h2 class={styles["title"]}>
            {verb(props.job.state)} <bdi>{props.job.fileName}</bdi>
          </h2>
          <ReadAsSelect job={props.job} onReadAs={props.onReadAs} onMap={props.onMap} />
          <Show when={props.job.state.kind === "waiting"}>
            <p class={styles["line"]}>
              {formatBytes(props.job.sizeBytes)}
              {props.job.found === undefined ? ", being looked at" : ", after the file before it"}
            </p>
          </Show>
        </div>
        <Show
          when={!isOver(props.job)}
          fallback={
            <IconButton
              icon="close"
              label={`Dismiss ${props.job.fileName}`}
              look="quiet"
              small
              ref={(button: HTMLButtonElement) => {
                // The Cancel button that had the focus is gone.
                if (cancelled) queueMicrotask(() => button.focus());
              }}
              onClick={() => props.onDismiss()}
            />
          }
        >
          <Button small busy={running()?.cancelling === true} onClick={cancel}>
            Cancel
          </Button>
        </Show>
      </div>
      <Switch>
        <Match when={asking()}>
          {(state) => (
            <div class={styles["asking"]} role="status">
              <p>
                No product is known to write rows like these: say which column is what.{" "}
                {state().proposal.warnings[0]?.message}
              </p>
              <Button small onClick={() => props.onMap()}>
                Choose the columns
              </Button>
            </div>
          )}
        </Match>
        <Match when={running()}>{(state) => <Running job={props.job} progress={state().progress} />}</Match>
        <Match when={done()}>{(summary) => <Done summary={summary()} daysHref={props.daysHref} />}</Match>
        <Match when={failed()}>
          {(state) => (
            <Failed failure={state().failure} progress={state().progress} onResume={props.onResume} />
          )}
        </Match>
      </Switch>
    </Card>
  );
}

/** What is the same the next time. */
const WITHOUT_REST: ReadonlySet<Failure["kind"]> = new Set([
  "unsupported-format",
  "unknown-project",
  "invalid-input",
]);

function Running(props: { job: ImportJob; progress: ImportProgress | undefined }): JSX.Element {
  const read = makeImportRate();
  const rate = createMemo(() => (props.progress === undefined ? undefined : read(props.progress)));
  return (
    <>
      <Progress label={`Importing ${props.job.fileName}`} value={rate()?.fraction} />
      <Show when={props.progress} fallback={<p class={styles["line"]}>Opening the file.</p>}>
        {(progress) => (
          <div class={styles["figures"]}>
            <span>
              {formatCount(progress().read)}
              <Show when={rate()?.estimatedRows}>{(rows) => <> of about {aboutText(rows())}</>}</Show> rows
            </span>
            <span>
              {formatBytes(progress().bytesRead)} of {formatBytes(progress().bytesTotal)}
            </span>
            <span>{aboutText(rate()?.rowsPerSecond ?? 0)} rows/s</span>
            <Show when={rate()?.remainingMs}>
              {(ms) => <span>about {durationText(Math.ceil(ms() / 1000) * 1000)} left</span>}
            </Show>
            <span class={styles["gap"]} />
            <Tally counts={progress()} />
          </div>
        )}
      </Show>
    </>
  );
}

function Tally(props: { counts: { accepted: number; duplicate: number; refused: number } }): JSX.Element {
  return (
    <>
      <span>{formatCount(props.counts.accepted)} new</span>
      <span>{formatCount(props.counts.duplicate)} already here</span>
      <span class={props.counts.refused > 0 ? styles["bad"] : undefined}>
        {formatCount(props.counts.refused)} refused
      </span>
    </>
  );
}

function Done(props: {
  summary: ImportSummary;
  daysHref: ((times: EventTimes) => string) | undefined;
}): JSX.Element {
  const href = (): string | undefined => props.summary.times && props.daysHref?.(props.summary.times);
  /** Of a file that is no archive: of one it stands beside each of its files. */
  const encoding = (): string | undefined => {
    const [only] = props.summary.parts;
    return only === undefined || only.name !== undefined ? undefined : encodingWords(only);
  };
  return (
    <>
      <div class={styles["figures"]} role="status">
        <span>{counted(props.summary.read, "row")} read</span>
        <Tally counts={props.summary} />
        <Show when={encoding()}>{(words) => <span>{words()}</span>}</Show>
        <span class={styles["gap"]} />
        <span>{durationText(props.summary.ms)}</span>
        <Show when={href()}>
          {(to) => (
            <LinkButton small href={to()}>
              Show these days
            </LinkButton>
          )}
        </Show>
      </div>
      <ImportParts summary={props.summary} />
      <Show when={props.summary.refused > 0}>
        <RefusedRows
          fileName={props.summary.fileName}
          total={props.summary.refused}
          rows={props.summary.refusedRows}
          parts={props.summary.parts}
        />
      </Show>
    </>
  );
}

function Failed(props: {
  failure: Failure;
  progress: ImportProgress | undefined;
  onResume: (() => void) | undefined;
}): JSX.Element {
  const kept = () => props.progress?.accepted ?? 0;
  return (
    <div role="alert" class={styles["failed"]}>
      <p class={styles["reason"]}>{failureText(props.failure).title}</p>
      <p>{failureText(props.failure).body}</p>
      <Show
        when={kept() > 0}
        fallback={
          <Show when={props.failure.kind === "unreadable-file"}>
            <p>Nothing of it was imported.</p>
          </Show>
        }
      >
        <p>{counted(kept(), "new event was", "new events were")} stored before that.</p>
      </Show>
      <Show when={!WITHOUT_REST.has(props.failure.kind) && props.onResume}>
        {(resume) => (
          <div>
            <Button small onClick={() => resume()()}>
              {kept() > 0 ? "Import the rest" : "Import it again"}
            </Button>
          </div>
        )}
      </Show>
    </div>
  );
}
