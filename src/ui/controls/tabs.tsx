import { For, type JSX } from "solid-js";
import styles from "./tabs.module.css";

export interface TabChoice<Value extends string> {
  value: Value;
  label: string;
}

/**
 * A row of tabs for one panel whose content follows the choice. Arrow keys, Home and End move and
 * choose. Give the panel `id={panelId}` and `role="tabpanel"`.
 */
export function Tabs<Value extends string>(props: {
  label: string;
  choices: readonly TabChoice<Value>[];
  value: Value;
  panelId: string;
  onChange: (value: Value) => void;
}): JSX.Element {
  let row: HTMLDivElement | undefined;
  const move = (event: KeyboardEvent): void => {
    const index = props.choices.findIndex((choice) => choice.value === props.value);
    const last = props.choices.length - 1;
    const next =
      event.key === "ArrowRight"
        ? index === last
          ? 0
          : index + 1
        : event.key === "ArrowLeft"
          ? index <= 0
            ? last
            : index - 1
          : event.key === "Home"
            ? 0
            : event.key === "End"
              ? last
              : undefined;
    const choice = next === undefined ? undefined : props.choices[next];
    if (next === undefined || choice === undefined) return;
    event.preventDefault();
    props.onChange(choice.value);
    const tab = row?.children[next];
    if (tab instanceof HTMLElement) tab.focus();
  };
  return (
    <div ref={row} class={styles["tabs"]} role="tablist" aria-label={props.label} onKeyDown={move}>
      <For each={props.choices}>
        {(choice) => (
          <button
            type="button"
            role="tab"
            class={styles["tab"]}
            aria-selected={choice.value === props.value}
            aria-controls={props.panelId}
            tabIndex={choice.value === props.value ? 0 : -1}
            onClick={() => props.onChange(choice.value)}
          >
            {choice.label}
          </button>
        )}
      </For>
    </div>
  );
}
