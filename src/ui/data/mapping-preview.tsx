import { Show, type JSX } from "solid-js";
import type { LochanEvent } from "../../model/event.ts";
import { MAPPED_FIELDS } from "../../model/row-mapping.ts";
import { Badge } from "../controls/badge.tsx";
import { Notice } from "../controls/notice.tsx";
import { Table, type Column } from "../controls/table.tsx";
import { counted } from "../state/counted.ts";
import { formatInstant } from "../state/format.ts";
import type { MappingDraft } from "./mapping-draft.ts";
import { cellOf, ROLES } from "./mapping-words.ts";
import styles from "./mapping.module.css";

const ROWS = 4;
const MOST_COLUMNS = 30;

/** The first rows of the file, each column with what it becomes. */
export function RowsPreview(props: { draft: MappingDraft }): JSX.Element {
  const keys = [...new Set(props.draft.rows.flatMap((row) => Object.keys(row)))].slice(0, MOST_COLUMNS);
  const roleOf = (key: string): string | undefined => {
    const part = MAPPED_FIELDS.find((each) => props.draft.mapping()[each] === key);
    return part && ROLES[part];
  };
  const columns = (): Column<Record<string, unknown>>[] =>
    keys.map((key) => ({
      header: (
        <span class={styles["head"]}>
          {key}
          <Show when={roleOf(key)}>{(role) => <Badge tone="good">{role()}</Badge>}</Show>
        </span>
      ),
      cell: (row) => <span class={styles["cell"]}>{cellOf(row, key)}</span>,
    }));
  return (
    <section class={styles["preview"]}>
      <h3 class={styles["heading"]}>The first rows</h3>
      <Table
        caption="The first rows of the file"
        columns={columns()}
        rows={props.draft.rows.slice(0, ROWS)}
      />
    </section>
  );
}

/** The events these rows become by what is chosen now. */
export function EventsPreview(props: { draft: MappingDraft; timeZone: string }): JSX.Element {
  const preview = () => props.draft.preview();
  const columns = (): Column<LochanEvent>[] => [
    { header: "Event", cell: (event) => <strong class={styles["cell"]}>{event.name}</strong> },
    {
      header: "When",
      cell: (event) => <span class={styles["when"]}>{formatInstant(event.timestamp, props.timeZone)}</span>,
    },
    {
      header: "Who",
      cell: (event) => <span class={styles["cell"]}>{event.userId ?? event.distinctId}</span>,
    },
    {
      header: "Properties",
      cell: (event) => <code class={styles["wideCell"]}>{JSON.stringify(event.properties)}</code>,
    },
  ];
  return (
    <section class={styles["preview"]} aria-live="polite">
      <h3 class={styles["heading"]}>The events they become</h3>
      <Show
        when={preview()}
        fallback={
          <p class={styles["note"]}>
            {props.draft.gap() === undefined
              ? "Reading the first rows."
              : "They show here once nothing is left open."}
          </p>
        }
      >
        {(known) => (
          <>
            <Show when={known().events.length > 0}>
              <Table
                caption="Events made of the first rows"
                columns={columns()}
                rows={known().events.slice(0, ROWS)}
              />
            </Show>
            <Show when={known().repeated}>
              {(repeated) => (
                <Notice tone="warn" title={`“${repeated().field}” is not each event's own id`}>
                  {counted(repeated().ids, "different id")} in {counted(repeated().rows, "row")}. Rows with
                  the same id and time become one event, with a UUID whatever the time: choose another column
                  as the id, or none.
                </Notice>
              )}
            </Show>
            <Show when={known().refused[0]}>
              {(first) => (
                <Notice
                  tone="warn"
                  title={`${counted(known().refused.length, "row")} of the first ${known().refused.length + known().events.length} would be refused`}
                >
                  Row {first().index}: {first().reason}
                </Notice>
              )}
            </Show>
          </>
        )}
      </Show>
    </section>
  );
}
