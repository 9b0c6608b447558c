import type { JSX } from "solid-js";
import { fail, type Result } from "../../model/failure.ts";
import type { Project } from "../../model/project.ts";
import { TextInput } from "../controls/field.tsx";
import { parseSiteAddress } from "../projects/site-address.ts";
import { useEngine } from "../state/engine-context.ts";
import { ListEditor } from "../settings/list-editor.tsx";
import styles from "./sources.module.css";

const PATH = "origins";

/** The sites a project takes events from: exact origins, or every subdomain of one. */
export function OriginsEditor(props: { project: Project; onSaved: () => Promise<void> }): JSX.Element {
  const engine = useEngine();
  const parse = (typed: string): Result<string> => {
    const origin = parseSiteAddress(typed);
    if (!origin.ok || !props.project.allowedOrigins.includes(origin.value)) return origin;
    return fail({ kind: "invalid-input", message: `${origin.value} is already on the list.`, path: PATH });
  };
  const save = async (origins: string[]): Promise<Result<Project>> => {
    const updated = await engine.updateProject(props.project.id, { origins });
    if (updated.ok) await props.onSaved();
    return updated;
  };
  return (
    <ListEditor
      label="Allowed origins"
      items={props.project.allowedOrigins}
      fallback={<p class={styles["note"]}>No site may send events yet.</p>}
      path={PATH}
      parse={parse}
      save={save}
      input={(field) => (
        <TextInput
          label="Add an origin"
          value={field.value}
          onInput={field.onInput}
          placeholder="https://shop.example"
          inputMode="url"
          hint="An exact address, or https://*.example.com for every subdomain."
          error={field.error}
        />
      )}
    />
  );
}
