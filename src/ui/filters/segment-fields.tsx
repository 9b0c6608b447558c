import { Show, type JSX } from "solid-js";
import { SelectField } from "../controls/select-field.tsx";
import { useSegments } from "../state/segments.ts";
import type { SegmentDraft, Wrong } from "./draft.ts";
import { SegmentSentence } from "./term-sentence.tsx";
import styles from "./editor.module.css";

/** A saved segment, and whether events are in it. */
export function SegmentFields(props: {
  draft: SegmentDraft;
  wrong: Wrong | undefined;
  inDialog: boolean;
  onChange: (draft: SegmentDraft) => void;
}): JSX.Element {
  const segments = useSegments();
  const all = () => segments.all() ?? [];
  const chosen = () => all().find(({ id }) => id === props.draft.id);
  return (
    <Show
      when={all().length > 0}
      fallback={
        <p class={styles["hint"]}>
          No segments yet. Set filters first, then choose “Save as a segment” beside them.
        </p>
      }
    >
      <div class={styles["property"]}>
        <div class={styles["condition"]}>
          <SelectField<"in" | "not">
            label="Whether"
            inDialog={props.inDialog}
            options={[
              { value: "in", label: "in" },
              { value: "not", label: "not in" },
            ]}
            value={props.draft.not ? "not" : "in"}
            onChange={(whether) => props.onChange({ ...props.draft, not: whether === "not" })}
          />
          <SelectField
            label="Segment"
            inDialog={props.inDialog}
            options={[
              ...(chosen() === undefined ? [{ value: props.draft.id, label: "Choose one" }] : []),
              ...all().map(({ id, name }) => ({ value: id, label: name })),
            ]}
            value={props.draft.id}
            onChange={(id) => props.onChange({ ...props.draft, id })}
          />
        </div>
        <Show when={chosen()}>
          {(segment) => (
            <p class={styles["hint"]}>
              <SegmentSentence terms={segment().terms} />
            </p>
          )}
        </Show>
        <Show when={props.wrong?.field === "segment" && props.wrong}>
          {(wrong) => (
            <p role="alert" class={styles["wrong"]}>
              {wrong().message}
            </p>
          )}
        </Show>
      </div>
    </Show>
  );
}
