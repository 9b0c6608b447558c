import { createSignal, For, Show, type JSX } from "solid-js";
import type { Project } from "../../model/project.ts";
import { zoneOf } from "../../model/time-zone.ts";
import { Button } from "../controls/button.tsx";
import { PageHeader } from "../shell/page-header.tsx";
import page from "../shell/page.module.css";
import { useEngine } from "../state/engine-context.ts";
import { daysThatHold } from "../state/range-words.ts";
import { useView } from "../state/view-context.ts";
import { DamagePanel } from "./damage-panel.tsx";
import { DevicePanel } from "./device-panel.tsx";
import { DropZone } from "./drop-zone.tsx";
import { ExportDialog } from "./export-dialog.tsx";
import { HistoryTable } from "./history-table.tsx";
import { ImportJobPanel } from "./import-job-panel.tsx";
import { importQueueOf, type ImportJob } from "./import-queue.ts";
import styles from "./data.module.css";

export function DataPage(props: { project: Project }): JSX.Element {
  const engine = useEngine();
  const view = useView();
  const queue = importQueueOf(engine);
  const [exporting, setExporting] = createSignal(false);
  // Keyed by id, so that a job's panel lives on while its state changes.
  const jobIds = (): string[] =>
    queue
      .jobs()
      .filter((job) => job.projectId === props.project.id)
      .map((job) => job.id);
  const job = (id: string): ImportJob | undefined => queue.jobs().find((each) => each.id === id);

  return (
    <div class={page["page"]}>
      <PageHeader
        title="Data"
        actions={
          <Button icon="download" onClick={() => setExporting(true)}>
            Export
          </Button>
        }
      />
      <DamagePanel project={props.project} />
      <DropZone
        title="Drop files anywhere on this page"
        hint="NDJSON, one event a line, plain or gzip. Importing a file twice changes nothing."
        multiple
        onFiles={(files) => void queue.add(props.project.id, files)}
      />
      <For each={jobIds()}>
        {(id) => (
          <Show when={job(id)}>
            {(known) => (
              <ImportJobPanel
                job={known()}
                onCancel={() => queue.cancel(id)}
                onDismiss={() => queue.dismiss(id)}
                daysHref={({ first, last }) =>
                  view.href("/", {
                    window: daysThatHold(first, last, zoneOf(props.project.timeZone)),
                    filters: [],
                  })
                }
              />
            )}
          </Show>
        )}
      </For>
      <div class={styles["columns"]}>
        <HistoryTable project={props.project} />
        <DevicePanel project={props.project} onExport={() => setExporting(true)} />
      </div>
      <ExportDialog project={props.project} open={exporting()} onClose={() => setExporting(false)} />
    </div>
  );
}
