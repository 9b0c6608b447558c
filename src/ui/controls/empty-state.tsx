import { Show, type JSX } from "solid-js";
import { Icon, type IconName } from "./icon.tsx";
import styles from "./feedback.module.css";

/** Nothing here yet: says why, and what to do next. */
export function EmptyState(props: {
  title: string;
  icon?: IconName | undefined;
  children?: JSX.Element;
  actions?: JSX.Element;
}): JSX.Element {
  return (
    <div class={styles["state"]}>
      <Show when={props.icon}>{(icon) => <Icon name={icon()} size={22} />}</Show>
      <p class={styles["stateTitle"]}>{props.title}</p>
      <Show when={props.children !== undefined}>
        <div class={styles["stateText"]}>{props.children}</div>
      </Show>
      <Show when={props.actions !== undefined}>
        <div class={styles["stateActions"]}>{props.actions}</div>
      </Show>
    </div>
  );
}
