import { createSignal, For, type JSX } from "solid-js";
import { Icon } from "../controls/icon.tsx";
import { Popover } from "../controls/popover.tsx";
import { FilterForm } from "../overview/filter-form.tsx";
import styles from "../overview/toolbar.module.css";
import { filterToText } from "../state/filter-words.ts";
import { useView } from "../state/view-context.ts";

/** The filters of the view, each to be taken away, and a form for one more. */
export function FilterChips(): JSX.Element {
  const view = useView();
  const [adding, setAdding] = createSignal(false);
  return (
    <>
      <ul class={styles["chips"]} aria-label="Filters">
        <For each={view.state().filters}>
          {(filter, index) => (
            <li class={styles["chip"]}>
              <span class={styles["chipText"]} title={filterToText(filter)}>
                {filterToText(filter)}
              </span>
              <button
                type="button"
                class={styles["remove"]}
                aria-label={`Remove filter: ${filterToText(filter)}`}
                onClick={() => view.removeFilter(index())}
              >
                <Icon name="close" size={13} />
              </button>
            </li>
          )}
        </For>
      </ul>
      <Popover
        title="Add a filter"
        open={adding()}
        onOpenChange={setAdding}
        trigger={
          <>
            <Icon name="plus" size={13} /> Filter
          </>
        }
      >
        <FilterForm
          onAdd={(filter) => {
            setAdding(false);
            view.addFilter(filter);
          }}
        />
      </Popover>
    </>
  );
}
