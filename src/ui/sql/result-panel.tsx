import { createMemo, createSignal, createUniqueId, Match, onCleanup, Show, Switch, type JSX } from "solid-js";
import type { EngineApi, SqlResult } from "../../engine/api.ts";
import type { Failure } from "../../model/failure.ts";
import { sizeWords } from "../../model/size-words.ts";
import { SQL_LIMITS } from "../../model/sql-limits.ts";
import { drawBars, drawPlot, inkOf, type LegendKey } from "../charts/draw-picture.ts";
import { SaveMenu } from "../charts/save-menu.tsx";
import { Button } from "../controls/button.tsx";
import { EmptyState } from "../controls/empty-state.tsx";
import { ErrorState } from "../controls/error-state.tsx";
import { Panel } from "../controls/panel.tsx";
import { Select } from "../controls/select.tsx";
import { Tabs } from "../controls/tabs.tsx";
import { saveCsv } from "../data/save-blob.ts";
import { capital } from "../state/capital.ts";
import { counted } from "../state/counted.ts";
import { formatCount, formatMs } from "../state/format.ts";
import type { SqlRun } from "./create-sql-run.ts";
import { MOST_LINES, ResultChart, drawnOf, type Drawn } from "./result-chart.tsx";
import { drawableOf, resultToCsv } from "./result-shape.ts";
import { ResultTable } from "./result-table.tsx";
import { SqlReceipt } from "./sql-receipt.tsx";
import styles from "./sql.module.css";

const TITLE = "SQL result";

type Done = Extract<SqlRun, { kind: "done" }>;

/** What came of a statement that ran: rows or a chart, and what to take along. */
export function ResultPanel(props: {
  engine: EngineApi;
  projectId: string;
  projectName: string;
  done: Done;
  shown: "table" | "chart";
  onShow: (shown: "table" | "chart") => void;
}): JSX.Element {
  const panelId = createUniqueId();
  const [column, setColumn] = createSignal<number>();
  const result = (): SqlResult => props.done.result;
  const drawable = createMemo(() => drawableOf(result()));
  const drawn = createMemo((): Drawn => drawnOf(result(), drawable(), column()));
  const numbers = createMemo(() => {
    const of = drawable();
    return of.kind === "none" ? [] : of.numbers;
  });
  const [hidden, setHidden] = createSignal<ReadonlySet<string>>(new Set<string>());
  const isDrawn = (): boolean => props.shown === "chart" && drawn().kind !== "none";
  const picture = (): HTMLCanvasElement | undefined => {
    const shown = drawn();
    const heading = {
      title: TITLE,
      about: [props.projectName, counted(result().rows.length, "row"), oneLine(props.done.text)].join(" · "),
    };
    if (shown.kind === "bars") return drawBars(shown.bars, { ...heading, title: shown.name }, undefined);
    const plot = document.getElementById(panelId)?.querySelector("canvas");
    return shown.kind === "lines" && plot
      ? drawPlot(
          plot,
          heading,
          shown.lines
            .filter(({ id }) => !hidden().has(id))
            .map(({ words, color }): LegendKey => ({ words, color: inkOf(plot, color) })),
        )
      : undefined;
  };

  return (
    <Panel
      title="Result"
      heading={
        <Tabs
          label="Show the result as"
          panelId={panelId}
          choices={[
            { value: "table", label: "Table" },
            { value: "chart", label: "Chart" },
          ]}
          value={props.shown}
          onChange={(shown) => props.onShow(shown)}
        />
      }
      aside={
        <>
          <SqlReceipt
            engine={props.engine}
            projectId={props.projectId}
            text={props.done.text}
            result={result()}
          />
          <Show when={isDrawn() && drawn().kind === "bars" && numbers().length > 1}>
            <Select
              small
              label="Column that is drawn"
              placement="bottom-end"
              options={numbers().map((at) => ({ value: String(at), label: result().columns[at]!.name }))}
              value={String(
                column() !== undefined && numbers().includes(column()!) ? column() : numbers()[0],
              )}
              onChange={(value) => setColumn(Number(value))}
            />
          </Show>
          <SaveMenu
            title={savedTitle(result())}
            csv={() => resultToCsv(result())}
            hasPicture={isDrawn()}
            picture={picture}
          />
        </>
      }
    >
      <div id={panelId} role="tabpanel" aria-label={props.shown === "chart" ? "Chart" : "Table"}>
        <RowsNote {...props} />
        <Switch>
          <Match when={props.shown === "chart"}>
            <ResultChart drawn={drawn()} rows={result().rows.length} hidden={hidden()} onHide={setHidden} />
            <Show when={drawable().kind === "line" && numbers().length > MOST_LINES}>
              <p class={styles["note"]}>
                The first {MOST_LINES} of {numbers().length} columns of numbers.
              </p>
            </Show>
          </Match>
          <Match when={result().rows.length === 0 && result().truncated}>
            <EmptyState icon="table" title="The first row is too large">
              It alone is more than {sizeWords(SQL_LIMITS.bytes)}. Ask for fewer columns, or for a part of its
              texts, such as left(column, 200).
            </EmptyState>
          </Match>
          <Match when={result().rows.length === 0}>
            <EmptyState icon="table" title="No rows">
              The statement ran, and nothing met its conditions.
            </EmptyState>
          </Match>
          <Match when={result()} keyed>
            {(shown) => <ResultTable result={shown} />}
          </Match>
        </Switch>
      </div>
    </Panel>
  );
}

/** What a file of it is called: one that has not all of it says so. */
const savedTitle = ({ rows, truncated }: SqlResult): string =>
  truncated ? `${TITLE}, first ${rows.length} rows` : TITLE;

/** Which rows of more than these there are, and why no more. */
const firstRows = ({ rows, truncatedBy }: SqlResult, limitBytes: number): string =>
  `the first ${counted(rows.length, "row")}${truncatedBy === "bytes" ? `, as many as ${sizeWords(limitBytes)} hold` : ""}`;

const oneLine = (text: string): string => text.trim().replaceAll(/\s+/g, " ");

/** How many rows there are; where there are more than are here, the way to a file with them. */
function RowsNote(props: { engine: EngineApi; projectId: string; done: Done }): JSX.Element {
  const [failure, setFailure] = createSignal<Failure>();
  const [saved, setSaved] = createSignal("");
  const [queryId, setQueryId] = createSignal<string>();
  const result = (): SqlResult => props.done.result;
  const stop = (): void => {
    const running = queryId();
    if (running !== undefined) void props.engine.cancel(running);
  };
  onCleanup(stop);
  const exportMore = async (): Promise<void> => {
    const mine = crypto.randomUUID();
    setQueryId(mine);
    setFailure(undefined);
    setSaved("");
    const all = await props.engine.sql(props.projectId, props.done.text, {
      limit: SQL_LIMITS.mostRows,
      limitBytes: SQL_LIMITS.mostBytes,
      queryId: mine,
      timeoutMs: 600_000,
    });
    setQueryId(undefined);
    if (!all.ok) {
      if (all.failure.kind !== "query-cancelled") setFailure(all.failure);
      return;
    }
    saveCsv(resultToCsv(all.value), savedTitle(all.value));
    setSaved(
      all.value.truncated
        ? `Saved ${firstRows(all.value, SQL_LIMITS.mostBytes)}; there are more.`
        : `Saved all ${counted(all.value.rows.length, "row")}.`,
    );
  };
  return (
    <>
      <p class={styles["count"]}>
        <span>
          <Show
            when={result().truncated}
            fallback={`${counted(result().rows.length, "row")} in ${formatMs(result().ms)}`}
          >
            {capital(firstRows(result(), SQL_LIMITS.bytes))}, in {formatMs(result().ms)}. There are more.
          </Show>
        </span>
        <Show when={result().truncated}>
          <Button small icon="download" busy={queryId() !== undefined} onClick={() => void exportMore()}>
            Run again and save up to {formatCount(SQL_LIMITS.mostRows)} rows or{" "}
            {sizeWords(SQL_LIMITS.mostBytes)}
          </Button>
          <Show when={queryId() !== undefined}>
            <Button small onClick={stop}>
              Cancel saving
            </Button>
          </Show>
          <span role="status">{saved()}</span>
        </Show>
      </p>
      <Show when={failure()}>
        {(failed) => <ErrorState failure={failed()} onRetry={() => void exportMore()} />}
      </Show>
    </>
  );
}
