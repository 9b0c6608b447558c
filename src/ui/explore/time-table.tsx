import { createMemo, createSignal, type JSX } from "solid-js";
import type { Granularity } from "../../model/question.ts";
import { Table, type Column, type SortOrder } from "../controls/table.tsx";
import { formatBucket, formatFigure } from "../state/format.ts";
import type { ColoredLine } from "./colored-lines.ts";
import { SortButton } from "./summary-table.tsx";
import styles from "./view.module.css";

/** A row for each bucket, newest first until it is sorted otherwise, and a column for each line. */
export function TimeTable(props: {
  caption: string;
  times: readonly number[];
  filling: number;
  lines: readonly ColoredLine[];
  granularity: Granularity;
  timeZone: string;
}): JSX.Element {
  /** By the place of a line; -1 is the time. */
  const [sorting, setSorting] = createSignal<{ by: number; order: SortOrder }>({
    by: -1,
    order: "descending",
  });
  const rows = createMemo((): number[] => {
    const { by, order } = sorting();
    const sign = order === "ascending" ? 1 : -1;
    const values = props.lines[by]?.values;
    const valueOf = (at: number): number => (values === undefined ? at : (values[at] ?? -Infinity));
    return props.times
      .map((_, at) => at)
      .sort((a, b) => (valueOf(a) < valueOf(b) ? -sign : valueOf(a) > valueOf(b) ? sign : b - a));
  });
  const header = (by: number, words: string): JSX.Element => (
    <SortButton
      words={words}
      order={sorting().by === by ? sorting().order : undefined}
      onSort={() =>
        setSorting({
          by,
          order: sorting().by === by && sorting().order === "descending" ? "ascending" : "descending",
        })
      }
    />
  );
  const orderOf = (by: number): SortOrder | undefined => (sorting().by === by ? sorting().order : undefined);
  const columns = createMemo((): Column<number>[] => [
    {
      header: header(-1, "Time"),
      order: orderOf(-1),
      cell: (at) => (
        <span class={styles["when"]}>
          {formatBucket(props.times[at] ?? 0, props.granularity, props.timeZone)}
          {at >= props.filling ? ", still filling" : ""}
        </span>
      ),
    },
    ...props.lines.map((line, place) => ({
      header: header(place, line.words),
      number: true,
      order: orderOf(place),
      cell: (at: number) => {
        const value = line.values[at];
        return value === undefined ? "–" : formatFigure(value);
      },
    })),
  ]);
  return <Table caption={props.caption} columns={columns()} rows={rows()} />;
}
