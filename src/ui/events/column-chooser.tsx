import { createMemo, createResource, createSignal, For, Show, type JSX } from "solid-js";
import { Button, IconButton } from "../controls/button.tsx";
import { TextInput } from "../controls/field.tsx";
import { Icon } from "../controls/icon.tsx";
import { Popover } from "../controls/popover.tsx";
import { useEngine } from "../state/engine-context.ts";
import { useLive } from "../state/live.ts";
import { useProject } from "../state/projects-context.ts";
import type { Columns } from "./create-columns.ts";
import { columnLabel, FIELD_COLUMNS, MOST_COLUMNS, propertyColumn, type ColumnId } from "./event-columns.ts";
import styles from "./events-page.module.css";

/** More is found by typing. */
const LISTED = 60;

/** Which columns there are, and in what order. */
export function ColumnChooser(props: { columns: Columns; seen: readonly string[] }): JSX.Element {
  const [open, setOpen] = createSignal(false);
  return (
    <Popover
      title="Columns"
      open={open()}
      onOpenChange={setOpen}
      placement="bottom-end"
      trigger={
        <>
          <Icon name="table" size={14} /> Columns
        </>
      }
    >
      <Chooser columns={props.columns} seen={props.seen} />
    </Popover>
  );
}

function Chooser(props: { columns: Columns; seen: readonly string[] }): JSX.Element {
  const engine = useEngine();
  const project = useProject();
  const live = useLive();
  const [wanted, setWanted] = createSignal("");
  const [known] = createResource(
    () => ({ id: project().id, isReady: live.mirror().kind === "ready" }),
    async ({ id }) => {
      const result = await engine.properties(id);
      return result.ok ? result.value : [];
    },
    { initialValue: [] },
  );
  const others = createMemo((): ColumnId[] => {
    const keys = [...new Set([...known.latest, ...props.seen])];
    const text = wanted().trim().toLowerCase();
    return [...FIELD_COLUMNS, ...keys.map(propertyColumn)]
      .filter((column) => !props.columns.all().includes(column))
      .filter((column) => `${column} ${columnLabel(column)}`.toLowerCase().includes(text));
  });
  const isFull = (): boolean => props.columns.all().length >= MOST_COLUMNS;

  return (
    <div class={styles["chooser"]}>
      <ol class={styles["chosen"]} aria-label="Shown, in this order">
        <For each={props.columns.all()}>
          {(column, index) => (
            <li>
              <span class={styles["columnName"]}>{columnLabel(column)}</span>
              <IconButton
                small
                look="quiet"
                icon="chevron"
                class={styles["up"]}
                label={`Move ${columnLabel(column)} to the left`}
                disabled={index() === 0}
                onClick={() => props.columns.move(index(), index() - 1)}
              />
              <IconButton
                small
                look="quiet"
                icon="chevron"
                label={`Move ${columnLabel(column)} to the right`}
                disabled={index() === props.columns.all().length - 1}
                onClick={() => props.columns.move(index(), index() + 1)}
              />
              <IconButton
                small
                look="quiet"
                icon="close"
                label={`Hide ${columnLabel(column)}`}
                disabled={props.columns.all().length === 1}
                onClick={() => props.columns.toggle(column)}
              />
            </li>
          )}
        </For>
      </ol>
      <TextInput label="More columns" placeholder="Find a property" value={wanted()} onInput={setWanted} />
      <ul class={styles["others"]} aria-label="Not shown">
        <For each={others().slice(0, LISTED)}>
          {(column) => (
            <li>
              <button
                type="button"
                class={styles["other"]}
                disabled={isFull()}
                aria-label={`Show ${columnLabel(column)}`}
                onClick={() => props.columns.toggle(column)}
              >
                <Icon name="plus" size={13} />
                <span>{columnLabel(column)}</span>
              </button>
            </li>
          )}
        </For>
        <Show when={others().length === 0}>
          <li class={styles["note"]}>{known.loading ? "Loading properties" : "No property is called so."}</li>
        </Show>
      </ul>
      <div class={styles["chooserEnd"]}>
        <span class={styles["note"]}>
          {others().length > LISTED ? `${others().length - LISTED} more: type to find them.` : ""}
          {isFull() ? `At most ${MOST_COLUMNS} columns.` : ""}
        </span>
        <Button small onClick={() => props.columns.reset()}>
          Usual columns
        </Button>
      </div>
    </div>
  );
}
