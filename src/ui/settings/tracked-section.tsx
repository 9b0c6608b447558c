import { createResource, createSignal, type JSX } from "solid-js";
import type { Failure } from "../../model/failure.ts";
import type { Project } from "../../model/project.ts";
import { ALWAYS_TRACKED, isAlwaysTracked } from "../../model/tracked-properties.ts";
import { Button } from "../controls/button.tsx";
import { Form } from "../controls/form.tsx";
import { SuggestInput, type Suggestion } from "../controls/suggest-input.tsx";
import { fieldError, focusFirstInvalid, FormFailure } from "../projects/form-failure.tsx";
import { useEngine } from "../state/engine-context.ts";
import { RemovableList } from "./removable-list.tsx";
import styles from "./settings.module.css";

const PATH = "trackedProperties";
const SHOWN = 8;

/** Properties whose top values are counted ahead, and those that always are. */
export function TrackedSection(props: { project: Project; onSaved: () => Promise<void> }): JSX.Element {
  const engine = useEngine();
  const [typed, setTyped] = createSignal("");
  const [pending, setPending] = createSignal(false);
  const [failure, setFailure] = createSignal<Failure>();
  const [said, setSaid] = createSignal("");
  let form: HTMLFormElement | undefined;

  const marked = (): readonly string[] => props.project.trackedProperties ?? [];
  const isTracked = (key: string): boolean => isAlwaysTracked(key) || marked().includes(key);
  const [keys] = createResource(
    () => (typed() === "" ? undefined : props.project.id),
    async (id) => {
      const found = await engine.properties(id);
      return found.ok ? found.value : [];
    },
  );
  const suggestions = (): Suggestion[] =>
    (typed() === "" ? [] : (keys.latest ?? []))
      .filter((key) => !isTracked(key) && !key.startsWith("$"))
      .filter((key) => key.toLowerCase().includes(typed().trim().toLowerCase()))
      .slice(0, SHOWN)
      .map((value) => ({ value }));

  const save = async (trackedProperties: string[], words: string): Promise<void> => {
    setPending(true);
    const updated = await engine.updateProject(props.project.id, { trackedProperties });
    if (updated.ok) await props.onSaved();
    setPending(false);
    setFailure(updated.ok ? undefined : updated.failure);
    setSaid(
      updated.ok ? `${words} Everything is counted anew; the old numbers stay until that is done.` : "",
    );
    if (!updated.ok) return focusFirstInvalid(form);
    setTyped("");
    form?.querySelector("input")?.focus();
  };
  const add = async (): Promise<void> => {
    const key = typed().trim();
    if (isTracked(key)) {
      setFailure({ kind: "invalid-input", message: `${key} is counted ahead already.`, path: PATH });
      return focusFirstInvalid(form);
    }
    await save([...marked(), key], `${key} was added.`);
  };

  return (
    <div class={styles["form"]}>
      <FormFailure failure={failure()} fields={[PATH]} />
      <p class={styles["note"]}>Always counted ahead: {ALWAYS_TRACKED.join(", ")}.</p>
      <RemovableList
        label="Tracked properties"
        items={marked()}
        disabled={pending()}
        onRemove={(key) =>
          void save(
            marked().filter((each) => each !== key),
            `${key} was removed.`,
          )
        }
      />
      <Form ref={form} class={styles["add"]} onSubmit={add}>
        <SuggestInput
          label="Add a property"
          value={typed()}
          suggestions={suggestions()}
          onInput={(text) => {
            setTyped(text);
            setFailure(undefined);
          }}
          placeholder="plan"
          hint="Its name as events carry it. One with a few values, as texts or yes and no; numbers are not counted ahead."
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
