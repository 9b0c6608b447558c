import type { JSX } from "solid-js";
import { TextInput } from "../controls/field.tsx";
import { fieldError, FormFailure } from "../controls/form-failure.tsx";
import { DRAFT_FIELDS, type ProjectDraft } from "./project-draft.ts";
import { TimeZonePicker } from "./time-zone-picker.tsx";
import styles from "./projects.module.css";

export function ProjectFields(props: { draft: ProjectDraft; siteOptional?: boolean }): JSX.Element {
  const error = (field: (typeof DRAFT_FIELDS)[number]): string | undefined =>
    fieldError(props.draft.failure(), field);
  return (
    <div class={styles["fields"]}>
      <FormFailure failure={props.draft.failure()} fields={DRAFT_FIELDS} />
      <TextInput
        label="Name"
        value={props.draft.name()}
        onInput={props.draft.setName}
        placeholder="Acme web"
        maxLength={100}
        error={error("name")}
      />
      <TextInput
        label={props.siteOptional === true ? "Address of your site, if it has one" : "Address of your site"}
        value={props.draft.site()}
        onInput={props.draft.setSite}
        placeholder="http://localhost:3000"
        inputMode="url"
        hint="Events are taken from this address only. More can be added under Sources."
        error={error("origins")}
      />
      <TimeZonePicker
        label="Time zone"
        value={props.draft.timeZone()}
        onChange={props.draft.setTimeZone}
        description="Decides where a day begins."
        error={error("timeZone")}
        onTrouble={props.draft.setZoneTrouble}
      />
    </div>
  );
}
