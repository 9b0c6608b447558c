import { children, createUniqueId, Show, type JSX } from "solid-js";
import { join } from "./join.ts";
import { usePanelActions } from "./panel-actions.ts";
import styles from "./panel.module.css";

export interface PanelProps {
  /** Words become the heading and the section's name. */
  title: string;
  /** Stands where the title would be, such as a row of tabs; the title is then only spoken. */
  heading?: JSX.Element;
  /** Right end of the header: a receipt, a tag, buttons. */
  aside?: JSX.Element;
  class?: string | undefined;
  children: JSX.Element;
}

export function Panel(props: PanelProps): JSX.Element {
  const id = createUniqueId();
  const actions = children(usePanelActions());
  return (
    <section class={join(styles["panel"], props.class)} aria-labelledby={id}>
      <header class={styles["header"]}>
        <h2 id={id} class={props.heading === undefined ? styles["title"] : "visually-hidden"}>
          {props.title}
        </h2>
        {props.heading}
        <Show when={props.aside !== undefined || actions() !== undefined}>
          <div class={styles["aside"]} data-aside="">
            {props.aside}
            {actions()}
          </div>
        </Show>
      </header>
      <div class={styles["body"]}>{props.children}</div>
    </section>
  );
}

/** The bare surface of a panel, for content that brings its own heading. */
export function Card(props: { class?: string | undefined; children: JSX.Element }): JSX.Element {
  return <div class={join(styles["panel"], props.class)}>{props.children}</div>;
}
