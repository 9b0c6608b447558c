import { createEffect, createSignal, For, onCleanup, Show, type JSX } from "solid-js";
import type { Slice, SliceList, SliceRange } from "../../slice/slice.ts";
import { Button, IconButton } from "../controls/button.tsx";
import fields from "../controls/field.module.css";
import { Brand } from "../shell/brand.tsx";
import { filterToText } from "../state/filter-words.ts";
import { chooseTheme, theme } from "../state/theme.ts";
import { FileList } from "./file-list.tsx";
import { FileReceipt } from "./file-receipt.tsx";
import { FileSeries } from "./file-series.tsx";
import { FileStat } from "./file-stat.tsx";
import type { FoundSlice } from "./read-slice.ts";
import { spanName } from "./span-name.ts";
import styles from "./file-page.module.css";

const MEASURES = ["events", "users", "sessions"] as const;

const groupByPanel = (lists: readonly SliceList[]): Map<string, SliceList[]> => {
  const panels = new Map<string, SliceList[]>();
  for (const list of lists) panels.set(list.panel, [...(panels.get(list.panel) ?? []), list]);
  return panels;
};

/** Columns of the twelve-column grid: the first list stands beside the chart, the last row is full. */
function spanOf(at: number, lists: number, hasChart: boolean): number {
  const [place, count] = hasChart ? [at - 1, lists - 1] : [at, lists];
  if (place < 0) return 4;
  const inLastRow = count % 3;
  return place >= count - inLastRow ? 12 / inLastRow : 4;
}

/** A dashboard's numbers as they were, with nothing behind them. */
export function FilePage(props: { found: FoundSlice }): JSX.Element {
  // eslint-disable-next-line solid/reactivity -- a file's numbers do not change
  const { slice } = props.found;
  const panels = [...groupByPanel(slice.lists)];
  const [at, setAt] = createSignal(0);
  const range = (): SliceRange => slice.ranges[at()] ?? { from: 0, to: 0, events: 0, users: 0, sessions: 0 };
  const name = (): string => spanName(range(), slice.timeZone);
  createEffect(() => document.documentElement.setAttribute("data-theme", theme()));
  printLight();
  /** The shortest range that holds a stretch of the chart. */
  const chooseAround = (from: number, to: number): void => {
    const holding = slice.ranges.flatMap((each, place) =>
      each.from <= from && each.to >= to ? [place] : [],
    );
    setAt(holding.at(-1) ?? 0);
  };
  return (
    <div class={styles["page"]}>
      <header class={styles["header"]}>
        <Brand size={22} />
        <div class={styles["heading"]}>
          <h1 class={styles["title"]}>{slice.title}</h1>
          <p class={styles["about"]}>
            <span>{slice.project}</span>
            <span>{name()}</span>
            <For each={slice.filters}>{(filter) => <span>{filterToText(filter)}</span>}</For>
          </p>
        </div>
        <div class={styles["actions"]}>
          <Show when={at() > 0}>
            <Button onClick={() => setAt(0)}>Show all</Button>
          </Show>
          <Show when={slice.ranges.length > 1}>
            <RangeSelect slice={slice} at={at()} onChange={setAt} />
          </Show>
          <IconButton
            icon={theme() === "dark" ? "sun" : "moon"}
            label={theme() === "dark" ? "Light theme" : "Dark theme"}
            onClick={() => chooseTheme(theme() === "dark" ? "light" : "dark")}
          />
        </div>
      </header>
      <main>
        <Show when={slice.note !== ""}>
          <p class={styles["note"]}>{slice.note}</p>
        </Show>
        <div class={styles["grid"]}>
          <For each={MEASURES}>
            {(measure) => (
              <div class={styles["stat"]}>
                <FileStat slice={slice} measure={measure} range={range()} />
              </div>
            )}
          </For>
          <Show when={slice.buckets}>
            {(buckets) => (
              <div class={styles["series"]}>
                <FileSeries
                  slice={slice}
                  buckets={buckets()}
                  range={range()}
                  name={name()}
                  onSelect={chooseAround}
                />
              </div>
            )}
          </Show>
          <For each={panels}>
            {([panel, lists], place) => (
              <div
                class={styles["list"]}
                style={{ "--span": spanOf(place(), panels.length, slice.buckets !== undefined) }}
              >
                <FileList title={panel} lists={lists} at={at()} slice={slice} />
              </div>
            )}
          </For>
        </div>
      </main>
      <FileReceipt found={props.found} />
    </div>
  );
}

function RangeSelect(props: { slice: Slice; at: number; onChange: (at: number) => void }): JSX.Element {
  return (
    <select
      aria-label="Range"
      class={`${fields["input"]} ${styles["select"]}`}
      value={props.at}
      onChange={(event) => props.onChange(Number(event.currentTarget.value))}
    >
      <For each={props.slice.ranges}>
        {(each, at) => (
          <Show when={at() === 0 || each.events > 0}>
            <option value={at()}>
              {at() === 0 ? "All of it: " : ""}
              {spanName(each, props.slice.timeZone)}
            </option>
          </Show>
        )}
      </For>
    </select>
  );
}

/** Paper is white, whatever the screen is. */
function printLight(): void {
  const root = document.documentElement;
  const turn = (): void => root.setAttribute("data-theme", "light");
  const back = (): void => root.setAttribute("data-theme", theme());
  window.addEventListener("beforeprint", turn);
  window.addEventListener("afterprint", back);
  onCleanup(() => {
    window.removeEventListener("beforeprint", turn);
    window.removeEventListener("afterprint", back);
  });
}
