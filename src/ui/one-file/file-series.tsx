import { createMemo, createSignal, createUniqueId, Show, type JSX } from "solid-js";
import { toCsv } from "../../model/csv-cells.ts";
import { MEASURES, type Measure } from "../../model/question.ts";
import type { Slice, SliceBuckets, SliceGranularity, SliceRange } from "../../slice/slice.ts";
import type { Charted } from "../charts/pair-previous.ts";
import { SeriesChart } from "../charts/series-chart.tsx";
import { IconButton } from "../controls/button.tsx";
import { Panel } from "../controls/panel.tsx";
import { Table, type Column } from "../controls/table.tsx";
import { Tabs } from "../controls/tabs.tsx";
import { saveCsv } from "../data/save-blob.ts";
import panel from "../overview/series-panel.module.css";
import { formatBucket, formatCount } from "../state/format.ts";
import { MEASURE_LABELS } from "../state/question-words.ts";
import styles from "./file-page.module.css";

const UNITS: Record<SliceGranularity, string> = {
  hour: "hours",
  day: "days",
  week: "weeks",
  month: "months",
};

type Row = { time: number } & Record<Measure, number | null>;

/** The buckets of the range, as a chart or as a table. */
export function FileSeries(props: {
  slice: Slice;
  buckets: SliceBuckets;
  range: SliceRange;
  /** Of the range. */
  name: string;
  onSelect: (from: number, to: number) => void;
}): JSX.Element {
  const panelId = createUniqueId();
  const [measure, setMeasure] = createSignal<Measure>("events");
  const [asTable, setAsTable] = createSignal(false);
  const rows = createMemo((): Row[] => {
    const { times, events, users, sessions } = props.buckets;
    return times.flatMap((time, at) => {
      const next = times[at + 1] ?? Infinity;
      const value = { events: events[at] ?? null, users: users[at] ?? null, sessions: sessions[at] ?? null };
      return time >= props.range.to || next <= props.range.from ? [] : [{ time, ...value }];
    });
  });
  const isFilling = ({ time }: Row): boolean => time >= (props.slice.incompleteFrom ?? Infinity);
  const charted = (): Charted => ({
    series: rows().map((row) => [row.time, row[measure()]] as const),
    ...(rows().some(isFilling) && { incompleteFrom: props.slice.incompleteFrom ?? 0 }),
  });
  /** Of the buckets that are told only together. */
  const together = (): { buckets: number; events: number } => ({
    buckets: rows().filter(({ events }) => events === null).length,
    events: rows().reduce((left, { events }) => left - (events ?? 0), props.range.events),
  });
  const togetherWords = (): string =>
    `${together().buckets} ${UNITS[props.slice.granularity]} that are told only together`;
  const bucketName = ({ time }: Row): string =>
    formatBucket(time, props.slice.granularity, props.slice.timeZone);
  const shownCount = (value: number | null): string => (value === null ? "not told" : formatCount(value));
  const columns = (): Column<Row>[] => [
    { header: "Time", cell: (row) => bucketName(row) + (isFilling(row) ? ", still filling" : "") },
    ...MEASURES.map((each) => ({
      header: MEASURE_LABELS[each],
      number: true,
      cell: (row: Row) => shownCount(row[each]),
    })),
  ];
  const save = (): void => {
    const csv = toCsv([
      ["time", ...MEASURES, "stillFilling"],
      ...rows().map((row) => [
        new Date(row.time).toISOString(),
        ...MEASURES.map((each) => row[each] ?? undefined),
        isFilling(row),
      ]),
      ...(together().buckets > 0 ? [[togetherWords(), together().events, undefined, undefined, false]] : []),
    ]);
    saveCsv(csv, `${props.slice.title} over time`);
  };
  const title = (): string => `${MEASURE_LABELS[measure()]} over time`;
  return (
    <Panel
      title={title()}
      heading={
        <Tabs
          label="Measure"
          panelId={panelId}
          choices={MEASURES.map((value) => ({ value, label: MEASURE_LABELS[value] }))}
          value={measure()}
          onChange={setMeasure}
        />
      }
      aside={
        <div class={styles["tools"]}>
          <IconButton
            icon={asTable() ? "chart" : "table"}
            label={asTable() ? "Show as chart" : "Show as table"}
            look="quiet"
            small
            onClick={() => setAsTable(!asTable())}
          />
          <IconButton icon="download" label="Save as CSV: over time" look="quiet" small onClick={save} />
        </div>
      }
    >
      <div id={panelId} role="tabpanel" aria-label={MEASURE_LABELS[measure()]} class={panel["panel"]}>
        <div class={panel["summary"]}>
          <Show when={props.range[measure()] !== null}>
            <span class={panel["total"]}>{formatCount(props.range[measure()] ?? 0)}</span>
          </Show>
          <span>{props.name}</span>
          <Show when={together().buckets > 0}>
            <span>
              {togetherWords()}: {formatCount(together().events)} events
            </span>
          </Show>
        </div>
        <Show
          when={asTable()}
          fallback={
            <div class={panel["plot"]}>
              <SeriesChart
                answer={charted()}
                measure={measure()}
                granularity={props.slice.granularity}
                timeZone={props.slice.timeZone}
                onSelect={props.onSelect}
              />
            </div>
          }
        >
          <div class={panel["table"]}>
            <Table caption={`By time, ${props.name}`} columns={columns()} rows={rows().toReversed()} />
          </div>
        </Show>
      </div>
    </Panel>
  );
}
