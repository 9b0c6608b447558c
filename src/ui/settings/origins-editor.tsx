import { createSignal, type JSX } from "solid-js";
import type { Failure } from "../../model/failure.ts";
import type { Project } from "../../model/project.ts";
import { Button } from "../controls/button.tsx";
import { TextInput } from "../controls/field.tsx";
import { fieldError, focusFirstInvalid, FormFailure } from "../projects/form-failure.tsx";
import { parseSiteAddress } from "../projects/site-address.ts";
import { useEngine } from "../state/engine-context.ts";
import { Form } from "../controls/form.tsx";
import { RemovableList } from "./removable-list.tsx";
import styles from "./settings.module.css";

const PATH = "origins";

/** The sites a project takes events from: exact origins, or every subdomain of one. */
export function OriginsEditor(props: { project: Project; onSaved: () => Promise<void> }): JSX.Element {
  const engine = useEngine();
  const [typed, setTyped] = createSignal("");
  const [pending, setPending] = createSignal(false);
  const [failure, setFailure] = createSignal<Failure>();
  const [said, setSaid] = createSignal("");
  let form: HTMLFormElement | undefined;

  const save = async (origins: string[], words: string): Promise<boolean> => {
    setPending(true);
    const updated = await engine.updateProject(props.project.id, { origins });
    if (updated.ok) await props.onSaved();
    setPending(false);
    setFailure(updated.ok ? undefined : updated.failure);
    setSaid(updated.ok ? words : "");
    return updated.ok;
  };
  const add = async (): Promise<void> => {
    const origin = parseSiteAddress(typed());
    if (!origin.ok) {
      setFailure(origin.failure);
      focusFirstInvalid(form);
      return;
    }
    if (props.project.allowedOrigins.includes(origin.value)) {
      setFailure({ kind: "invalid-input", message: `${origin.value} is already on the list.`, path: PATH });
      focusFirstInvalid(form);
      return;
    }
    const added = await save([...props.project.allowedOrigins, origin.value], `${origin.value} was added.`);
    if (added) setTyped("");
    form?.querySelector("input")?.focus();
  };
  const remove = async (origin: string): Promise<void> => {
    await save(
      props.project.allowedOrigins.filter((each) => each !== origin),
      `${origin} was removed.`,
    );
    form?.querySelector("input")?.focus();
  };

  return (
    <div class={styles["form"]}>
      <FormFailure failure={failure()} fields={[PATH]} />
      <RemovableList
        label="Allowed origins"
        items={props.project.allowedOrigins}
        disabled={pending()}
        onRemove={(origin) => void remove(origin)}
        fallback={<p class={styles["note"]}>No site may send events yet.</p>}
      />
      <Form ref={form} class={styles["add"]} onSubmit={add}>
        <TextInput
          label="Add an origin"
          value={typed()}
          onInput={(text) => {
            setTyped(text);
            setFailure(undefined);
          }}
          placeholder="https://shop.example"
          inputMode="url"
          hint="An exact address, or https://*.example.com for every subdomain."
          error={fieldError(failure(), PATH)}
        />
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
