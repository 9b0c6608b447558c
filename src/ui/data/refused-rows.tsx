import { createSignal, Show, type JSX } from "solid-js";
import type { RefusedEvent } from "../../engine/api.ts";
import { type ImportedPart, placeWord } from "../../model/import.ts";
import { Button } from "../controls/button.tsx";
import { Table } from "../controls/table.tsx";
import { counted } from "../state/counted.ts";
import { formatCount } from "../state/format.ts";
import { refusedToCsv } from "./refused-csv.ts";
import { saveBlob, toFileName } from "./save-blob.ts";
import styles from "./refused-rows.module.css";

const SHOWN = 50;

/** Which rows of a file were refused and why, with the list to download. */
export function RefusedRows(props: {
  fileName: string;
  total: number;
  rows: readonly RefusedEvent[];
  parts: readonly Pick<ImportedPart, "name" | "container">[];
}): JSX.Element {
  const word = (file: string | undefined) =>
    placeWord(props.parts.find(({ name }) => name === file)?.container);
  const placeOf = ({ file, index }: RefusedEvent): string =>
    file === undefined ? formatCount(index) : `${file}, ${word(file)} ${formatCount(index)}`;
  const heading = (): string => {
    const isArchive = props.parts.some(({ name }) => name !== undefined);
    return isArchive ? "Place" : word(undefined) === "line" ? "Line" : "Row";
  };
  const told = (): number => props.rows.reduce((sum, { rows = 1 }) => sum + rows, 0);
  const [open, setOpen] = createSignal(false);
  const download = (): void => {
    saveBlob(
      new Blob([refusedToCsv(props.fileName, props.rows)], { type: "text/csv" }),
      `${toFileName(props.fileName)}-refused.csv`,
    );
  };
  return (
    <div class={styles["refused"]}>
      <div class={styles["bar"]}>
        <Button small aria-expanded={open()} onClick={() => setOpen((shown) => !shown)}>
          {open() ? "Hide refused rows" : "See why"}
        </Button>
        <Button small icon="download" onClick={download}>
          Download refused rows
        </Button>
        <Show when={props.total > told()}>
          <span class={styles["note"]}>
            The first {formatCount(told())} of {formatCount(props.total)}.
          </span>
        </Show>
      </div>
      <Show when={open()}>
        <Table
          caption="Refused rows"
          columns={[
            { header: heading(), cell: placeOf, number: true },
            {
              header: "Reason",
              cell: (row: RefusedEvent) => <span class={styles["reason"]}>{row.reason}</span>,
            },
          ]}
          rows={props.rows.slice(0, SHOWN)}
        />
        <Show when={props.rows.length > SHOWN}>
          <p class={styles["note"]}>
            {counted(props.rows.length - SHOWN, "more is", "more are")} in the download.
          </p>
        </Show>
      </Show>
    </div>
  );
}
