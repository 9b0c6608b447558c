import { createResource, createSignal, onCleanup, Show, type JSX } from "solid-js";
import type { EraseReceipt } from "../../engine/api.ts";
import type { Erasure } from "../../model/erasure.ts";
import type { Failure } from "../../model/failure.ts";
import type { Project } from "../../model/project.ts";
import { Button } from "../controls/button.tsx";
import { Dialog, DialogActions } from "../controls/dialog.tsx";
import { FormFailure } from "../controls/form-failure.tsx";
import { TypedConfirmation } from "../projects/typed-confirmation.tsx";
import { failureText } from "../state/failure-text.ts";
import { counted } from "../state/counted.ts";
import { useEngine } from "../state/engine-context.ts";
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
      onOpenChange={(open) => {
        if (!open) props.onClose();
      }}
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
  const [pending, setPending] = createSignal(false);
  const [failure, setFailure] = createSignal<Failure>();

  const queryId = crypto.randomUUID();
  const [preview] = createResource(() =>
    engine.erasePreview(props.project.id, props.erasure.what, { queryId }),
  );
  onCleanup(() => void engine.cancel(queryId));
  /** Undefined until they are counted; read while it loads, the resource would suspend the page. */
  const found = () => (preview.loading ? undefined : preview());
  /** 0 as well where they could not be counted. */
  const events = (): number => {
    const result = found();
    return result?.ok === true ? result.value.events : 0;
  };
  const uncounted = (): Failure | undefined => {
    const result = found();
    return result?.ok === false ? result.failure : undefined;
  };

  const submit = async (): Promise<void> => {
    if (!matches()) return;
    setPending(true);
    const erased = await engine.erase(props.project.id, props.erasure.what);
    setPending(false);
    setFailure(erased.ok ? undefined : erased.failure);
    if (erased.ok) props.onErased(erased.value);
  };

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        event.stopPropagation();
        void submit();
      }}
    >
      <div class={styles["form"]}>
        <FormFailure failure={failure()} fields={[]} />
        <p>
          <span role="status">
            <Show when={!preview.loading} fallback="Counting what goes.">
              <Show
                when={uncounted()}
                fallback={
                  <strong>
                    {events() === 0
                      ? "No event matches now."
                      : `${counted(events(), "event goes", "events go")}.`}
                  </strong>
                }
              >
                {(failed) => (
                  <>
                    What goes could not be counted: {failureText(failed()).title}. Erasing works all the same.
                  </>
                )}
              </Show>
            </Show>
          </span>{" "}
          {props.erasure.description}
        </p>
        <p>
          What goes is removed from everything Lochan can read or export, and this cannot be undone. Files
          exported before still hold it.
        </p>
        <TypedConfirmation words={props.erasure.words} onMatch={setMatches} />
      </div>
      <DialogActions>
        <Button onClick={() => props.onClose()}>Cancel</Button>
        <Button type="submit" look="danger" disabled={!matches() || preview.loading} busy={pending()}>
          {events() > 0 ? `Erase ${counted(events(), "event")}` : "Erase"}
        </Button>
      </DialogActions>
    </form>
  );
}
