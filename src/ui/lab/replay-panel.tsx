import { Show, type JSX } from "solid-js";
import { Button, LinkButton } from "../controls/button.tsx";
import { Panel } from "../controls/panel.tsx";
import { Progress } from "../controls/progress.tsx";
import { useEngine } from "../state/engine-context.ts";
import { failureText } from "../state/failure-text.ts";
import { formatCount } from "../state/format.ts";
import { useView } from "../state/view-context.ts";
import { replaysOf, type ReplayJob } from "./replay-job.ts";
import styles from "./replay-panel.module.css";

/** How far the replay is, and what became of it. */
export function ReplayPanel(): JSX.Element {
  const replays = replaysOf(useEngine());
  const view = useView();
  return (
    <Show when={replays.job()}>
      {(job) => (
        <Panel
          title={`Replay of ${job().name} into ${job().project.name}`}
          aside={
            <>
              <LinkButton small href={view.href("/live", { project: job().project.id })}>
                Watch it live
              </LinkButton>
              <Show
                when={job().end === undefined}
                fallback={
                  <Button small onClick={() => replays.dismiss()}>
                    Close
                  </Button>
                }
              >
                <Button small onClick={() => replays.cancel()}>
                  Cancel
                </Button>
              </Show>
            </>
          }
        >
          <div class={styles["body"]}>
            <Progress label="Replaying" value={job().total === 0 ? 1 : job().sent / job().total} />
            <p role="status">{words(job())}</p>
          </div>
        </Panel>
      )}
    </Show>
  );
}

function words({ sent, total, refused, end }: ReplayJob): string {
  const far = `${formatCount(sent)} of ${formatCount(total)} sent`;
  const left = refused === 0 ? "" : `, ${formatCount(refused)} not taken`;
  if (end?.kind === "done") return `Done: ${far}${left}.`;
  if (end?.kind === "cancelled") return `Cancelled: ${far}${left}. What was sent stays.`;
  if (end?.kind === "erased")
    return `Stopped: ${far}${left}. Events of the project were erased, and the rest may hold copies of them.`;
  if (end?.kind === "failed") {
    const { title, body } = failureText(end.failure);
    return `Stopped: ${far}${left}. ${title}. ${body}`;
  }
  return `${far}${left}`;
}
