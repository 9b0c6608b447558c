import { createSignal, Show, type JSX } from "solid-js";
import type { EraseReceipt } from "../../engine/api.ts";
import type { Erasure } from "../../model/erasure.ts";
import type { Project } from "../../model/project.ts";
import { Button } from "../controls/button.tsx";
import { Dialog, DialogActions } from "../controls/dialog.tsx";
import { FormFailure } from "../controls/form-failure.tsx";
import { Form } from "../controls/form.tsx";
import { createSubmission } from "../controls/submission.ts";
import { WhatGoes } from "../controls/what-goes.tsx";
import { TypedConfirmation } from "../projects/typed-confirmation.tsx";
import { counted } from "../state/counted.ts";
import { useEngine } from "../state/engine-context.ts";
import { createPreview } from "../state/preview.ts";
import { SharingNote } from "../state/sharing-note.tsx";
import styles from "./settings.module.css";

export interface AskedErasure {
  what: Erasure;
  title: string;
  description: string;
  /** To be typed. */
  words: string;
}

export function EraseDialog(props: {
  project: Project;
  erasure: AskedErasure | undefined;
  onClose: () => void;
  onErased: (receipt: EraseReceipt) => void;
}): JSX.Element {
  return (
    <Dialog
      open={props.erasure !== undefined}
      onClose={() => props.onClose()}
      title={props.erasure?.title ?? ""}
    >
      <Show when={props.erasure} keyed>
        {(erasure) => (
          <Agreement
            project={props.project}
            erasure={erasure}
            onClose={() => props.onClose()}
            onErased={(receipt) => props.onErased(receipt)}
          />
        )}
      </Show>
    </Dialog>
  );
}

function Agreement(props: {
  project: Project;
  erasure: AskedErasure;
  onClose: () => void;
  onErased: (receipt: EraseReceipt) => void;
}): JSX.Element {
  const engine = useEngine();
  const [matches, setMatches] = createSignal(false);
  const erasing = createSubmission(
    () => engine.erase(props.project.id, props.erasure.what),
    (receipt) => props.onErased(receipt),
  );
  const preview = createPreview(engine, (queryId) =>
    engine.erasePreview(props.project.id, props.erasure.what, { queryId }),
  );
  /** 0 as well where they could not be counted. */
  const events = (): number => preview.value()?.events ?? 0;

  return (
    <Form onSubmit={() => matches() && erasing.submit()}>
      <div class={styles["form"]}>
        <FormFailure failure={erasing.failure()} fields={[]} />
        <p>
          <WhatGoes preview={preview} uncounted=" Erasing works all the same.">
            <strong>
              {events() === 0 ? "No event matches now." : `${counted(events(), "event goes", "events go")}.`}
            </strong>
          </WhatGoes>{" "}
          {props.erasure.description}
        </p>
        <p>
          What goes is removed from everything Lochan can read or export, and this cannot be undone. Files
          exported before still hold it.
        </p>
        <SharingNote projectId={props.project.id}>
          It goes on every device of the shared folder too, and from the files there, as soon as each has read
          of it.
        </SharingNote>
        <TypedConfirmation words={props.erasure.words} onMatch={setMatches} />
      </div>
      <DialogActions>
        <Button onClick={() => props.onClose()}>Cancel</Button>
        <Button
          type="submit"
          look="danger"
          disabled={!matches() || preview.loading()}
          busy={erasing.pending()}
        >
          {events() > 0 ? `Erase ${counted(events(), "event")}` : "Erase"}
        </Button>
      </DialogActions>
    </Form>
  );
}
