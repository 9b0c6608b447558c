import { createEffect, createMemo, createSignal, createUniqueId, For, on, Show, type JSX } from "solid-js";
import { DISPLAYS, EXPLORATION_LIMITS, type Shown } from "../../model/exploration.ts";
import type { SeriesLetter } from "../../model/formula.ts";
import { Icon } from "../controls/icon.tsx";
import { join } from "../controls/join.ts";
import { Card } from "../controls/panel.tsx";
import { Select } from "../controls/select.tsx";
import { FilterBar } from "../filters/filter-bar.tsx";
import { useView } from "../state/view-context.ts";
import { BreakdownEditor } from "./breakdown-editor.tsx";
import type { Explore } from "./explore-state.ts";
import { FormulaRows } from "./formula-rows.tsx";
import type { Naming } from "./naming.ts";
import { SavedPanel } from "./saved-panel.tsx";
import { SeriesRow } from "./series-row.tsx";
import { DISPLAY_LABELS } from "./series-words.ts";
import styles from "./editor.module.css";

const ROLLING = [3, 7, 14, 28];
const USUAL_ROLLING = 7;

/** Everything an exploration says beside its time: series, formulas, filters, breakdown, how it is shown; and those that are saved. */
export function Editor(props: {
  explore: Explore;
  wrong: ReadonlyMap<number, string>;
  naming: Naming;
}): JSX.Element {
  let rows: HTMLUListElement | undefined;
  const view = useView();
  const exploration = () => props.explore.exploration();
  const letters = createMemo(() => exploration().series.map(({ letter }) => letter), undefined, {
    equals: (a, b) => a.join() === b.join(),
  });
  const [told, setTold] = createSignal("");
  const rowOf = (letter: SeriesLetter): HTMLElement | null | undefined =>
    rows?.querySelector<HTMLElement>(`[data-letter="${letter}"]`);
  // The address is changed first, and the rows follow it.
  let onChanged: (() => void) | undefined;
  createEffect(
    on(
      letters,
      () => {
        onChanged?.();
        onChanged = undefined;
      },
      { defer: true },
    ),
  );
  const focusEvent = (letter: SeriesLetter | undefined): void => {
    if (letter === undefined) return;
    const input = (): HTMLInputElement | null | undefined => rowOf(letter)?.querySelector("input");
    const there = input();
    if (there) there.focus();
    else onChanged = () => input()?.focus();
  };
  /** A row that was moved in the document has lost the focus. */
  const keepFocus = (letter: SeriesLetter, had: Element | null): void => {
    onChanged = () => {
      setTold(`Series ${letter} is now number ${letters().indexOf(letter) + 1} of ${letters().length}.`);
      const row = rowOf(letter);
      if (had instanceof HTMLElement && row?.contains(had) === true) had.focus();
      else row?.querySelector<HTMLElement>("button[aria-haspopup]")?.focus();
    };
  };
  return (
    <Card class={styles["editor"]}>
      <Section title="Series">
        <ul ref={rows} class={styles["rows"]}>
          <For each={letters()}>
            {(letter) => (
              <Show when={exploration().series.find((each) => each.letter === letter)}>
                {(series) => (
                  <SeriesRow
                    explore={props.explore}
                    series={series()}
                    onRename={() => props.naming.open({ kind: "series", letter })}
                    onCopied={focusEvent}
                    onMoving={() => keepFocus(letter, document.activeElement)}
                  />
                )}
              </Show>
            )}
          </For>
        </ul>
        <p class="visually-hidden" role="status">
          {told()}
        </p>
        <Show when={letters().length < EXPLORATION_LIMITS.series}>
          <button
            type="button"
            class={styles["addLink"]}
            onClick={() => focusEvent(props.explore.addSeries())}
          >
            <Icon name="plus" size={12} /> Series
          </button>
        </Show>
        <FormulaRows
          explore={props.explore}
          wrong={props.wrong}
          onRename={(place) => props.naming.open({ kind: "formula", place })}
        />
      </Section>
      <Section title="Filters of all series">
        <FilterBar
          small
          segments
          label="Filters of all series"
          addLabel="Filter: add to “Filters of all series”"
          filters={exploration().filters}
          onChange={(filters) => view.change({ filters })}
        />
      </Section>
      <Section title="Breakdown">
        <BreakdownEditor explore={props.explore} />
      </Section>
      <Section title="Shown as">
        <DisplayChoice explore={props.explore} />
        <ShownChoice explore={props.explore} />
      </Section>
      <Section title="Saved questions">
        <SavedPanel
          saved={props.naming.saved}
          shown={exploration()}
          onOpen={(saved) => props.explore.open(saved)}
          onRename={(saved) => props.naming.open({ kind: "saved", saved })}
        />
      </Section>
    </Card>
  );
}

function Section(props: { title: string; children: JSX.Element }): JSX.Element {
  const id = createUniqueId();
  return (
    <section class={styles["section"]} aria-labelledby={id}>
      <h2 id={id} class={styles["heading"]}>
        {props.title}
      </h2>
      {props.children}
    </section>
  );
}

function DisplayChoice(props: { explore: Explore }): JSX.Element {
  const group = createUniqueId();
  return (
    <div class={styles["displays"]} role="radiogroup" aria-label="Shown as">
      <For each={DISPLAYS}>
        {(display) => (
          <label
            class={join(
              styles["display"],
              props.explore.exploration().display === display && styles["chosen"],
            )}
          >
            <input
              type="radio"
              class="visually-hidden"
              name={group}
              checked={props.explore.exploration().display === display}
              onChange={() => props.explore.change({ display })}
            />
            {DISPLAY_LABELS[display]}
          </label>
        )}
      </For>
    </div>
  );
}

function ShownChoice(props: { explore: Explore }): JSX.Element {
  const shown = (): Shown => props.explore.exploration().shown;
  const buckets = (): number => {
    const now = shown();
    return typeof now === "object" ? now.rolling : USUAL_ROLLING;
  };
  const kind = (): "counted" | "cumulative" | "rolling" => {
    const now = shown();
    return typeof now === "object" ? "rolling" : now;
  };
  return (
    <Show when={props.explore.exploration().display !== "heat"}>
      <div class={styles["shown"]}>
        <Select
          small
          label="Values"
          options={[
            { value: "counted", label: "As counted" },
            { value: "cumulative", label: "Cumulative" },
            { value: "rolling", label: "Rolling average" },
          ]}
          value={kind()}
          onChange={(next) =>
            props.explore.change({ shown: next === "rolling" ? { rolling: buckets() } : next })
          }
        />
        <Show when={kind() === "rolling"}>
          <Select
            small
            label="Buckets of the rolling average"
            options={[...new Set([...ROLLING, buckets()])]
              .sort((a, b) => a - b)
              .map((count) => ({ value: String(count), label: `of ${count} buckets` }))}
            value={String(buckets())}
            onChange={(count) => props.explore.change({ shown: { rolling: Number(count) } })}
          />
        </Show>
      </div>
    </Show>
  );
}
