import { createSignal, createUniqueId, Show, type JSX } from "solid-js";
import type { ListPart, Slice, SliceList } from "../../slice/slice.ts";
import { BarList, type BarRow } from "../charts/bar-list.tsx";
import { barsToCsv } from "../charts/chart-csv.ts";
import { Button, IconButton } from "../controls/button.tsx";
import { Panel } from "../controls/panel.tsx";
import { Table } from "../controls/table.tsx";
import { Tabs } from "../controls/tabs.tsx";
import { saveCsv } from "../data/save-blob.ts";
import { missingLabel, propertyLabel, valueText } from "../state/filter-words.ts";
import { formatCount } from "../state/format.ts";
import styles from "./file-page.module.css";

/** As the Overview shows at first. */
const FEW_ROWS = 7;

/** The values of a list in the range, as bars or as a table. */
export function FileList(props: {
  title: string;
  lists: readonly SliceList[];
  /** Of the range. */
  at: number;
  slice: Slice;
}): JSX.Element {
  const panelId = createUniqueId();
  const [label, setLabel] = createSignal("");
  const [asTable, setAsTable] = createSignal(false);
  const [all, setAll] = createSignal(false);
  const list = (): SliceList | undefined =>
    props.lists.find((each) => each.label === label()) ?? props.lists[0];
  const part = (): ListPart | undefined => list()?.parts[props.at] ?? undefined;
  const property = (): string => list()?.property ?? "";
  const bars = (): BarRow[] =>
    (part()?.rows ?? []).map(([value, events]) => ({
      label: value === null ? missingLabel(property()) : valueText(property(), value),
      missing: value === null,
      value: events,
    }));
  const shown = (): BarRow[] => (all() ? bars() : bars().slice(0, FEW_ROWS));
  const rest = (of: readonly BarRow[]): number =>
    bars()
      .slice(of.length)
      .reduce((sum, { value }) => sum + value, part()?.rest ?? 0);
  const restWords = (): string =>
    part()?.of === "more" ? "Everything else, other events too" : "Everything else";
  const total = (): number => bars().reduce((sum, { value }) => sum + value, part()?.rest ?? 0);
  const save = (): void => {
    const csv = barsToCsv(bars(), {
      property: propertyLabel(property()),
      measure: "events",
      other: rest(bars()),
    });
    saveCsv(csv, `${props.slice.title} ${list()?.label ?? ""}`);
  };
  const many = (): boolean => props.lists.length > 1;
  return (
    <Panel
      title={props.title}
      heading={
        many() ? (
          <Tabs
            label={props.title}
            panelId={panelId}
            choices={props.lists.map((each) => ({ value: each.label, label: each.label }))}
            value={list()?.label ?? ""}
            onChange={setLabel}
          />
        ) : undefined
      }
      aside={
        <div class={styles["tools"]}>
          <IconButton
            icon={asTable() ? "chart" : "table"}
            label={asTable() ? `Show as bars: ${props.title}` : `Show as table: ${props.title}`}
            look="quiet"
            small
            onClick={() => setAsTable(!asTable())}
          />
          <IconButton
            icon="download"
            label={`Save as CSV: ${props.title}`}
            look="quiet"
            small
            disabled={part() === undefined}
            onClick={save}
          />
        </div>
      }
    >
      <div
        id={panelId}
        role={many() ? "tabpanel" : undefined}
        aria-label={many() ? (list()?.label ?? props.title) : undefined}
      >
        <Show
          when={part() !== undefined}
          fallback={
            <p class={styles["none"]}>
              Nothing here is of {props.slice.leastUsers} users or more
              {props.at === 0 ? "" : " in each of the shorter ranges"}: it is not told.
            </p>
          }
        >
          <Show
            when={asTable()}
            fallback={
              <>
                <BarList
                  rows={shown()}
                  total={part()?.of === "list" ? total() : 0}
                  other={rest(shown())}
                  otherWords={restWords()}
                />
                <Show when={bars().length > FEW_ROWS}>
                  <div class={styles["more"]}>
                    <Button small look="quiet" onClick={() => setAll(!all())}>
                      {all() ? "Show fewer" : `Show all ${bars().length}`}
                    </Button>
                  </div>
                </Show>
              </>
            }
          >
            <Table
              caption={list()?.label ?? props.title}
              columns={[
                { header: propertyLabel(property()), cell: (row) => row.label },
                { header: "Events", number: true, cell: (row) => formatCount(row.value) },
              ]}
              rows={rest(bars()) > 0 ? [...bars(), { label: restWords(), value: rest(bars()) }] : bars()}
            />
          </Show>
        </Show>
      </div>
    </Panel>
  );
}
