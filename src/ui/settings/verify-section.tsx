import { For, Show, type JSX } from "solid-js";
import type { Project } from "../../model/project.ts";
import { Button } from "../controls/button.tsx";
import { Notice } from "../controls/notice.tsx";
import { createVerification } from "../data/verify.ts";
import { counted } from "../state/counted.ts";
import { useEngine } from "../state/engine-context.ts";
import { failureText } from "../state/failure-text.ts";
import { formatCount } from "../state/format.ts";
import styles from "./settings.module.css";

export function VerifySection(props: { project: Project }): JSX.Element {
  const engine = useEngine();
  const verification = createVerification(engine, () => props.project.id);
  return (
    <div class={styles["form"]}>
      <div class={styles["submit"]}>
        <Button busy={verification.running()} onClick={() => void verification.run()}>
          {verification.running() ? "Recounting" : "Recount everything"}
        </Button>
      </div>
      <Show when={verification.report()}>
        {(report) => (
          <Notice
            tone={report().drift === 0 ? "good" : "bad"}
            title={report().drift === 0 ? "Drift 0" : `Drift ${formatCount(report().drift)}`}
          >
            {counted(report().buckets, "bucket was", "buckets were")} compared with a recount of the log up to
            entry {formatCount(report().sequence)}.
            <Show
              when={report().drift > 0}
              fallback={<> Events, users and sessions are the same in all of them.</>}
            >
              <ul class={styles["differences"]}>
                <For each={report().differences}>{(words) => <li>{words}</li>}</For>
              </ul>
            </Show>
          </Notice>
        )}
      </Show>
      <Show when={verification.failure()}>
        {(reason) => (
          <Notice tone="bad" title={failureText(reason()).title}>
            {failureText(reason()).body}
          </Notice>
        )}
      </Show>
    </div>
  );
}
