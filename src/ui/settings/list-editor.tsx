import { createSignal, Show, type JSX } from "solid-js";
import type { Failure, Result } from "../../model/failure.ts";
import { Button } from "../controls/button.tsx";
import { RemovableList } from "../controls/removable-list.tsx";
import { Form } from "../controls/form.tsx";
import { fieldError, focusFirstInvalid, FormFailure } from "../controls/form-failure.tsx";
import styles from "./settings.module.css";

/** What the input of a {@link ListEditor} shows and tells. */
export interface ListInput {
  readonly value: string;
  readonly error: string | undefined;
  onInput: (text: string) => void;
}

/** A list of short texts, to add one to or take one from; each change is saved at once. */
export function ListEditor(props: {
  label: string;
  items: readonly string[];
  /** Before the list. */
  note?: JSX.Element;
  /** Where there are none. */
  fallback?: JSX.Element;
  /** Of failures that are about the list. */
  path: string;
  parse: (typed: string) => Result<string>;
  save: (items: string[]) => Promise<Result<unknown>>;
  /** Said after what was done. */
  consequence?: string;
  input: (field: ListInput) => JSX.Element;
}): JSX.Element {
  const [typed, setTyped] = createSignal("");
  const [pending, setPending] = createSignal(false);
  const [failure, setFailure] = createSignal<Failure>();
  const [said, setSaid] = createSignal("");
  let editor: HTMLDivElement | undefined;

  const refuse = (refused: Failure): void => {
    setFailure(refused);
    setSaid("");
    focusFirstInvalid(editor);
  };
  const save = async (items: string[], words: string): Promise<boolean> => {
    setPending(true);
    const saved = await props.save(items);
    setPending(false);
    if (!saved.ok) {
      refuse(saved.failure);
      return false;
    }
    setFailure(undefined);
    setSaid(props.consequence === undefined ? words : `${words} ${props.consequence}`);
    editor?.querySelector("input")?.focus();
    return true;
  };
  const add = async (): Promise<void> => {
    const item = props.parse(typed());
    if (!item.ok) return refuse(item.failure);
    if (await save([...props.items, item.value], `${item.value} was added.`)) setTyped("");
  };
  const remove = (item: string): Promise<boolean> =>
    save(
      props.items.filter((each) => each !== item),
      `${item} was removed.`,
    );
  const field: ListInput = {
    get value() {
      return typed();
    },
    get error() {
      return fieldError(failure(), props.path);
    },
    onInput(text) {
      setTyped(text);
      setFailure(undefined);
    },
  };

  return (
    <div ref={editor} class={styles["form"]}>
      <FormFailure failure={failure()} fields={[props.path]} />
      {props.note}
      <Show when={props.items.length > 0} fallback={props.fallback}>
        <RemovableList
          label={props.label}
          items={props.items}
          removeLabel={(item) => `Remove ${item}`}
          disabled={pending()}
          onRemove={(item) => void remove(item)}
        >
          {(item) => <code>{item}</code>}
        </RemovableList>
      </Show>
      <Form class={styles["add"]} onSubmit={add}>
        {props.input(field)}
        <Button type="submit" busy={pending()}>
          Add
        </Button>
      </Form>
      <span role="status" class={styles["said"]}>
        {said()}
      </span>
    </div>
  );
}
