import { useNavigate } from "@solidjs/router";
import { createSignal, Show, type JSX } from "solid-js";
import { DASHBOARD_FILE_BYTES, parseDashboardFile } from "../../catalog/dashboard-file.ts";
import { DASHBOARD_LIMITS, type Dashboard } from "../../model/dashboard.ts";
import type { Failure } from "../../model/failure.ts";
import { Button } from "../controls/button.tsx";
import { Dialog, DialogActions } from "../controls/dialog.tsx";
import dialog from "../controls/dialog.module.css";
import { TextInput } from "../controls/field.tsx";
import { fieldError, FormFailure } from "../controls/form-failure.tsx";
import { Form } from "../controls/form.tsx";
import { Notice } from "../controls/notice.tsx";
import { createSubmission } from "../controls/submission.ts";
import { chooseFiles } from "../data/choose-files.ts";
import { useEngine } from "../state/engine-context.ts";
import { failureText } from "../state/failure-text.ts";
import { useProject } from "../state/projects-context.ts";
import { useView } from "../state/view-context.ts";
import { addBoard, boardPath } from "./board-list.ts";

/** Makes a dashboard, empty or as a file says, and opens it. */
export function NewBoardDialog(props: { open: boolean; onClose: () => void }): JSX.Element {
  return (
    <Dialog open={props.open} onClose={() => props.onClose()} title="New dashboard">
      <NewBoardForm onClose={props.onClose} />
    </Dialog>
  );
}

function NewBoardForm(props: { onClose: () => void }): JSX.Element {
  const engine = useEngine();
  const project = useProject();
  const view = useView();
  const navigate = useNavigate();
  const [name, setName] = createSignal("");
  const [refused, setRefused] = createSignal<{ file: string; failure: Failure }>();
  const open = (dashboard: Dashboard, edit: boolean): void => {
    props.onClose();
    navigate(view.href(boardPath(dashboard)), { state: { edit } });
  };
  const making = createSubmission(
    () => addBoard(engine, project().id, { name: name(), widgets: [] }),
    (made) => open(made, true),
  );
  const importFile = async (): Promise<void> => {
    const [file] = await chooseFiles({ accept: ".json,application/json" });
    if (file === undefined) return;
    const draft = parseDashboardFile(await file.slice(0, DASHBOARD_FILE_BYTES).text());
    const made = draft.ok ? await addBoard(engine, project().id, draft.value) : draft;
    if (made.ok) open(made.value, false);
    else setRefused({ file: file.name, failure: made.failure });
  };
  return (
    <Form onSubmit={making.submit}>
      <div class={dialog["fields"]}>
        <Show when={refused()}>
          {(told) => (
            <Notice tone="bad" title={`${told().file} was not imported`}>
              {told().failure.kind === "invalid-input" || told().failure.kind === "newer-schema"
                ? told().failure.message
                : failureText(told().failure).body}{" "}
              Nothing was changed.
            </Notice>
          )}
        </Show>
        <FormFailure failure={making.failure()} fields={["name"]} />
        <TextInput
          label="Name"
          value={name()}
          onInput={setName}
          maxLength={DASHBOARD_LIMITS.nameLength}
          error={fieldError(making.failure(), "name")}
        />
      </div>
      <DialogActions>
        <Button icon="upload" onClick={() => void importFile()}>
          Import from a file…
        </Button>
        <Button type="submit" look="primary" busy={making.pending()}>
          Make dashboard
        </Button>
      </DialogActions>
    </Form>
  );
}
