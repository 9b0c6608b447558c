import { createEffect, createMemo, createSignal, For, Show, type JSX } from "solid-js";
import type { EventTimes } from "../../model/import.ts";
import type { Project } from "../../model/project.ts";
import { Button } from "../controls/button.tsx";
import { formatCount } from "../state/format.ts";
import { ImportJobPanel } from "./import-job-panel.tsx";
import { isOver, type ImportJob, type ImportQueue } from "./import-queue.ts";
import { MappingDialog } from "./mapping-dialog.tsx";
import styles from "./import-job-panel.module.css";

/** From so many on they are dismissed at once as well. */
const MANY = 3;

/** Every import of a project since the page was opened, and the dialog that asks what columns are. */
export function ImportJobs(props: {
  project: Project;
  queue: ImportQueue;
  onDismiss?: ((job: ImportJob) => void) | undefined;
  daysHref?: ((times: EventTimes) => string) | undefined;
}): JSX.Element {
  const [mappedId, setMappedId] = createSignal<string>();
  // Each is asked once by itself; after that its panel has the button.
  const asked = new Set<string>();
  const ofProject = (): ImportJob[] => props.queue.jobs().filter((job) => job.projectId === props.project.id);
  const jobsById = createMemo(() => new Map(props.queue.jobs().map((job) => [job.id, job])));
  const job = (id: string | undefined): ImportJob | undefined => jobsById().get(id ?? "");

  const over = createMemo(() => ofProject().filter(isOver));
  const dismiss = (known: ImportJob): void => {
    props.onDismiss?.(known);
    props.queue.dismiss(known.id);
  };

  createEffect(() => {
    const asking = ofProject().find(({ id, state }) => state.kind === "asking" && !asked.has(id));
    if (asking === undefined || mappedId() !== undefined) return;
    asked.add(asking.id);
    setMappedId(asking.id);
  });

  return (
    <>
      {/* Keyed by id, so that a job's panel lives on while its state changes. */}
      <div class={styles["jobs"]}>
        <For each={ofProject().map(({ id }) => id)}>
          {(id) => (
            <Show when={job(id)}>
              {(known) => (
                <ImportJobPanel
                  job={known()}
                  onCancel={() => props.queue.cancel(id)}
                  onDismiss={() => dismiss(known())}
                  onMap={() => setMappedId(id)}
                  onReadAs={(how) => props.queue.readAs(id, how)}
                  onResume={() => props.queue.resume(id)}
                  daysHref={props.daysHref}
                />
              )}
            </Show>
          )}
        </For>
      </div>
      <Show when={over().length >= MANY}>
        <Button small class={styles["dismissAll"]} onClick={() => over().forEach(dismiss)}>
          Dismiss all {formatCount(over().length)}
        </Button>
      </Show>
      <MappingDialog
        job={job(mappedId())}
        timeZone={props.project.timeZone}
        onMapped={(mapping) => {
          const id = mappedId();
          setMappedId(undefined);
          if (id !== undefined) props.queue.readAs(id, { mapping });
        }}
        onClose={() => setMappedId(undefined)}
      />
    </>
  );
}
