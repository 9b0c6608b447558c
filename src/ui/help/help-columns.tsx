import { For, type JSX, type ParentProps } from "solid-js";
import { PageHeader } from "../shell/page-header.tsx";
import styles from "./help.module.css";

/** A page of help: its articles, and the list of them beside or above. */
export const HelpColumns = (
  props: ParentProps<{
    title: string;
    contents: readonly (readonly [id: string, title: string])[];
    /** Pages of help that are read next. */
    more: readonly (readonly [address: string, title: string])[];
  }>,
): JSX.Element => (
  <div>
    <PageHeader title={props.title} />
    <div class={styles["columns"]}>
      <nav class={styles["contents"]} aria-label="On this page">
        <ul>
          <For each={props.contents}>
            {([id, title]) => (
              <li>
                <a href={`#${id}`}>{title}</a>
              </li>
            )}
          </For>
        </ul>
        <ul class={styles["more"]}>
          <For each={props.more}>
            {([address, title]) => (
              <li>
                <a href={address}>{title}</a>
              </li>
            )}
          </For>
        </ul>
      </nav>
      <div class={styles["articles"]}>{props.children}</div>
    </div>
  </div>
);
