import { Show, type JSX } from "solid-js";
import styles from "./page-header.module.css";

/** The page's one first-level heading, what stands beside it, and its actions at the right. */
export function PageHeader(props: {
  title: string;
  children?: JSX.Element;
  actions?: JSX.Element;
}): JSX.Element {
  return (
    <div class={styles["header"]}>
      <h1 class={styles["title"]} id="page-title" tabIndex={-1}>
        {props.title}
      </h1>
      {props.children}
      <Show when={props.actions !== undefined}>
        <div class={styles["actions"]}>{props.actions}</div>
      </Show>
    </div>
  );
}
