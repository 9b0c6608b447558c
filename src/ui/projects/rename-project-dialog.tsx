import { createSignal, type JSX } from "solid-js";
import type { EngineApi } from "../../engine/api.ts";
import type { Failure } from "../../model/failure.ts";
import type { Project } from "../../model/project.ts";
import { Button } from "../controls/button.tsx";
import { Dialog, DialogActions } from "../controls/dialog.tsx";
import { TextInput } from "../controls/field.tsx";
import { fieldError, focusFirstInvalid, FormFailure } from "../controls/form-failure.tsx";
import { Form } from "../controls/form.tsx";
import styles from "./projects.module.css";

interface RenameProjectDialogProps {
  engine: EngineApi;
  project: Project;
  open: boolean;
  onClose: () => void;
  /** Where the focus goes when it closes; by default to what had it. */
  returnFocus?: () => HTMLElement | undefined;
  onRenamed: (project: Project) => void;
}

export function RenameProjectDialog(props: RenameProjectDialogProps): JSX.Element {
  return (
    <Dialog
      open={props.open}
      returnFocus={props.returnFocus}
      onOpenChange={(open) => {
        if (!open) props.onClose();
      }}
      title="Rename project"
    >
      <RenameProjectForm {...props} />
    </Dialog>
  );
}

function RenameProjectForm(props: RenameProjectDialogProps): JSX.Element {
  // eslint-disable-next-line solid/reactivity -- the name at the time the dialog opens
  const [name, setName] = createSignal(props.project.name);
  const [pending, setPending] = createSignal(false);
  const [failure, setFailure] = createSignal<Failure>();
  let form: HTMLFormElement | undefined;

  const submit = async (): Promise<void> => {
    setPending(true);
    const renamed = await props.engine.updateProject(props.project.id, { name: name() });
    setPending(false);
    setFailure(renamed.ok ? undefined : renamed.failure);
    if (renamed.ok) props.onRenamed(renamed.value);
    else focusFirstInvalid(form);
  };

  return (
    <Form ref={form} onSubmit={submit}>
      <div class={styles["fields"]}>
        <FormFailure failure={failure()} fields={["name"]} />
        <TextInput
          label="Name"
          value={name()}
          onInput={setName}
          maxLength={100}
          error={fieldError(failure(), "name")}
        />
      </div>
      <DialogActions>
        <Button onClick={() => props.onClose()}>Cancel</Button>
        <Button type="submit" look="primary" busy={pending()}>
          Rename
        </Button>
      </DialogActions>
    </Form>
  );
}
