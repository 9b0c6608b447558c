import { createSignal, For, Show, type JSX } from "solid-js";
import { MAX_FILTERS, type Filter } from "../../model/question.ts";
import { Icon } from "../controls/icon.tsx";
import { Popover } from "../controls/popover.tsx";
import { FilterForm } from "../overview/filter-form.tsx";
import { filterToText } from "../state/filter-words.ts";
import styles from "./editor.module.css";

/** Conditions, each of which can be taken away, and a way to add one. */
export function FilterChips(props: {
  /** Of what, as in “Filters of series A”. */
  label: string;
  filters: readonly Filter[];
  onChange: (filters: Filter[]) => void;
}): JSX.Element {
  const [adding, setAdding] = createSignal(false);
  return (
    <div class={styles["filters"]}>
      <Show when={props.filters.length > 0}>
        <ul class={styles["chips"]} aria-label={props.label}>
          <For each={props.filters}>
            {(filter, index) => (
              <li class={styles["chip"]}>
                <span class={styles["chipText"]} title={filterToText(filter)}>
                  {filterToText(filter)}
                </span>
                <button
                  type="button"
                  class={styles["remove"]}
                  aria-label={`Remove filter: ${filterToText(filter)}`}
                  onClick={() => props.onChange(props.filters.toSpliced(index(), 1))}
                >
                  <Icon name="close" size={12} />
                </button>
              </li>
            )}
          </For>
        </ul>
      </Show>
      <Show when={props.filters.length < MAX_FILTERS}>
        <Popover
          title="Add a filter"
          label={`Filter: add to “${props.label}”`}
          triggerClass={styles["addLink"]}
          open={adding()}
          onOpenChange={setAdding}
          trigger={
            <>
              <Icon name="plus" size={12} /> Filter
            </>
          }
        >
          <FilterForm
            onAdd={(filter) => {
              setAdding(false);
              props.onChange([...props.filters, filter]);
            }}
          />
        </Popover>
      </Show>
    </div>
  );
}
