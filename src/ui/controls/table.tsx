import { For, Show, type JSX } from "solid-js";
import styles from "./table.module.css";

export type SortOrder = "ascending" | "descending";

export interface Column<Row> {
  header: JSX.Element;
  cell: (row: Row) => JSX.Element;
  number?: boolean;
  /** Where the rows are sorted by it. */
  order?: SortOrder | undefined;
}

/** A plain table with a spoken caption; scrolls sideways on its own where it must. */
export function Table<Row>(props: {
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  /** Shown in place of rows. */
  empty?: JSX.Element;
}): JSX.Element {
  return (
    <Show when={props.rows.length > 0 || props.empty === undefined} fallback={props.empty}>
      <div class={styles["scroll"]} tabIndex={0} role="region" aria-label={props.caption}>
        <table class={styles["table"]}>
          <caption class="visually-hidden">{props.caption}</caption>
          <thead>
            <tr>
              <For each={props.columns}>
                {(column) => (
                  <th
                    scope="col"
                    class={column.number === true ? styles["number"] : undefined}
                    aria-sort={column.order}
                  >
                    {column.header}
                  </th>
                )}
              </For>
            </tr>
          </thead>
          <tbody>
            <For each={props.rows}>
              {(row) => (
                <tr>
                  <For each={props.columns}>
                    {(column) => (
                      <td class={column.number === true ? styles["number"] : undefined}>
                        {column.cell(row)}
                      </td>
                    )}
                  </For>
                </tr>
              )}
            </For>
          </tbody>
        </table>
      </div>
    </Show>
  );
}
