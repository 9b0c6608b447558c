import { For, Match, Show, Switch, type JSX } from "solid-js";
import type { Failure } from "../../model/failure.ts";
import { Notice } from "../controls/notice.tsx";
import { Progress } from "../controls/progress.tsx";
import { failureText } from "../state/failure-text.ts";
import { formatBytes } from "../state/format.ts";
import { withheldWords } from "./withheld-words.ts";
import type { ShareWork } from "./share-job.ts";
import styles from "./share.module.css";

/** How far the file is, what is not in it, and how large it is. */
export function ShareOutcome(props: {
  work: ShareWork;
  failure: Failure | undefined;
  least: number | undefined;
  sizeBytes: number | undefined;
  saved: string | undefined;
}): JSX.Element {
  const made = () => (props.work.kind === "made" ? props.work.made : undefined);
  /** What the form asked for may not be told: it says so itself, in words for it. */
  const body = (failure: Failure): string =>
    failure.kind === "invalid-input" ? failure.message : failureText(failure).body;
  const title = (failure: Failure): string =>
    failure.kind === "invalid-input" ? "There is no file of this" : failureText(failure).title;
  return (
    <div class={styles["outcome"]}>
      <Switch>
        <Match when={props.failure}>
          {(failure) => (
            <Notice tone="bad" title={title(failure())}>
              {body(failure())}
            </Notice>
          )}
        </Match>
        <Match when={props.work.kind === "running" && props.work}>
          {(running) => <Progress label="Counting" value={running().share} />}
        </Match>
        <Match when={made()}>
          {(ready) => {
            const words = (): string[] => withheldWords(ready().withheld, props.least ?? 1);
            return (
              <>
                <p role="status">
                  <strong>
                    <Show when={props.saved} fallback={`${formatBytes(props.sizeBytes ?? 0)}. `}>
                      {props.saved}{" "}
                    </Show>
                  </strong>
                  <Show when={words().length > 0} fallback="Nothing is left out for being of too few users.">
                    Left out, or joined:
                  </Show>
                </p>
                <ul class={styles["withheld"]}>
                  <For each={words()}>{(each) => <li>{each}</li>}</For>
                </ul>
                <p class={styles["hint"]}>
                  Every number in the file is about as many users as you ask for, or about nobody, and so is
                  what follows from them by adding and subtracting. Another file of other ranges, filters or
                  thresholds may tell more beside this one.
                </p>
              </>
            );
          }}
        </Match>
      </Switch>
    </div>
  );
}
