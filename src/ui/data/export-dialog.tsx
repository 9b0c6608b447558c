import { createSignal, Match, Show, Switch, type JSX } from "solid-js";
import type { Failure } from "../../model/failure.ts";
import type { Project } from "../../model/project.ts";
import { type Filter, MAX_FILTERS } from "../../model/question.ts";
import { Button } from "../controls/button.tsx";
import choices from "../controls/choices.module.css";
import { Choices } from "../controls/choices.tsx";
import { Dialog, DialogActions } from "../controls/dialog.tsx";
import { focusFirstInvalid, FormFailure } from "../controls/form-failure.tsx";
import { Progress } from "../controls/progress.tsx";
import { ConditionList, type Conditions } from "../filters/condition-list.tsx";
import { counted } from "../state/counted.ts";
import { useEngine } from "../state/engine-context.ts";
import { formatBytes } from "../state/format.ts";
import { ofKind } from "../state/of-kind.ts";
import { shownWords } from "../state/shown-words.ts";
import { useTermWords } from "../state/segments.ts";
import { useView } from "../state/view-context.ts";
import { DayFields } from "./day-fields.tsx";
import { FILE_KINDS, formatOf, pickExportFile, type FileKind } from "./export-formats.ts";
import { createExportJob } from "./export-job.ts";
import { toExportScope, type Extent } from "./export-scope.ts";
import { lendsFiles } from "./pickers.ts";
import { datedFileName, saveBlob } from "./save-blob.ts";
import styles from "./data.module.css";

export function ExportDialog(props: { project: Project; open: boolean; onClose: () => void }): JSX.Element {
  return (
    <Dialog
      open={props.open}
      onClose={() => props.onClose()}
      title="Export events"
      description="Events as they came, those that traffic rules leave out among them. Importing the file again counts nothing twice."
    >
      <ExportForm project={props.project} onClose={() => props.onClose()} />
    </Dialog>
  );
}

function ExportForm(props: { project: Project; onClose: () => void }): JSX.Element {
  const view = useView();
  const known = useTermWords();
  const job = createExportJob(useEngine());
  const [kind, setKind] = createSignal<FileKind>("ndjson");
  const [extent, setExtent] = createSignal<Extent>("all");
  const [from, setFrom] = createSignal("");
  const [through, setThrough] = createSignal("");
  const [conditions, setConditions] = createSignal<readonly Filter[]>([]);
  const [packed, setPacked] = createSignal(false);
  const [propertyColumns, setPropertyColumns] = createSignal(false);
  const [daily, setDaily] = createSignal(false);
  const [refused, setRefused] = createSignal<Failure>();
  let form: HTMLDivElement | undefined;

  const running = () => ofKind(job.work(), "running");
  const saved = () => ofKind(job.work(), "saved");
  const failure = (): Failure | undefined => ofKind(job.work(), "failed")?.failure ?? refused();
  const busy = (): boolean => running() !== undefined;
  const viewWords = (): string => shownWords(view.state(), known()).join(", ");
  const extents = (): { value: Extent; label: string }[] => [
    { value: "all", label: "Everything" },
    { value: "days", label: "From one day to another" },
    { value: "view", label: `What the Overview shows: ${viewWords()}` },
  ];

  let written: Conditions | undefined;
  const start = async (toFile: boolean): Promise<void> => {
    if (written?.take() === undefined) return;
    const scope = toExportScope(
      { extent: extent(), from: from(), through: through(), conditions: conditions() },
      view.state(),
      props.project.timeZone,
    );
    setRefused(scope.ok ? undefined : scope.failure);
    if (!scope.ok) return focusFirstInvalid(form);
    const format = formatOf({ kind: kind(), packed: packed(), daily: daily() });
    const fileName = datedFileName(props.project.name, format);
    const target = toFile ? await pickExportFile(fileName, format) : undefined;
    if (toFile && target === undefined) return;
    const file = await job.run({
      ...{ projectId: props.project.id, format, target },
      fileName: target?.name ?? fileName,
      scope: { ...scope.value, propertyColumns: kind() === "csv" && propertyColumns() },
    });
    if (file?.blob !== undefined) saveBlob(file.blob, fileName);
  };

  return (
    <>
      <div class={styles["form"]} ref={form}>
        <FormFailure failure={failure()} fields={["from", "through"]} />
        <Choices legend="File" options={FILE_KINDS} value={kind()} onChange={setKind} disabled={busy()} />
        <fieldset class={choices["choices"]} disabled={busy()}>
          <legend>How</legend>
          <Switch>
            <Match when={kind() === "parquet"}>
              <Tick
                label="One file a day, in a zip: date=YYYY-MM-DD/events.parquet"
                on={daily()}
                onChange={setDaily}
              />
            </Match>
            <Match when={true}>
              <Show when={kind() === "csv"}>
                <Tick
                  label="A column for each property, in place of one with JSON"
                  on={propertyColumns()}
                  onChange={setPropertyColumns}
                />
              </Show>
              <Tick
                label="Compress with gzip: Lochan reads it back as it is"
                on={packed()}
                onChange={setPacked}
              />
            </Match>
          </Switch>
        </fieldset>
        <Choices
          legend="Which events"
          options={extents()}
          value={extent()}
          onChange={setExtent}
          disabled={busy()}
        />
        <Show when={extent() === "days"}>
          <div class={styles["dates"]}>
            <DayFields
              labels={["First day", "Last day, included"]}
              from={from()}
              through={through()}
              onFrom={setFrom}
              onThrough={setThrough}
              failure={failure()}
              disabled={busy()}
            />
          </div>
          <p class={styles["note"]}>
            Days of {props.project.timeZone.replaceAll("_", " ")}. Leave one empty for no limit.
          </p>
        </Show>
        <ConditionList
          ref={(list) => (written = list)}
          heading="Only events where"
          ofSessions
          conditions={conditions()}
          onChange={setConditions}
          most={MAX_FILTERS}
          disabled={busy()}
        />
        <Show when={running()}>
          {(now) => (
            <div class={styles["working"]}>
              <Progress label="Exporting" value={now().progress.share} />
              <p>
                {counted(now().progress.rows, "event")} · {formatBytes(now().progress.sizeBytes)}
              </p>
            </div>
          )}
        </Show>
        <p role="status" class={saved() === undefined ? "visually-hidden" : styles["saved"]}>
          <Show when={saved()}>
            {(now) => (
              <>
                {now().fileName}{" "}
                {now().file.blob === undefined ? "is written" : "was handed to your downloads"}:{" "}
                {counted(now().file.rows, "event")}, {formatBytes(now().file.sizeBytes)}.
              </>
            )}
          </Show>
        </p>
      </div>
      <DialogActions>
        <Button onClick={() => (busy() ? job.stop() : props.onClose())}>
          {busy() ? "Stop" : saved() === undefined ? "Cancel" : "Close"}
        </Button>
        <Show when={lendsFiles()}>
          <Button disabled={busy()} onClick={() => void start(true)}>
            Save to…
          </Button>
        </Show>
        <Button look="primary" icon="download" busy={busy()} onClick={() => void start(false)}>
          Export
        </Button>
      </DialogActions>
    </>
  );
}

function Tick(props: { label: string; on: boolean; onChange: (on: boolean) => void }): JSX.Element {
  return (
    <label>
      <input
        type="checkbox"
        checked={props.on}
        onChange={(event) => props.onChange(event.currentTarget.checked)}
      />
      {props.label}
    </label>
  );
}
