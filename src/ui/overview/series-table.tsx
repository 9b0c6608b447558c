import type { JSX } from "solid-js";
import type { Answer, Granularity } from "../../model/question.ts";
import { zoneOf } from "../../model/time-zone.ts";
import { pairPrevious } from "../charts/pair-previous.ts";
import { Table, type Column } from "../controls/table.tsx";
import { formatBucket, formatCount } from "../state/format.ts";

interface Row {
  time: number;
  value: number;
  previous: number | undefined;
  filling: boolean;
}

/** The chart's numbers as a table, newest first. */
export function SeriesTable(props: {
  answer: Pick<Answer, "series" | "previousSeries" | "incompleteFrom">;
  caption: string;
  granularity: Granularity;
  timeZone: string;
}): JSX.Element {
  const rows = (): Row[] => {
    const previous = pairPrevious(props.answer, props.granularity, zoneOf(props.timeZone));
    return (props.answer.series ?? [])
      .map(([time, value], at) => ({
        time,
        value,
        previous: previous[at],
        filling: time >= (props.answer.incompleteFrom ?? Infinity),
      }))
      .toReversed();
  };
  const columns = (): Column<Row>[] => [
    {
      header: "Time",
      cell: (row) =>
        formatBucket(row.time, props.granularity, props.timeZone) + (row.filling ? ", still filling" : ""),
    },
    { header: "This period", number: true, cell: (row) => formatCount(row.value) },
    ...(props.answer.previousSeries === undefined
      ? []
      : [
          {
            header: "Previous",
            number: true,
            cell: (row: Row) => (row.previous === undefined ? "–" : formatCount(row.previous)),
          },
        ]),
  ];
  return <Table caption={props.caption} columns={columns()} rows={rows()} />;
}
