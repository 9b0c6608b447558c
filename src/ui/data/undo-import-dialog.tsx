import { Show, type JSX } from "solid-js";
import type { ImportHistoryEntry, UndoneImport } from "../../model/import.ts";
import type { Project } from "../../model/project.ts";
import { Button } from "../controls/button.tsx";
import { Dialog, DialogActions } from "../controls/dialog.tsx";
import { FormFailure } from "../controls/form-failure.tsx";
import { Form } from "../controls/form.tsx";
import { createSubmission } from "../controls/submission.ts";
import { WhatGoes } from "../controls/what-goes.tsx";
import { counted } from "../state/counted.ts";
import { useEngine } from "../state/engine-context.ts";
import { createPreview } from "../state/preview.ts";
import { SharingNote } from "../state/sharing-note.tsx";
import styles from "./data.module.css";

export const undoneWords = ({ events }: Pick<UndoneImport, "events">): string =>
  events === 0 ? "No event had to be removed" : `${counted(events, "event was", "events were")} removed`;

export const stayWords = (kept: number): string =>
  `${counted(kept, "event stays", "events stay")}, because another import or a site brought ${kept === 1 ? "it" : "them"} too.`;

export function UndoImportDialog(props: {
  project: Project;
  entry: ImportHistoryEntry | undefined;
  onClose: () => void;
  onUndone: (undone: UndoneImport) => void;
  returnFocus: () => HTMLElement | undefined;
}): JSX.Element {
  return (
    <Dialog
      open={props.entry !== undefined}
      onClose={() => props.onClose()}
      returnFocus={() => props.returnFocus()}
      title={`Undo the import of ${props.entry?.fileName ?? ""}`}
    >
      <Show when={props.entry} keyed>
        {(entry) => (
          <Agreement
            project={props.project}
            entry={entry}
            onClose={() => props.onClose()}
            onUndone={(undone) => props.onUndone(undone)}
          />
        )}
      </Show>
    </Dialog>
  );
}

function Agreement(props: {
  project: Project;
  entry: ImportHistoryEntry;
  onClose: () => void;
  onUndone: (undone: UndoneImport) => void;
}): JSX.Element {
  const engine = useEngine();
  const undoing = createSubmission(
    () => engine.undoImport(props.project.id, props.entry.id),
    (undone) => props.onUndone(undone),
  );
  const preview = createPreview(engine, (queryId) =>
    engine.undoPreview(props.project.id, props.entry.id, { queryId }),
  );
  const events = (): number => preview.value()?.events ?? 0;

  return (
    <Form onSubmit={undoing.submit}>
      <div class={styles["form"]}>
        <FormFailure failure={undoing.failure()} fields={[]} />
        <p>
          <WhatGoes preview={preview}>
            <strong>
              {(preview.value()?.totals ?? 0) > 0 ? "The daily totals that it brought go. " : ""}
              {events() === 0
                ? "No event goes."
                : `${counted(events(), "event goes", "events go")} from this project.`}
            </strong>{" "}
            <Show when={preview.value()?.kept}>{(kept) => stayWords(kept())}</Show>
          </WhatGoes>
        </p>
        <p>Importing the file again brings back what goes. Everything else stays, and is counted anew.</p>
        <SharingNote projectId={props.project.id}>
          It is undone on this device, and what goes is taken from its files in the shared folder. Devices
          that have read them keep these events: undo the import there too, or erase them.
        </SharingNote>
        <Show when={props.entry.beforeClaims}>
          <p>
            It was imported before Lochan noted which events another import or a site brought too: such events
            go as well, unless they came again since.
          </p>
        </Show>
      </div>
      <DialogActions>
        <Button onClick={() => props.onClose()}>Cancel</Button>
        <Button type="submit" look="danger" disabled={preview.loading()} busy={undoing.pending()}>
          {events() > 0 ? `Remove ${counted(events(), "event")}` : "Undo the import"}
        </Button>
      </DialogActions>
    </Form>
  );
}
