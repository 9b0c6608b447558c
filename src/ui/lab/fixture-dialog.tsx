import { createSignal, onCleanup, Show, type JSX } from "solid-js";
import type { Failure } from "../../model/failure.ts";
import type { FixtureTimes } from "../../model/fixture.ts";
import type { Project } from "../../model/project.ts";
import type { Run } from "../../model/run.ts";
import { Button } from "../controls/button.tsx";
import { Choices } from "../controls/choices.tsx";
import { Dialog, DialogActions } from "../controls/dialog.tsx";
import { Form } from "../controls/form.tsx";
import { Progress } from "../controls/progress.tsx";
import form from "../data/data.module.css";
import { saveBlob, toFileName } from "../data/save-blob.ts";
import { FormFailure } from "../controls/form-failure.tsx";
import { useEngine } from "../state/engine-context.ts";
import { formatBytes } from "../state/format.ts";

const TIMES: readonly { value: FixtureTimes; label: string }[] = [
  { value: "relative", label: "After the first event, without ids: like runs make like files" },
  { value: "kept", label: "As they were, with ids: the file can be imported too" },
];

/** Hands a run to the browser's downloads as NDJSON. */
export function FixtureDialog(props: {
  project: Project;
  run: Run | undefined;
  onClose: () => void;
}): JSX.Element {
  return (
    <Dialog
      open={props.run !== undefined}
      onClose={() => props.onClose()}
      title="Save as fixture"
      description="A file with the run's events, to replay here or to keep beside a test."
    >
      <Show when={props.run} keyed>
        {(run) => <FixtureForm project={props.project} run={run} onClose={() => props.onClose()} />}
      </Show>
    </Dialog>
  );
}

function FixtureForm(props: { project: Project; run: Run; onClose: () => void }): JSX.Element {
  const engine = useEngine();
  const [times, setTimes] = createSignal<FixtureTimes>("relative");
  const [queryId, setQueryId] = createSignal<string>();
  const [failure, setFailure] = createSignal<Failure>();
  const [saved, setSaved] = createSignal<{ fileName: string; sizeBytes: number }>();
  const stop = (): void => {
    const asked = queryId();
    setQueryId(undefined);
    if (asked !== undefined) void engine.cancel(asked);
  };
  onCleanup(stop);
  const submit = async (): Promise<void> => {
    const asked = crypto.randomUUID();
    setQueryId(asked);
    setFailure(undefined);
    setSaved(undefined);
    const made = await engine.runFixture(props.project.id, props.run.id, { times: times(), queryId: asked });
    if (queryId() !== asked) return;
    setQueryId(undefined);
    if (!made.ok) {
      setFailure(made.failure);
      return;
    }
    const fileName = `${toFileName(props.run.name)}.ndjson`;
    saveBlob(made.value, fileName);
    setSaved({ fileName, sizeBytes: made.value.size });
  };
  return (
    <Form onSubmit={submit}>
      <div class={form["form"]}>
        <FormFailure failure={failure()} fields={[]} />
        <Choices
          legend="Times"
          options={TIMES}
          value={times()}
          onChange={setTimes}
          disabled={queryId() !== undefined}
        />
        <Show when={queryId() !== undefined}>
          <Progress label="Reading the run" />
        </Show>
        <p role="status" class={saved() === undefined ? "visually-hidden" : form["saved"]}>
          <Show when={saved()}>
            {(file) => `${file().fileName} was handed to your downloads: ${formatBytes(file().sizeBytes)}.`}
          </Show>
        </p>
      </div>
      <DialogActions>
        <Button onClick={() => (queryId() === undefined ? props.onClose() : stop())}>
          {queryId() !== undefined ? "Stop" : saved() === undefined ? "Cancel" : "Close"}
        </Button>
        <Button type="submit" look="primary" icon="download" busy={queryId() !== undefined}>
          Save
        </Button>
      </DialogActions>
    </Form>
  );
}
