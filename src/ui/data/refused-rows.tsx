import { createSignal, Show, type JSX } from "solid-js";
import type { RefusedEvent } from "../../engine/api.ts";
import { Button } from "../controls/button.tsx";
import { Table } from "../controls/table.tsx";
import { counted } from "../state/counted.ts";
import { formatCount } from "../state/format.ts";
import { saveBlob, toFileName } from "./save-blob.ts";
import styles from "./refused-rows.module.css";

const SHOWN = 50;

/** Which rows of a file were refused and why, with the list to download. */
export function RefusedRows(props: {
  fileName: string;
  total: number;
  rows: readonly RefusedEvent[];
}): JSX.Element {
  const [open, setOpen] = createSignal(false);
  const download = (): void => {
    const lines = props.rows.map((row) =>
      JSON.stringify({
        line: row.index,
        ...(row.id === undefined ? {} : { id: row.id }),
        reason: row.reason,
      }),
    );
    saveBlob(
      new Blob([`${lines.join("\n")}\n`], { type: "application/x-ndjson" }),
      `${toFileName(props.fileName)}-refused.ndjson`,
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
        <Show when={props.total > props.rows.length}>
          <span class={styles["note"]}>
            The first {formatCount(props.rows.length)} of {formatCount(props.total)}.
          </span>
        </Show>
      </div>
      <Show when={open()}>
        <Table
          caption="Refused rows"
          columns={[
            { header: "Line", cell: (row: RefusedEvent) => formatCount(row.index), number: true },
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
