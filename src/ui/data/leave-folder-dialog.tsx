import { createSignal, Show, type JSX } from "solid-js";
import type { SharedFolderView } from "../../engine/api.ts";
import type { Project } from "../../model/project.ts";
import { Button } from "../controls/button.tsx";
import { Choices } from "../controls/choices.tsx";
import { Dialog, DialogActions } from "../controls/dialog.tsx";
import { FormFailure } from "../controls/form-failure.tsx";
import { createSubmission } from "../controls/submission.ts";
import { useEngine } from "../state/engine-context.ts";
import styles from "./shared-folder.module.css";

export function LeaveFolderDialog(props: {
  project: Project;
  folder: SharedFolderView | undefined;
  onClose: () => void;
  onLeft: () => void;
}): JSX.Element {
  const engine = useEngine();
  const [files, setFiles] = createSignal<"stay" | "go">("stay");
  const leaving = createSubmission(
    () => engine.removeSharedFolder(props.project.id, { files: files() === "go" }),
    () => props.onLeft(),
  );
  return (
    <Dialog
      open={props.folder !== undefined}
      onClose={() => props.onClose()}
      title={`Leave ${props.folder?.name ?? ""}`}
    >
      <div class={styles["form"]}>
        <FormFailure failure={leaving.failure()} fields={[]} />
        <p>
          This device writes nothing more into the folder and reads nothing more of it. What it has, it keeps,
          and so do the others.
        </p>
        <Choices
          legend="This device’s files in the folder"
          value={files()}
          options={[
            { value: "stay", label: "Stay there" },
            { value: "go", label: "Are deleted" },
          ]}
          onChange={setFiles}
        />
        <p class={styles["note"]}>
          <Show
            when={files() === "go"}
            fallback="Devices that come later read them; an erasure made here from now on does not reach them."
          >
            Devices that read them keep what they read. Those that come later get nothing from this one.
          </Show>
        </p>
      </div>
      <DialogActions>
        <Button onClick={() => props.onClose()}>Cancel</Button>
        <Button look="danger" busy={leaving.pending()} onClick={() => void leaving.submit()}>
          Leave the folder
        </Button>
      </DialogActions>
    </Dialog>
  );
}
