import { createResource, createSignal, Suspense, type JSX } from "solid-js";
import type { EngineApi } from "../../engine/api.ts";
import type { Project } from "../../model/project.ts";
import { Button } from "../controls/button.tsx";
import { Dialog, DialogActions } from "../controls/dialog.tsx";
import { eventsOfProject } from "../state/events-of-project.ts";
import { formatCount } from "../state/format.ts";
import { FormFailure } from "../controls/form-failure.tsx";
import { Form } from "../controls/form.tsx";
import { createSubmission } from "../controls/submission.ts";
import { TypedConfirmation } from "./typed-confirmation.tsx";
import styles from "./projects.module.css";

interface DeleteProjectDialogProps {
  engine: EngineApi;
  project: Project;
  open: boolean;
  onClose: () => void;
  /** Where the focus goes when it closes; by default to what had it. */
  returnFocus?: () => HTMLElement | undefined;
  onDeleted: () => void;
}

export function DeleteProjectDialog(props: DeleteProjectDialogProps): JSX.Element {
  return (
    <Dialog
      open={props.open}
      returnFocus={props.returnFocus}
      onClose={() => props.onClose()}
      title={`Delete ${props.project.name}`}
    >
      <DeleteProjectForm {...props} />
    </Dialog>
  );
}

const eventWords = (events: number): string =>
  events === 0
    ? "It holds no events."
    : events === 1
      ? "Its one event goes with it."
      : `All ${formatCount(events)} of its events go with it.`;

function DeleteProjectForm(props: DeleteProjectDialogProps): JSX.Element {
  const [events] = createResource(async () => {
    const status = await props.engine.status();
    return status.ok ? eventsOfProject(status.value, props.project.id) : undefined;
  });
  const [matches, setMatches] = createSignal(false);
  const deletion = createSubmission(
    () => props.engine.deleteProject(props.project.id),
    () => props.onDeleted(),
  );

  const words = (): string => {
    const count = events();
    return count === undefined ? "All of its events go with it." : eventWords(count);
  };

  return (
    <Form onSubmit={() => matches() && deletion.submit()}>
      <div class={styles["fields"]}>
        <FormFailure failure={deletion.failure()} fields={[]} />
        <p>
          <Suspense fallback="All of its events go with it.">{words()}</Suspense> Its dashboards and settings
          go too. This cannot be undone. Export what you want to keep first, on the Data page.
        </p>
        <TypedConfirmation words={props.project.name} onMatch={setMatches} />
      </div>
      <DialogActions>
        <Button onClick={() => props.onClose()}>Cancel</Button>
        <Button type="submit" look="danger" disabled={!matches()} busy={deletion.pending()}>
          Delete project
        </Button>
      </DialogActions>
    </Form>
  );
}
