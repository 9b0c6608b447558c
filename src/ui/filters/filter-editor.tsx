import { createSignal, Show, type JSX } from "solid-js";
import type { FilterTerm } from "../../model/question.ts";
import { Button } from "../controls/button.tsx";
import { focusFirstInvalid } from "../controls/form-failure.tsx";
import { Icon } from "../controls/icon.tsx";
import { useProject } from "../state/projects-context.ts";
import {
  blankDraft,
  draftToTerm,
  termToDraft,
  withOr,
  type Draft,
  type DraftKind,
  type Wrong,
} from "./draft.ts";
import { TermFields, type Editing } from "./term-fields.tsx";
import styles from "./editor.module.css";

export const ALL_KINDS: readonly DraftKind[] = ["property", "did", "first-seen", "segment", "group"];

/** Writes one term. Enter in a field takes it, and so does Ctrl or ⌘ with Enter anywhere. */
export function FilterEditor(props: {
  /** As it is when the editor opens; a new one if left out. */
  term?: FilterTerm | undefined;
  onDone: (term: FilterTerm) => void;
}): JSX.Element {
  let root: HTMLDivElement | undefined;
  const { timeZone } = useProject()();
  // eslint-disable-next-line solid/reactivity -- as it is when the editor opens
  const [draft, setDraft] = createSignal<Draft>(
    props.term ? termToDraft(props.term, timeZone) : blankDraft(),
  );
  const [wrong, setWrong] = createSignal<Wrong>();
  const say = (now: Wrong | undefined): void => {
    setWrong(now);
    if (now !== undefined) focusFirstInvalid(root);
  };
  const editing: Editing = { kinds: ALL_KINDS, inDialog: false, timeZone, wrong, onWrong: say };
  const submit = (): void => {
    const made = draftToTerm(draft(), timeZone);
    if (made.ok) props.onDone(made.value);
    else say(made.wrong);
  };
  return (
    <div
      ref={root}
      class={styles["editor"]}
      onKeyDown={(event) => {
        const isField = event.target instanceof HTMLInputElement;
        if (event.key !== "Enter" || !(isField || event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        submit();
      }}
    >
      <TermFields
        editing={editing}
        draft={draft()}
        depth={0}
        onChange={(next) => {
          setWrong(undefined);
          setDraft(next);
        }}
      />
      <Show when={wrong()?.field === "list" && wrong()}>
        {(now) => (
          <p role="alert" class={styles["wrong"]}>
            {now().message}
          </p>
        )}
      </Show>
      <div class={styles["end"]}>
        <Show when={draft().kind !== "group"} fallback={<span />}>
          <Button
            small
            look="quiet"
            title="Another condition, either of which may hold"
            onClick={() => {
              const made = withOr(draft(), timeZone);
              if (made.ok) setDraft(made.value);
              else say(made.wrong);
            }}
          >
            <Icon name="plus" size={12} /> Or
          </Button>
        </Show>
        <Button small look="primary" onClick={submit}>
          {props.term === undefined ? "Add filter" : "Save filter"}
        </Button>
      </div>
    </div>
  );
}
