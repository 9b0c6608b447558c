import { createUniqueId, Show, type JSX } from "solid-js";
import { join } from "../controls/join.ts";
import styles from "./settings.module.css";

/** What a setting is about on the left, its controls on the right. */
export function SettingsSection(props: {
  id?: string;
  title: string;
  description?: JSX.Element;
  danger?: boolean;
  children: JSX.Element;
}): JSX.Element {
  const titleId = createUniqueId();
  return (
    <section
      id={props.id}
      class={join(styles["section"], props.danger === true && styles["danger"])}
      aria-labelledby={titleId}
    >
      <div class={styles["about"]}>
        <h2 id={titleId}>{props.title}</h2>
        <Show when={props.description !== undefined}>
          <p>{props.description}</p>
        </Show>
      </div>
      <div class={styles["controls"]}>{props.children}</div>
    </section>
  );
}
