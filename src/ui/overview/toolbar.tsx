import { createSignal, For, Show, type JSX } from "solid-js";
import { Button } from "../controls/button.tsx";
import { Icon } from "../controls/icon.tsx";
import { join } from "../controls/join.ts";
import { Popover } from "../controls/popover.tsx";
import { PageHeader } from "../shell/page-header.tsx";
import { filterToText } from "../state/filter-words.ts";
import { useLive } from "../state/live.ts";
import { useView } from "../state/view-context.ts";
import { FilterForm } from "./filter-form.tsx";
import { RangeControl } from "./range-control.tsx";
import styles from "./toolbar.module.css";

/** The Overview's heading with filters on the left, range, comparison and sharing on the right. */
export function Toolbar(props: { title: string; onShare: (() => void) | undefined }): JSX.Element {
  const view = useView();
  const live = useLive();
  const [adding, setAdding] = createSignal(false);
  return (
    <PageHeader
      title={props.title}
      actions={
        <>
          <RangeControl />
          <Button
            pressed={view.state().compare}
            onClick={() => view.change({ compare: !view.state().compare })}
          >
            vs previous
          </Button>
          <Button icon="file" disabled={props.onShare === undefined} onClick={() => props.onShare?.()}>
            Share…
          </Button>
        </>
      }
    >
      <Show when={live.counting()} fallback={<span class={styles["live"]}>Live</span>}>
        <span
          class={join(styles["live"], styles["counting"])}
          role="status"
          title="Events have come that are not in these numbers yet"
        >
          Counting
        </span>
      </Show>
      <Show when={view.state().filters.length > 0}>
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
      </Show>
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
    </PageHeader>
  );
}
