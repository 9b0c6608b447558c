import { createSignal, For, Show, type JSX } from "solid-js";
import { TextInput } from "../controls/field.tsx";
import { failureText } from "../state/failure-text.ts";
import type { SqlColumn, SqlSchema } from "./create-sql-schema.ts";
import { quoteName } from "./quote-name.ts";
import styles from "./sql.module.css";

/** Tables with their columns; choosing one writes its name into the statement. */
export function SchemaList(props: { schema: SqlSchema; onInsert: (text: string) => void }): JSX.Element {
  const [search, setSearch] = createSignal("");
  const isFound = ({ name }: SqlColumn): boolean =>
    name.toLowerCase().includes(search().trim().toLowerCase());
  return (
    <div class={styles["side"]}>
      <TextInput label="Find a column" type="search" value={search()} onInput={setSearch} />
      <Show when={props.schema.loading()}>
        <p class={styles["note"]} role="status">
          Properties of your events are listed once the query engine has them.
        </p>
      </Show>
      <Show when={props.schema.failure()}>
        {(failure) => (
          <p class={styles["note"]} role="status">
            Properties are not listed: {failureText(failure()).title.toLowerCase()}.
          </p>
        )}
      </Show>
      <For each={props.schema.tables()}>
        {(table) => (
          <Show when={table.columns.some(isFound)}>
            <section aria-label={`Table ${table.name}`}>
              <h3 class={styles["tableName"]}>
                <button type="button" class={styles["name"]} onClick={() => props.onInsert(table.name)}>
                  {table.name}
                </button>
              </h3>
              <p class={styles["note"]}>{table.meaning}</p>
              <ul class={styles["columns"]}>
                <For each={table.columns.filter(isFound)}>
                  {(column) => (
                    <li>
                      <button
                        type="button"
                        class={styles["pick"]}
                        title={column.meaning ?? "A property of events"}
                        onClick={() => props.onInsert(quoteName(column.name))}
                      >
                        <span class={styles["columnName"]}>{column.name}</span>
                        <span class={styles["type"]}>{column.type.toLowerCase()}</span>
                      </button>
                    </li>
                  )}
                </For>
              </ul>
            </section>
          </Show>
        )}
      </For>
    </div>
  );
}
