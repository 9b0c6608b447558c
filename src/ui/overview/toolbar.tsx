import { Show, type JSX } from "solid-js";
import { Button } from "../controls/button.tsx";
import { join } from "../controls/join.ts";
import { FilterBar } from "../filters/filter-bar.tsx";
import { PageHeader } from "../shell/page-header.tsx";
import { useLive } from "../state/live.ts";
import { useView } from "../state/view-context.ts";
import { RangeControl } from "./range-control.tsx";
import styles from "./toolbar.module.css";

/** A dashboard's heading with filters on the left, range, comparison and what else is done with it on the right. */
export function Toolbar(props: { title: string; actions?: JSX.Element }): JSX.Element {
  const view = useView();
  const live = useLive();
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
          {props.actions}
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
      <FilterBar
        label="Filters"
        filters={view.state().filters}
        onChange={(filters) => view.change({ filters })}
      />
    </PageHeader>
  );
}
