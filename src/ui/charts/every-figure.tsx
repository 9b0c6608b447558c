import { createSignal, Show, type JSX } from "solid-js";
import styles from "./every-figure.module.css";

/** The figures of a chart below it, drawn once they are opened: they may be thousands of cells. */
export function EveryFigure(props: { children: JSX.Element }): JSX.Element {
  const [open, setOpen] = createSignal(false);
  return (
    <details class={styles["details"]} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Every figure as a table</summary>
      <Show when={open()}>{props.children}</Show>
    </details>
  );
}
