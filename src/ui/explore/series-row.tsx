import { onMount, type JSX } from "solid-js";
import { EXPLORATION_LIMITS, type ExplorationSeries } from "../../model/exploration.ts";
import { SERIES_LETTERS, type SeriesLetter } from "../../model/formula.ts";
import { Icon } from "../controls/icon.tsx";
import { Menu } from "../controls/menu.tsx";
import { EventInput } from "../filters/event-input.tsx";
import { FilterBar } from "../filters/filter-bar.tsx";
import type { Explore } from "./explore-state.ts";
import { MeasureInput } from "./measure-input.tsx";
import styles from "./editor.module.css";

/** One series: which events, what of them is counted, its own filters. Alt with an arrow key moves it. */
export function SeriesRow(props: {
  explore: Explore;
  series: ExplorationSeries;
  onRename: () => void;
  onCopied: (letter: SeriesLetter) => void;
  /** It is about to be moved. */
  onMoving: () => void;
}): JSX.Element {
  let row: HTMLLIElement | undefined;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
    event.preventDefault();
    event.stopPropagation();
    move(event.key === "ArrowUp" ? -1 : 1);
  };
  // Before the fields in it, to which arrow keys mean something else.
  onMount(() => row?.addEventListener("keydown", onKeyDown, { capture: true }));
  const place = (): number =>
    props.explore.exploration().series.findIndex(({ letter }) => letter === props.series.letter);
  const count = (): number => props.explore.exploration().series.length;
  const move = (by: number): void => {
    props.onMoving();
    props.explore.moveSeries(props.series.letter, by);
  };
  const change = (patch: Partial<ExplorationSeries>): void =>
    props.explore.changeSeries(props.series.letter, { ...props.series, ...patch });
  return (
    <li
      ref={row}
      class={styles["row"]}
      aria-label={`Series ${props.series.letter}`}
      data-letter={props.series.letter}
    >
      <div class={styles["rowHead"]}>
        <span
          class={styles["badge"]}
          style={{ background: `var(--series-${SERIES_LETTERS.indexOf(props.series.letter) + 1})` }}
          aria-hidden="true"
        >
          {props.series.letter}
        </span>
        <div class={styles["event"]}>
          <EventInput
            label={`Events of series ${props.series.letter}`}
            value={props.series}
            onChange={({ name, type }) => {
              const { name: _, type: __, ...rest } = props.series;
              props.explore.changeSeries(props.series.letter, {
                ...rest,
                ...(name !== undefined && { name }),
                ...(type !== undefined && { type }),
              });
            }}
          />
        </div>
        <Menu
          label={`Actions for series ${props.series.letter}`}
          trigger={<Icon name="menu" size={14} />}
          triggerLook={{ look: "quiet", small: true }}
          placement="bottom-end"
          items={[
            { label: "Rename", icon: "edit", onChoose: () => props.onRename() },
            {
              label: "Copy",
              icon: "copy",
              disabled: count() >= EXPLORATION_LIMITS.series,
              onChoose: () => {
                const letter = props.explore.addSeries(props.series);
                if (letter !== undefined) props.onCopied(letter);
              },
            },
            { label: "Move up", hint: "Alt ↑", disabled: place() === 0, onChoose: () => move(-1) },
            { label: "Move down", hint: "Alt ↓", disabled: place() === count() - 1, onChoose: () => move(1) },
            {
              label: "Remove",
              icon: "trash",
              danger: true,
              separated: true,
              disabled: count() === 1,
              onChoose: () => props.explore.removeSeries(props.series.letter),
            },
          ]}
        />
      </div>
      <div class={styles["rowFoot"]}>
        <MeasureInput
          of={`series ${props.series.letter}`}
          measure={props.series.measure}
          onChange={(measure) => change({ measure })}
        />
        <FilterBar
          small
          label={`Filters of series ${props.series.letter}`}
          addLabel={`Filter: add to “Filters of series ${props.series.letter}”`}
          filters={props.series.filters}
          onChange={(filters) => change({ filters })}
        />
        {props.series.label === undefined ? null : <bdi class={styles["label"]}>“{props.series.label}”</bdi>}
      </div>
    </li>
  );
}
