import { createResource, createSignal, type JSX } from "solid-js";
import { fail, success, type Result } from "../../model/failure.ts";
import type { Project } from "../../model/project.ts";
import { ALWAYS_TRACKED, isAlwaysTracked } from "../../model/tracked-properties.ts";
import { SuggestInput, type Suggestion } from "../controls/suggest-input.tsx";
import { useEngine } from "../state/engine-context.ts";
import { ListEditor } from "./list-editor.tsx";
import styles from "./settings.module.css";

const PATH = "trackedProperties";
const SHOWN = 8;

/** Properties whose top values are counted ahead, and those that always are. */
export function TrackedSection(props: { project: Project; onSaved: () => Promise<void> }): JSX.Element {
  const engine = useEngine();
  const [isTyping, setIsTyping] = createSignal(false);
  const marked = (): readonly string[] => props.project.trackedProperties ?? [];
  const isTracked = (key: string): boolean => isAlwaysTracked(key) || marked().includes(key);
  const [keys] = createResource(
    () => (isTyping() ? props.project.id : undefined),
    async (id) => {
      const found = await engine.properties(id);
      return found.ok ? found.value : [];
    },
  );
  const suggestionsFor = (typed: string): Suggestion[] =>
    (typed === "" ? [] : (keys.latest ?? []))
      .filter((key) => !isTracked(key) && !key.startsWith("$"))
      .filter((key) => key.toLowerCase().includes(typed.trim().toLowerCase()))
      .slice(0, SHOWN)
      .map((value) => ({ value }));
  const parse = (typed: string): Result<string> => {
    const key = typed.trim();
    if (!isTracked(key)) return success(key);
    return fail({ kind: "invalid-input", message: `${key} is counted ahead already.`, path: PATH });
  };
  const save = async (trackedProperties: string[]): Promise<Result<Project>> => {
    const updated = await engine.updateProject(props.project.id, { trackedProperties });
    if (updated.ok) await props.onSaved();
    return updated;
  };
  return (
    <ListEditor
      label="Tracked properties"
      note={<p class={styles["note"]}>Always counted ahead: {ALWAYS_TRACKED.join(", ")}.</p>}
      items={marked()}
      path={PATH}
      parse={parse}
      save={save}
      consequence="Everything is counted anew; the old numbers stay until that is done."
      input={(field) => (
        <SuggestInput
          label="Add a property"
          value={field.value}
          suggestions={suggestionsFor(field.value)}
          onInput={(text) => {
            setIsTyping(text !== "");
            field.onInput(text);
          }}
          placeholder="plan"
          hint="Its name as events carry it. One with a few values, as texts or yes and no; numbers are not counted ahead."
          error={field.error}
        />
      )}
    />
  );
}
