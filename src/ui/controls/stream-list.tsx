import { createMemo, createSignal, For, Show, type JSX } from "solid-js";
import { makeFreshness } from "../state/freshness.ts";
import { createPainted } from "../state/painted.ts";
import { join } from "./join.ts";
import styles from "./stream-list.module.css";

/** More than there is room for. Whoever scrolls gets them all; who does not is spared laying them out. */
const ROWS_AT_TOP = 24;

/** Rows newest first, new ones lit up; one can be chosen, by click or arrow keys. */
export function StreamList<Row>(props: {
  /** Gives it its height. */
  class: string | undefined;
  label: string;
  rows: readonly Row[];
  /** Where there are none. */
  empty: JSX.Element;
  selected: Row | undefined;
  /** Of its element too. */
  idOf: (row: Row) => string;
  receivedAt: (row: Row) => number;
  onSelect: (row: Row) => void;
  children: (row: Row) => JSX.Element;
}): JSX.Element {
  let list: HTMLDivElement | undefined;
  const isFresh = makeFreshness();
  const isPainted = createPainted(2);
  const [whole, setWhole] = createSignal(false);
  const shown = createMemo(() => (whole() ? props.rows : props.rows.slice(0, isPainted() ? ROWS_AT_TOP : 0)));
  const chosenId = (): string | undefined =>
    props.selected === undefined ? undefined : props.idOf(props.selected);
  const move = (event: KeyboardEvent): void => {
    const at = props.rows.findIndex((row) => props.idOf(row) === chosenId());
    const last = props.rows.length - 1;
    const next = {
      ArrowDown: Math.min(last, at + 1),
      ArrowUp: Math.max(0, at - 1),
      Home: 0,
      End: last,
    }[event.key];
    const chosen = next === undefined ? undefined : props.rows[next];
    if (next === undefined || chosen === undefined) return;
    event.preventDefault();
    if (next >= ROWS_AT_TOP) setWhole(true);
    props.onSelect(chosen);
    list?.children[next]?.scrollIntoView({ block: "nearest" });
  };
  return (
    <Show
      when={props.rows.length > 0}
      fallback={<div class={join(styles["stream"], props.class)}>{props.empty}</div>}
    >
      <div
        ref={list}
        class={join(styles["stream"], props.class)}
        role="listbox"
        tabIndex={0}
        aria-label={props.label}
        aria-activedescendant={shown().some((row) => props.idOf(row) === chosenId()) ? chosenId() : undefined}
        onKeyDown={move}
        onScroll={(event) => setWhole(event.currentTarget.scrollTop > 0)}
      >
        <For each={shown()}>
          {(row) => (
            <div
              id={props.idOf(row)}
              role="option"
              class={join(styles["row"], isFresh(props.receivedAt(row)) && styles["fresh"])}
              aria-selected={props.idOf(row) === chosenId()}
              onClick={() => props.onSelect(row)}
            >
              {props.children(row)}
            </div>
          )}
        </For>
      </div>
    </Show>
  );
}
