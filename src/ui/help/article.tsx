import { For, Show, type JSX, type ParentProps } from "solid-js";
import { join } from "../controls/join.ts";
import styles from "./help.module.css";

export const Article = (props: ParentProps<{ id: string; title: string }>): JSX.Element => (
  <section id={props.id} class={styles["article"]} aria-labelledby={`${props.id}-title`} tabindex="-1">
    <h2 id={`${props.id}-title`}>{props.title}</h2>
    {props.children}
  </section>
);

/** `label` names the block for those who scroll it by keyboard. */
export const CodeBlock = (props: { label: string; text: string }): JSX.Element => (
  <pre class={styles["code"]} tabindex="0" role="region" aria-label={props.label}>
    <code>{props.text}</code>
  </pre>
);

export const TermTable = (props: {
  caption: string;
  heads: readonly string[];
  rows: readonly (readonly string[])[];
  /** The first column is words, not code. */
  words?: boolean;
}): JSX.Element => (
  <div class={styles["tableScroll"]} tabindex="0" role="region" aria-label={props.caption}>
    <table class={join(styles["table"], props.words === true && styles["terms"])}>
      <caption class={styles["caption"]}>{props.caption}</caption>
      <thead>
        <tr>
          <For each={props.heads}>{(head) => <th scope="col">{head}</th>}</For>
        </tr>
      </thead>
      <tbody>
        <For each={props.rows}>
          {(row) => (
            <tr>
              <th scope="row">
                <Show when={props.words !== true} fallback={row[0]}>
                  <code>{row[0]}</code>
                </Show>
              </th>
              <For each={row.slice(1)}>{(cell) => <td>{cell}</td>}</For>
            </tr>
          )}
        </For>
      </tbody>
    </table>
  </div>
);
