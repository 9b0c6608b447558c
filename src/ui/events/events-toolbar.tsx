import { Show, type JSX } from "solid-js";
import { SEARCH_LENGTH } from "../../model/event-search.ts";
import { Button } from "../controls/button.tsx";
import { Input } from "../controls/field.tsx";
import { Icon } from "../controls/icon.tsx";
import { FilterBar } from "../filters/filter-bar.tsx";
import { RangeControl } from "../overview/range-control.tsx";
import { PageHeader } from "../shell/page-header.tsx";
import { counted } from "../state/counted.ts";
import { formatPercent } from "../state/format.ts";
import { useView } from "../state/view-context.ts";
import { ColumnChooser } from "./column-chooser.tsx";
import type { Columns } from "./create-columns.ts";
import type { PagesState } from "./event-pages.ts";
import styles from "./events-page.module.css";

/** What is searched for, how it is shown, and how much of it there is. */
export function EventsToolbar(props: {
  text: string;
  onText: (text: string) => void;
  state: PagesState | undefined;
  columns: Columns;
  seen: readonly string[];
  isTailing: boolean;
  onTail: () => void;
  saving: number | undefined;
  onSave: () => void;
  onStopSaving: () => void;
}): JSX.Element {
  const view = useView();
  const found = (): string => {
    const { state } = props;
    if (state === undefined || state.failure !== undefined) return "";
    if (state.total !== undefined) return counted(state.total, "event");
    return state.counted === 0 ? "Counting" : `Counting, ${formatPercent(state.counted)}`;
  };
  return (
    <>
      <PageHeader
        title="Events"
        actions={
          <>
            <RangeControl />
            <Button
              icon={props.isTailing ? "pause" : "play"}
              pressed={props.isTailing}
              onClick={() => props.onTail()}
            >
              Live
            </Button>
            <ColumnChooser columns={props.columns} seen={props.seen} />
            <Show
              when={props.saving !== undefined}
              fallback={
                <Button
                  icon="download"
                  disabled={(props.state?.rows ?? 0) === 0}
                  title="Save these events with these columns as CSV"
                  onClick={() => props.onSave()}
                >
                  CSV
                </Button>
              }
            >
              <Button onClick={() => props.onStopSaving()}>
                Stop saving, {counted(props.saving ?? 0, "event")}
              </Button>
            </Show>
          </>
        }
      >
        <span class={styles["found"]} role="status">
          {found()}
        </span>
      </PageHeader>
      <div class={styles["tools"]} role="search">
        <div class={styles["searchBox"]}>
          <Icon name="search" size={15} />
          <Input
            type="search"
            aria-label="Search events"
            placeholder="Name, user, any value, or an event's id"
            maxLength={SEARCH_LENGTH}
            value={props.text}
            onInput={(text) => props.onText(text)}
          />
        </div>
        <FilterBar
          label="Filters"
          filters={view.state().filters}
          onChange={(filters) => view.change({ filters })}
        />
      </div>
    </>
  );
}
