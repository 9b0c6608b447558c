import { For, Show, type JSX } from "solid-js";
import { makeFreshness } from "../state/freshness.ts";
import { join } from "./join.ts";
import styles from "./stream-list.module.css";

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
        aria-activedescendant={chosenId()}
        onKeyDown={move}
      >
        <For each={props.rows}>
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
