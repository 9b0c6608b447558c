import { createSignal, onCleanup, Show, type JSX } from "solid-js";
import { v7 } from "uuid";
import type { Failure } from "../../model/failure.ts";
import type { Project } from "../../model/project.ts";
import { Button } from "../controls/button.tsx";
import choices from "../controls/choices.module.css";
import { Choices } from "../controls/choices.tsx";
import { Dialog, DialogActions } from "../controls/dialog.tsx";
import { Progress } from "../controls/progress.tsx";
import { focusFirstInvalid, FormFailure } from "../controls/form-failure.tsx";
import { counted } from "../state/counted.ts";
import { useEngine } from "../state/engine-context.ts";
import { formatBytes, formatCount } from "../state/format.ts";
import { DayFields } from "./day-fields.tsx";
import { parseDateRange } from "./date-range.ts";
import { saveBlob, toFileName } from "./save-blob.ts";
import { Form } from "../controls/form.tsx";
import styles from "./data.module.css";

type Extent = "all" | "days";

const EXTENTS: readonly { value: Extent; label: string }[] = [
  { value: "all", label: "Everything" },
  { value: "days", label: "From one day to another" },
];

type Work =
  | { kind: "ready" }
  | { kind: "running"; queryId: string; rows: number; total: number }
  | { kind: "saved"; fileName: string; rows: number; sizeBytes: number };

export function ExportDialog(props: { project: Project; open: boolean; onClose: () => void }): JSX.Element {
  return (
    <Dialog
      open={props.open}
      onOpenChange={(open) => {
        if (!open) props.onClose();
      }}
      title="Export events"
      description="One event a line, as NDJSON. Lochan reads it back, and what is already there is not counted again."
    >
      <ExportForm project={props.project} onClose={() => props.onClose()} />
    </Dialog>
  );
}

function ExportForm(props: { project: Project; onClose: () => void }): JSX.Element {
  const engine = useEngine();
  const [extent, setExtent] = createSignal<Extent>("all");
  const ranged = (): boolean => extent() === "days";
  const [from, setFrom] = createSignal("");
  const [through, setThrough] = createSignal("");
  const [packed, setPacked] = createSignal(false);
  const [work, setWork] = createSignal<Work>({ kind: "ready" });
  const [failure, setFailure] = createSignal<Failure>();
  let form: HTMLFormElement | undefined;

  const running = () => {
    const now = work();
    return now.kind === "running" ? now : undefined;
  };
  const saved = () => {
    const now = work();
    return now.kind === "saved" ? now : undefined;
  };
  const stop = (): void => {
    const now = running();
    if (now === undefined) return;
    void engine.cancel(now.queryId);
    setWork({ kind: "ready" });
  };
  onCleanup(stop);

  const submit = async (): Promise<void> => {
    const range = ranged() ? parseDateRange(from(), through(), props.project.timeZone) : undefined;
    if (range?.ok === false) {
      setFailure(range.failure);
      focusFirstInvalid(form);
      return;
    }
    setFailure(undefined);
    const queryId = v7();
    const isMine = (): boolean => running()?.queryId === queryId;
    setWork({ kind: "running", queryId, rows: 0, total: 0 });
    const format = packed() ? "ndjson.gz" : "ndjson";
    const exported = await engine.exportFile(
      props.project.id,
      format,
      { ...range?.value, queryId },
      (rows, total) => {
        if (isMine()) setWork({ kind: "running", queryId, rows, total });
      },
    );
    if (!isMine()) return;
    const rows = running()?.rows ?? 0;
    if (!exported.ok) {
      setWork({ kind: "ready" });
      setFailure(exported.failure);
      return;
    }
    const day = new Date().toISOString().slice(0, 10);
    const fileName = `${toFileName(props.project.name)}-${day}.${format}`;
    saveBlob(exported.value, fileName);
    setWork({ kind: "saved", fileName, rows, sizeBytes: exported.value.size });
  };

  return (
    <Form ref={form} onSubmit={submit}>
      <div class={styles["form"]}>
        <FormFailure failure={failure()} fields={["from", "through"]} />
        <Choices
          legend="Which events"
          options={EXTENTS}
          value={extent()}
          onChange={setExtent}
          disabled={running() !== undefined}
        />
        <Show when={ranged()}>
          <div class={styles["dates"]}>
            <DayFields
              labels={["First day", "Last day, included"]}
              from={from()}
              through={through()}
              onFrom={setFrom}
              onThrough={setThrough}
              failure={failure()}
              disabled={running() !== undefined}
            />
          </div>
          <p class={styles["note"]}>
            Days of {props.project.timeZone.replaceAll("_", " ")}. Leave one empty for no limit.
          </p>
        </Show>
        <fieldset class={choices["choices"]} disabled={running() !== undefined}>
          <legend>Size</legend>
          <label>
            <input
              type="checkbox"
              checked={packed()}
              onChange={(event) => setPacked(event.currentTarget.checked)}
            />
            Compress with gzip: Lochan reads it back as it is
          </label>
        </fieldset>
        <Show when={running()}>
          {(now) => (
            <div class={styles["working"]}>
              <Progress label="Exporting" value={now().total > 0 ? now().rows / now().total : undefined} />
              <p>
                {now().total > 0
                  ? `${formatCount(now().rows)} of ${counted(now().total, "event")}`
                  : counted(now().rows, "event")}
              </p>
            </div>
          )}
        </Show>
        <p role="status" class={saved() === undefined ? "visually-hidden" : styles["saved"]}>
          <Show when={saved()}>
            {(file) => (
              <>
                {file().fileName} was handed to your downloads: {formatBytes(file().sizeBytes)}.
              </>
            )}
          </Show>
        </p>
      </div>
      <DialogActions>
        <Button onClick={() => (running() === undefined ? props.onClose() : stop())}>
          {running() !== undefined ? "Stop" : saved() === undefined ? "Cancel" : "Close"}
        </Button>
        <Button type="submit" look="primary" icon="download" busy={running() !== undefined}>
          Export
        </Button>
      </DialogActions>
    </Form>
  );
}
