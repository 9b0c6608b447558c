import { createSignal, Show, type JSX } from "solid-js";
import type { Project } from "../../model/project.ts";
import { zoneOf } from "../../model/time-zone.ts";
import { Button, LinkButton } from "../controls/button.tsx";
import { Notice } from "../controls/notice.tsx";
import { Card } from "../controls/panel.tsx";
import { PageHeader } from "../shell/page-header.tsx";
import page from "../shell/page.module.css";
import { useEngine } from "../state/engine-context.ts";
import { daysThatHold } from "../state/range-words.ts";
import { useView } from "../state/view-context.ts";
import { BackupPanel } from "./backup-panel.tsx";
import { DamagePanel } from "./damage-panel.tsx";
import { DevicePanel } from "./device-panel.tsx";
import { DropZone } from "./drop-zone.tsx";
import { ExportDialog } from "./export-dialog.tsx";
import { HistoryTable } from "./history-table.tsx";
import { pastedFile } from "./dropped-files.ts";
import { ImportJobs } from "./import-jobs.tsx";
import { importQueueOf } from "./import-queue.ts";
import { SharedFolderPanel } from "./shared-folder-panel.tsx";
import { takeFiles } from "./take-files.ts";
import styles from "./data.module.css";

export function DataPage(props: { project: Project }): JSX.Element {
  const engine = useEngine();
  const view = useView();
  const queue = importQueueOf(engine);
  const [exporting, setExporting] = createSignal(false);
  const [pasteTrouble, setPasteTrouble] = createSignal(false);
  const add = (files: File[]): void => void takeFiles(engine, props.project.id, files);
  const paste = async (): Promise<void> => {
    // Refused where the user does not allow it; the key always works.
    const text = await navigator.clipboard.readText().catch(() => "");
    setPasteTrouble(text.trim() === "");
    if (text.trim() !== "") add([pastedFile(text, new Date())]);
  };

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
        title="Drop files anywhere"
        hint="PostHog, Mixpanel, Amplitude, GA4, Segment, Matomo, Umami, Plausible, server logs, or any table as CSV, NDJSON, Parquet and more. Importing a file twice changes nothing."
        multiple
        passive
        more={
          <>
            <Button onClick={() => void paste()}>Paste</Button>
            <LinkButton look="quiet" href={view.href("/sources")}>
              Watch a folder
            </LinkButton>
            <LinkButton look="quiet" href={`${view.href("/help")}#importing`}>
              What can be read
            </LinkButton>
          </>
        }
        onFiles={add}
      />
      <Show when={pasteTrouble()}>
        <Notice title="There is no text to paste" onDismiss={() => setPasteTrouble(false)}>
          Copy rows or files first, then press Ctrl+V, or ⌘V, on this page.
        </Notice>
      </Show>
      <ImportJobs
        project={props.project}
        queue={queue}
        daysHref={({ first, last }) =>
          view.href("/", {
            window: daysThatHold(first, last, zoneOf(props.project.timeZone)),
            filters: [],
          })
        }
      />
      <Card class={styles["compare"]}>
        <div>
          <h2>Compare two tools</h2>
          <p class={styles["note"]}>
            Two exports of the same days, or one and this project: which event, day, page or device explains
            the difference.
          </p>
        </div>
        <LinkButton href={view.href("/data/compare")}>Compare</LinkButton>
      </Card>
      <div class={styles["columns"]}>
        <div class={styles["side"]}>
          <HistoryTable project={props.project} onFiles={add} />
          <SharedFolderPanel project={props.project} />
        </div>
        <div class={styles["side"]}>
          <BackupPanel project={props.project} />
          <DevicePanel project={props.project} onExport={() => setExporting(true)} />
        </div>
      </div>
      <ExportDialog project={props.project} open={exporting()} onClose={() => setExporting(false)} />
    </div>
  );
}
