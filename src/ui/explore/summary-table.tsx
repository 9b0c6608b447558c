import { createMemo, createSignal, Show, type JSX } from "solid-js";
import { Table, type Column, type SortOrder } from "../controls/table.tsx";
import { formatFigure } from "../state/format.ts";
import { Trend } from "../overview/trend.tsx";
import type { ColoredLine } from "./colored-lines.ts";
import styles from "./view.module.css";

type Sorting = "words" | "total" | "change" | "mean" | "most";

/** Undefined where there is nothing to compare. */
export const comparedOf = ({ moved }: ColoredLine): { now: number; before: number } | undefined =>
  moved?.now === undefined || moved.before === undefined
    ? undefined
    : { now: moved.now, before: moved.before };

const changeOf = (line: ColoredLine): number => {
  const moved = comparedOf(line);
  return moved === undefined || moved.before === 0
    ? -Infinity
    : (moved.now - moved.before) / Math.abs(moved.before);
};

const overOf = ({ values }: ColoredLine, filling: number): number[] =>
  values.slice(0, filling).filter((value) => value !== undefined);

/** Of buckets that are over; undefined where there are none. */
export const meanOf = (line: ColoredLine, filling: number): number | undefined => {
  const over = overOf(line, filling);
  return over.length === 0 ? undefined : over.reduce((sum, value) => sum + value, 0) / over.length;
};
const mostOf = (line: ColoredLine, filling: number): number | undefined => {
  const over = overOf(line, filling);
  return over.length === 0 ? undefined : over.reduce((most, value) => Math.max(most, value));
};

/** A row for each line: its total, how that compares, and its buckets in short. */
export function SummaryTable(props: {
  caption: string;
  lines: readonly ColoredLine[];
  filling: number;
  /** Of a bucket, as in “day”. */
  bucket: string;
  /** What is compared with; undefined for nothing. */
  against: string | undefined;
  /** Its values are those of buckets, neither cumulated nor averaged. */
  asCounted: boolean;
}): JSX.Element {
  const [sorting, setSorting] = createSignal<{ by: Sorting; order: SortOrder }>();
  const valueOf = (line: ColoredLine, by: Sorting): number | string => {
    switch (by) {
      case "words":
        return line.words;
      case "total":
        return line.total ?? -Infinity;
      case "change":
        return changeOf(line);
      case "mean":
        return meanOf(line, props.filling) ?? -Infinity;
      case "most":
        return mostOf(line, props.filling) ?? -Infinity;
    }
  };
  const rows = createMemo(() => {
    const how = sorting();
    if (how === undefined) return props.lines;
    const sign = how.order === "ascending" ? 1 : -1;
    return props.lines.toSorted((a, b) => {
      const [one, other] = [valueOf(a, how.by), valueOf(b, how.by)];
      return one < other ? -sign : one > other ? sign : 0;
    });
  });
  const header = (by: Sorting, words: string): JSX.Element => (
    <SortButton
      words={words}
      order={sorting()?.by === by ? sorting()?.order : undefined}
      onSort={() => {
        const first = by === "words" ? "ascending" : "descending";
        const turned = first === "ascending" ? "descending" : "ascending";
        setSorting({ by, order: sorting()?.by === by && sorting()?.order === first ? turned : first });
      }}
    />
  );
  const orderOf = (by: Sorting): SortOrder | undefined =>
    sorting()?.by === by ? sorting()?.order : undefined;
  const figure = (value: number | undefined): string => (value === undefined ? "–" : formatFigure(value));
  const columns = (): Column<ColoredLine>[] => [
    {
      header: header("words", "Line"),
      order: orderOf("words"),
      cell: (line) => (
        <span class={styles["lineName"]} style={{ "--stroke": `var(${line.color})` }}>
          <bdi>{line.words}</bdi>
        </span>
      ),
    },
    {
      header: header("total", "Total"),
      number: true,
      order: orderOf("total"),
      cell: (line) => <strong>{figure(line.total)}</strong>,
    },
    ...(props.against === undefined
      ? []
      : [
          {
            header: header("change", "vs before"),
            number: true,
            order: orderOf("change"),
            cell: (line: ColoredLine) => (
              <Show when={comparedOf(line)} fallback="–">
                {(moved) => <Trend {...moved()} against={props.against ?? ""} />}
              </Show>
            ),
          },
        ]),
    ...(props.asCounted
      ? [
          {
            header: header("mean", `Mean ${props.bucket}`),
            number: true,
            order: orderOf("mean"),
            cell: (line: ColoredLine) => figure(meanOf(line, props.filling)),
          },
          {
            header: header("most", `Highest ${props.bucket}`),
            number: true,
            order: orderOf("most"),
            cell: (line: ColoredLine) => figure(mostOf(line, props.filling)),
          },
        ]
      : []),
  ];
  return <Table caption={props.caption} columns={columns()} rows={rows()} />;
}

export function SortButton(props: {
  words: string;
  order: SortOrder | undefined;
  onSort: () => void;
}): JSX.Element {
  return (
    <button type="button" class={styles["sort"]} onClick={() => props.onSort()}>
      <bdi>{props.words}</bdi>
      <span aria-hidden="true">
        {props.order === "ascending" ? " ↑" : props.order === "descending" ? " ↓" : ""}
      </span>
    </button>
  );
}
