import { Dynamic } from "solid-js/web";
import { createMemo, For, Match, Show, Switch, type JSX } from "solid-js";
import type { WidgetOf } from "../../model/dashboard.ts";
import { Card } from "../controls/panel.tsx";
import { type Inline, parseMarkdown } from "./markdown.ts";
import styles from "./widgets.module.css";

/** Words of one's own. */
export function TextWidget(props: { widget: WidgetOf<"text"> }): JSX.Element {
  const blocks = createMemo(() => parseMarkdown(props.widget.text));
  return (
    <Card class={styles["text"]}>
      <div class={styles["prose"]} tabIndex={0} role="region" aria-label="Text">
        <For each={blocks()} fallback={<p class={styles["none"]}>An empty text.</p>}>
          {(block) => (
            <Switch>
              <Match when={block.kind === "heading" && block}>
                {(heading) => (
                  <Dynamic component={`h${heading().level + 1}`} class={styles[`heading${heading().level}`]}>
                    <Inlines of={heading().inlines} />
                  </Dynamic>
                )}
              </Match>
              <Match when={block.kind === "list" && block}>
                {(list) => (
                  <Dynamic component={list().ordered ? "ol" : "ul"} class={styles["list"]}>
                    <For each={list().items}>
                      {(item) => (
                        <li>
                          <Inlines of={item} />
                        </li>
                      )}
                    </For>
                  </Dynamic>
                )}
              </Match>
              <Match when={block.kind === "paragraph" && block}>
                {(paragraph) => (
                  <p>
                    <For each={paragraph().lines}>
                      {(line, at) => (
                        <>
                          <Show when={at() > 0}>
                            <br />
                          </Show>
                          <Inlines of={line} />
                        </>
                      )}
                    </For>
                  </p>
                )}
              </Match>
            </Switch>
          )}
        </For>
      </div>
    </Card>
  );
}

const Inlines = (props: { of: readonly Inline[] }): JSX.Element => (
  <For each={props.of}>
    {(inline) =>
      inline.kind === "link" ? (
        <a href={inline.href} target="_blank" rel="noopener noreferrer">
          {inline.text}
        </a>
      ) : inline.kind === "text" ? (
        inline.text
      ) : (
        <Dynamic component={inline.kind}>{inline.text}</Dynamic>
      )
    }
  </For>
);
