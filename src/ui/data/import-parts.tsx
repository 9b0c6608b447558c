import { For, Show, type JSX } from "solid-js";
import type { ImportedPart, ImportSummary } from "../../model/import.ts";
import { COUNT_COLUMNS } from "../controls/count-columns.ts";
import { Table, type Column } from "../controls/table.tsx";
import { formatCount } from "../state/format.ts";
import { archiveWords, encodingWords } from "./part-words.ts";
import styles from "./import-parts.module.css";

const COLUMNS: readonly Column<ImportedPart>[] = [
  {
    header: "File",
    cell: (part) => (
      <span class={styles["file"]}>
        <bdi>{part.name}</bdi>
        <Show when={encodingWords(part)}>{(words) => <span class={styles["note"]}>{words()}</span>}</Show>
        <Show when={part.failure}>{(why) => <span class={styles["bad"]}>{why()}</span>}</Show>
      </span>
    ),
  },
  { header: "Read", cell: (part) => formatCount(part.read), number: true },
  ...COUNT_COLUMNS,
];

/** What became of each file of an archive, those that were not read among them. */
export function ImportParts(props: { summary: ImportSummary }): JSX.Element {
  const untold = (): number => props.summary.unreadFiles - props.summary.unread.length;
  return (
    <Show when={archiveWords(props.summary)}>
      {(words) => (
        <details class={styles["parts"]}>
          <summary>{words()}</summary>
          <Table caption="Files of the archive" columns={COLUMNS} rows={props.summary.parts} />
          <Show when={props.summary.unread.length > 0}>
            <p class={styles["note"]}>Not read:</p>
            <ul>
              <For each={props.summary.unread}>
                {({ name, reason }) => (
                  <li>
                    <bdi>{name}</bdi> <span class={styles["note"]}>{reason}</span>
                  </li>
                )}
              </For>
            </ul>
            <Show when={untold() > 0}>
              <p class={styles["note"]}>And {formatCount(untold())} more.</p>
            </Show>
          </Show>
        </details>
      )}
    </Show>
  );
}
