import type { JSX } from "solid-js";
import type { EngineApi } from "../../engine/api.ts";
import type { Project } from "../../model/project.ts";
import { Button } from "../controls/button.tsx";
import { Dialog, DialogActions } from "../controls/dialog.tsx";
import { createProjectDraft } from "./project-draft.ts";
import { Form } from "../controls/form.tsx";
import { ProjectFields } from "./project-fields.tsx";

interface CreateProjectDialogProps {
  engine: EngineApi;
  open: boolean;
  onClose: () => void;
  /** Where the focus goes when it closes; by default to what had it. */
  returnFocus?: () => HTMLElement | undefined;
  onCreated: (project: Project) => void;
}

export function CreateProjectDialog(props: CreateProjectDialogProps): JSX.Element {
  return (
    <Dialog
      open={props.open}
      returnFocus={props.returnFocus}
      onClose={() => props.onClose()}
      title="New project"
      description="Its events are kept apart from those of every other project."
    >
      <CreateProjectForm {...props} />
    </Dialog>
  );
}

function CreateProjectForm(props: CreateProjectDialogProps): JSX.Element {
  // A fresh draft each time the dialog opens.
  const draft = createProjectDraft(props.engine, { siteRequired: false });
  const submit = async (): Promise<void> => {
    const project = await draft.submit();
    if (project !== undefined) props.onCreated(project);
  };
  return (
    <Form onSubmit={submit}>
      <ProjectFields draft={draft} siteOptional />
      <DialogActions>
        <Button onClick={() => props.onClose()}>Cancel</Button>
        <Button type="submit" look="primary" busy={draft.pending()}>
          Create project
        </Button>
      </DialogActions>
    </Form>
  );
}
