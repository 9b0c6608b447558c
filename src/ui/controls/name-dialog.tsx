import { createSignal, type JSX } from "solid-js";
import type { Result } from "../../model/failure.ts";
import { Button } from "./button.tsx";
import { Dialog, DialogActions } from "./dialog.tsx";
import styles from "./dialog.module.css";
import { TextInput } from "./field.tsx";
import { fieldError, FormFailure } from "./form-failure.tsx";
import { Form } from "./form.tsx";
import { createSubmission } from "./submission.ts";

interface NameDialogProps {
  open: boolean;
  title: string;
  description?: string | undefined;
  hint?: string;
  /** As it is when the dialog opens. */
  name: string;
  maxLength: number;
  /** On the button. */
  action: string;
  /** Fails with `invalid-input` of the path `name` where that is what is wrong. */
  rename: (name: string) => Promise<Result<unknown>>;
  onRenamed: () => unknown;
  onClose: () => void;
  /** Where the focus goes when it closes; by default to what had it. */
  returnFocus?: (() => HTMLElement | undefined) | undefined;
}

/** Gives something another name. */
export function NameDialog(props: NameDialogProps): JSX.Element {
  return (
    <Dialog
      open={props.open}
      returnFocus={props.returnFocus}
      onClose={() => props.onClose()}
      title={props.title}
      description={props.description}
    >
      <NameForm {...props} />
    </Dialog>
  );
}

function NameForm(props: NameDialogProps): JSX.Element {
  // eslint-disable-next-line solid/reactivity -- the name at the time the dialog opens
  const [name, setName] = createSignal(props.name);
  const naming = createSubmission(
    () => props.rename(name()),
    () => props.onRenamed(),
  );
  return (
    <Form onSubmit={naming.submit}>
      <div class={styles["fields"]}>
        <FormFailure failure={naming.failure()} fields={["name"]} />
        <TextInput
          label="Name"
          value={name()}
          onInput={setName}
          maxLength={props.maxLength}
          hint={props.hint}
          error={fieldError(naming.failure(), "name")}
        />
      </div>
      <DialogActions>
        <Button onClick={() => props.onClose()}>Cancel</Button>
        <Button type="submit" look="primary" busy={naming.pending()}>
          {props.action}
        </Button>
      </DialogActions>
    </Form>
  );
}
