import { createSignal, Show, type JSX } from "solid-js";
import type { Failure, Result } from "../../model/failure.ts";
import type { Run } from "../../model/run.ts";
import { Button } from "../controls/button.tsx";
import { Dialog, DialogActions } from "../controls/dialog.tsx";
import { TextInput } from "../controls/field.tsx";
import { Form } from "../controls/form.tsx";
import { counted } from "../state/counted.ts";
import { focusFirstInvalid } from "../controls/form-failure.tsx";
import { failureText } from "../state/failure-text.ts";

/** Names a run that has just ended, or another name for one. */
export function RunNameDialog(props: {
  run: Run | undefined;
  fresh: boolean;
  onRename: (run: Run, name: string) => Promise<Result<Run>>;
  onClose: () => void;
}): JSX.Element {
  return (
    <Dialog
      open={props.run !== undefined}
      onOpenChange={(open) => {
        if (!open) props.onClose();
      }}
      title={props.fresh ? "Name this run" : "Rename run"}
      description={
        props.fresh
          ? `${counted(props.run?.counts?.events ?? 0, "event")} of ${counted(props.run?.counts?.names ?? 0, "name")} recorded.`
          : undefined
      }
    >
      <Show when={props.run} keyed>
        {(run) => (
          <NameForm
            run={run}
            onRename={(name) => props.onRename(run, name)}
            onClose={() => props.onClose()}
          />
        )}
      </Show>
    </Dialog>
  );
}

function NameForm(props: {
  run: Run;
  onRename: (name: string) => Promise<Result<Run>>;
  onClose: () => void;
}): JSX.Element {
  // eslint-disable-next-line solid/reactivity -- the name at the time the dialog opens
  const [name, setName] = createSignal(props.run.name);
  const [pending, setPending] = createSignal(false);
  const [failure, setFailure] = createSignal<Failure>();
  let form: HTMLFormElement | undefined;
  const submit = async (): Promise<void> => {
    setPending(true);
    const renamed = await props.onRename(name());
    setPending(false);
    if (renamed.ok) return props.onClose();
    setFailure(renamed.failure);
    focusFirstInvalid(form);
  };
  const error = (): string | undefined => {
    const reason = failure();
    if (reason === undefined) return undefined;
    return reason.kind === "invalid-input" ? reason.message : failureText(reason).title;
  };
  return (
    <Form ref={form} onSubmit={submit}>
      <TextInput label="Name" value={name()} onInput={setName} maxLength={100} error={error()} />
      <DialogActions>
        <Button onClick={() => props.onClose()}>Cancel</Button>
        <Button type="submit" look="primary" busy={pending()}>
          Save name
        </Button>
      </DialogActions>
    </Form>
  );
}
