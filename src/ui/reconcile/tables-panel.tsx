import { createMemo, createSignal, createUniqueId, Match, Show, Switch, type JSX } from "solid-js";
import {
  type ComparedRow,
  type ComparedTable,
  type Comparison,
  grossDifference,
} from "../../model/reconcile/compare-sides.ts";
import type { NamedEvents, NameMatches } from "../../model/reconcile/match-names.ts";
import { type Dimension, DIMENSIONS, NO_VALUE } from "../../model/reconcile/side-counts.ts";
import { dateToDay, dayToDate } from "../../model/time-zone.ts";
import { Button, buttonClass } from "../controls/button.tsx";
import { EmptyState } from "../controls/empty-state.tsx";
import { join } from "../controls/join.ts";
import { Icon } from "../controls/icon.tsx";
import { Menu } from "../controls/menu.tsx";
import { Panel } from "../controls/panel.tsx";
import { type Column, type SortOrder, Table } from "../controls/table.tsx";
import { Tabs } from "../controls/tabs.tsx";
import { saveCsv } from "../data/save-blob.ts";
import { formatCount, formatPercent } from "../state/format.ts";
import { comparisonToCsv } from "./compare-csv.ts";
import { dayWords, DIMENSION_NOTES, DIMENSION_WORDS, MEASURES, signed, valueWords } from "./compare-words.ts";
import styles from "./compare.module.css";

const SHOWN = 50;
const MOST_NAMES = 300;
type By = Dimension | "day";
type SortKey = "value" | "a" | "b" | "difference";

interface Shown extends ComparedRow {
  label: string;
  difference: number;
  share: number;
}

/** Both sides by one thing after another: sorted, and saved as CSV. */
export function TablesPanel(props: {
  comparison: Comparison;
  /** The names of B, the most frequent first. */
  namesOfB: readonly NamedEvents[];
  matches: NameMatches;
  onMatch: (from: string, to: string | undefined) => void;
}): JSX.Element {
  const panelId = createUniqueId();
  const [by, setBy] = createSignal<By>("event");
  const [sort, setSort] = createSignal<{ key: SortKey; order: SortOrder }>();
  const [most, setMost] = createSignal(SHOWN);
  const table = (): ComparedTable => {
    const now = by();
    return now === "day"
      ? { kind: "compared", rows: dayRows(props.comparison) }
      : props.comparison.tables[now];
  };
  const choices = (): { value: By; label: string }[] => [
    ...DIMENSIONS.filter((dimension) => isTold(dimension, props.comparison.tables[dimension])).map(
      (value) => ({
        value,
        label: DIMENSION_WORDS[value].label,
      }),
    ),
    { value: "day", label: "Day" },
  ];
  const rows = createMemo((): readonly Shown[] => {
    const found = table();
    return found.kind === "compared" ? sorted(toShown(by(), found.rows), sort()) : [];
  });
  const head = (key: SortKey, words: string): JSX.Element => (
    <button
      type="button"
      class={styles["sort"]}
      onClick={() => {
        const before = sort();
        const first: SortOrder = key === "value" ? "ascending" : "descending";
        const turned: SortOrder = before?.order === "ascending" ? "descending" : "ascending";
        setSort({ key, order: before?.key === key ? turned : first });
      }}
    >
      {words}
      <Show when={sort()?.key === key}>
        <span class={sort()?.order === "ascending" ? styles["upward"] : undefined}>
          <Icon name="chevron" size={11} />
        </span>
      </Show>
    </button>
  );
  const orderOf = (key: SortKey): SortOrder | undefined => (sort()?.key === key ? sort()?.order : undefined);
  const columns = (): Column<Shown>[] => [
    {
      header: head("value", by() === "day" ? "Day" : DIMENSION_WORDS[by() as Dimension].label),
      order: orderOf("value"),
      cell: (row) => <span class={styles["value"]}>{row.label}</span>,
    },
    ...(by() === "event"
      ? [
          {
            header: "In B",
            cell: (row: Shown) => (
              <Partner
                row={row}
                matched={row.a > 0 || props.matches.has(row.value)}
                names={props.namesOfB}
                onMatch={(to) => props.onMatch(row.value, to)}
              />
            ),
          },
        ]
      : []),
    { header: head("a", "A"), order: orderOf("a"), number: true, cell: (row) => formatCount(row.a) },
    { header: head("b", "B"), order: orderOf("b"), number: true, cell: (row) => formatCount(row.b) },
    {
      header: head("difference", "A − B"),
      order: orderOf("difference"),
      number: true,
      cell: (row) => <strong>{signed(row.difference)}</strong>,
    },
    {
      header: "Share of the differences",
      cell: (row) => (
        <span class={styles["rowShare"]}>
          <span class={styles["shareTrack"]} aria-hidden="true">
            <span
              class={row.difference > 0 ? styles["shareFill"] : styles["shareFillB"]}
              style={{ width: `${row.share * 100}%` }}
            />
          </span>
          {formatPercent(row.share)}
        </span>
      ),
    },
  ];
  const save = (): void => saveCsv(comparisonToCsv(props.comparison), `compare-${props.comparison.measure}`);

  return (
    <Panel
      title="Side by side"
      heading={
        <Tabs
          label="By"
          panelId={panelId}
          choices={choices()}
          value={by()}
          onChange={(next) => {
            setBy(next);
            setSort(undefined);
            setMost(SHOWN);
          }}
        />
      }
      aside={
        <Button small icon="download" onClick={save}>
          CSV
        </Button>
      }
    >
      <div id={panelId} role="tabpanel" aria-label={`By ${by()}`} class={styles["tables"]}>
        <Switch>
          <Match when={table().kind !== "compared"}>
            <EmptyState title={missingWords(table(), props.comparison, by())} />
          </Match>
          <Match when={true}>
            <Table
              caption={`${MEASURES[props.comparison.measure].label} of A and B by ${by()}`}
              columns={columns()}
              rows={rows().slice(0, most())}
              empty={<EmptyState title="Neither has anything on these days" />}
            />
            <Show when={rows().length > most()}>
              <div>
                <Button small onClick={() => setMost(most() * 4)}>
                  Show more of {formatCount(rows().length)}
                </Button>
              </div>
            </Show>
          </Match>
        </Switch>
        <Show when={DIMENSION_NOTES[by() as Dimension]}>
          {(note) => <p class={styles["note"]}>{note()}</p>}
        </Show>
      </div>
    </Panel>
  );
}

/** What an event of A is called in B, to be chosen. */
function Partner(props: {
  row: ComparedRow;
  matched: boolean;
  names: readonly NamedEvents[];
  onMatch: (to: string | undefined) => void;
}): JSX.Element {
  const partner = (): string | undefined =>
    props.row.other ?? (props.row.b > 0 && props.matched ? props.row.value : undefined);
  return (
    <Show when={props.matched} fallback={<span class={styles["note"]}>only in B</span>}>
      <Menu
        label={`${props.row.value} is in B: ${partner() ?? "nothing"}`}
        triggerClass={join(buttonClass({ look: "quiet", small: true }), styles["partnerButton"])}
        trigger={
          <>
            <span class={styles["partner"]}>{partner() ?? "nothing"}</span>
            <Icon name="chevron" size={11} />
          </>
        }
        items={[
          { label: "Nothing", onChoose: () => props.onMatch(undefined) },
          ...props.names.slice(0, MOST_NAMES).map(({ name, events }) => ({
            label: name,
            hint: formatCount(events),
            onChoose: () => props.onMatch(name),
          })),
        ]}
      />
    </Show>
  );
}

const dayRows = ({ days }: Comparison): ComparedRow[] =>
  days.map(({ day, a, b }) => ({ value: dayToDate(day), a, b }));

function toShown(by: By, compared: readonly ComparedRow[]): Shown[] {
  const gross = grossDifference(compared);
  return compared.map((row) => ({
    ...row,
    label: by === "day" ? dayWords(dateToDay(row.value) ?? 0) : valueWords(by, row.value),
    difference: row.a - row.b,
    share: gross === 0 ? 0 : Math.abs(row.a - row.b) / gross,
  }));
}

function sorted(rows: Shown[], sort: { key: SortKey; order: SortOrder } | undefined): readonly Shown[] {
  if (sort === undefined) return rows;
  const { key, order } = sort;
  const turn = order === "ascending" ? 1 : -1;
  return rows.toSorted((one, other) =>
    key === "value" ? turn * one.value.localeCompare(other.value) : turn * (one[key] - other[key]),
  );
}

/** Where nobody is automated, and where neither tells anything, there is nothing to look at. */
function isTold(dimension: Dimension, table: ComparedTable): boolean {
  if (table.kind === "untold") return table.side !== "both";
  return (
    dimension !== "automated" ||
    (table.kind === "compared" && table.rows.some(({ value }) => value !== NO_VALUE))
  );
}

function missingWords(table: ComparedTable, { measure }: Comparison, by: By): string {
  const what = by === "day" ? "day" : DIMENSION_WORDS[by].one;
  switch (table.kind) {
    case "too-many":
      return `More than ${formatCount(table.limit)} different ${by === "day" ? "days" : DIMENSION_WORDS[by].many}: they are not compared. A shorter time may have fewer.`;
    case "untold":
      return `${table.side === "a" ? "A" : "B"} never says the ${what}.`;
    case "uncounted":
      return `${table.side === "a" ? "A" : "B"} does not tell ${MEASURES[measure].many} by ${what} for these days.`;
    case "compared":
      return "";
  }
}
