import { createMemo, Match, Show, Switch, type JSX } from "solid-js";
import type { EngineApi } from "../../engine/api.ts";
import { Card } from "../controls/panel.tsx";
import { EmptyState } from "../controls/empty-state.tsx";
import { Skeleton } from "../controls/skeleton.tsx";
import { createClock } from "../state/clock.ts";
import { counted } from "../state/counted.ts";
import { formatMs } from "../state/format.ts";
import type { SqlRun } from "./create-sql-run.ts";
import type { ErrorPlace } from "./error-place.ts";
import { ResultPanel } from "./result-panel.tsx";
import { RunFailure } from "./run-failure.tsx";
import styles from "./sql.module.css";

type Of<Kind extends SqlRun["kind"]> = Extract<SqlRun, { kind: Kind }>;

/** What a statement came to so far. */
export function RunOutcome(props: {
  engine: EngineApi;
  projectId: string;
  projectName: string;
  run: SqlRun;
  place: ErrorPlace | undefined;
  shown: "table" | "chart";
  onShow: (shown: "table" | "chart") => void;
  onGoTo: (place: ErrorPlace) => void;
  onRetry: (timeoutMs?: number) => void;
}): JSX.Element {
  const of = <Kind extends SqlRun["kind"]>(kind: Kind) =>
    createMemo(() => (props.run.kind === kind ? (props.run as Of<Kind>) : undefined));
  const [running, cancelled, failed, done] = [of("running"), of("cancelled"), of("failed"), of("done")];
  return (
    <>
      <p class="visually-hidden" role="status">
        {spoken(props.run)}
      </p>
      <Switch
        fallback={
          <Card>
            <EmptyState icon="table" title="Nothing was run yet">
              Run the statement to see its rows here. It only reads: nothing you write can change an event.
            </EmptyState>
          </Card>
        }
      >
        <Match when={running()}>{(run) => <Running startedAt={run().startedAt} />}</Match>
        <Match when={cancelled()}>
          {(run) => (
            <Card>
              <EmptyState title="Cancelled">It ran for {formatMs(run().ms)}. Nothing was changed.</EmptyState>
            </Card>
          )}
        </Match>
        <Match when={failed()}>
          {(run) => (
            <RunFailure
              failure={run().failure}
              place={props.place}
              onGoTo={props.onGoTo}
              onRetry={props.onRetry}
            />
          )}
        </Match>
        <Match when={done()}>
          {(run) => (
            <ResultPanel
              engine={props.engine}
              projectId={props.projectId}
              projectName={props.projectName}
              done={run()}
              shown={props.shown}
              onShow={props.onShow}
            />
          )}
        </Match>
      </Switch>
    </>
  );
}

function spoken(run: SqlRun): string {
  if (run.kind === "running") return "Running.";
  if (run.kind === "cancelled") return "Cancelled.";
  if (run.kind !== "done") return "";
  const { rows, truncated, ms } = run.result;
  return `${truncated ? "The first " : ""}${counted(rows.length, "row")} in ${formatMs(ms)}.`;
}

function Running(props: { startedAt: number }): JSX.Element {
  const now = createClock(1000);
  const seconds = (): number => Math.max(0, Math.floor((now() - props.startedAt) / 1000));
  return (
    <Card>
      <div class={styles["running"]}>
        <p>
          Running
          <Show when={seconds() > 0}>
            <span aria-hidden="true"> for {seconds()} s</span>
          </Show>
        </p>
        <Skeleton height="180px" />
      </div>
    </Card>
  );
}
