import { For, type JSX } from "solid-js";
import { Button } from "../controls/button.tsx";
import { EXAMPLES, INSTEAD, type SqlExample } from "./examples.ts";
import styles from "./sql.module.css";

/** Statements to begin with, and what to write in place of what this engine has not. */
export function ExampleList(props: { onChoose: (text: string) => void }): JSX.Element {
  const example = (each: SqlExample): JSX.Element => (
    <div class={styles["example"]}>
      <pre class={styles["code"]} tabIndex={0} role="region" aria-label={`SQL: ${each.title}`}>
        {each.text}
      </pre>
      <Button small onClick={() => props.onChoose(each.text)} aria-label={`Use: ${each.title}`}>
        Use
      </Button>
    </div>
  );
  return (
    <div class={styles["side"]}>
      <h3 class={styles["sideTitle"]}>To begin with</h3>
      <For each={EXAMPLES}>
        {(each) => (
          <section>
            <h4 class={styles["exampleTitle"]}>{each.title}</h4>
            {example(each)}
          </section>
        )}
      </For>
      <h3 class={styles["sideTitle"]}>Not in this engine, and what to write instead</h3>
      <p class={styles["note"]}>
        The engine is DuckDB with its core functions. It works without a network, so it loads no extension.
      </p>
      <For each={INSTEAD}>
        {(each) => (
          <section>
            <h4 class={styles["exampleTitle"]}>{each.lacks}</h4>
            <p class={styles["note"]}>{each.why}</p>
            {example(each.instead)}
          </section>
        )}
      </For>
    </div>
  );
}
