import { createSignal, createUniqueId, Show, type JSX } from "solid-js";
import { isFilter } from "../../model/filter-terms.ts";
import type { Filter } from "../../model/question.ts";
import { focusFirstInvalid } from "../controls/form-failure.tsx";
import { blankDraft, listToTerms, type ListDraft, type Wrong } from "./draft.ts";
import { ListFields, type Editing } from "./term-fields.tsx";
import styles from "./condition-list.module.css";

export interface Conditions {
  /**
   * All of them, with one that is still written: a form that is sent means what it shows. Where that is not complete it is said
   * there, and nothing is taken.
   */
  take(): readonly Filter[] | undefined;
}

/** Conditions of a form, all of which an event must keep to: listed, opened, taken away, added. */
export function ConditionList(props: {
  heading: string;
  conditions: readonly Filter[];
  onChange: (conditions: readonly Filter[]) => void;
  most: number;
  /** Takes what only a session tells of an event, too. */
  ofSessions?: boolean;
  /** Begins with one to write. */
  adding?: boolean;
  error?: string | undefined;
  disabled?: boolean;
  /** Given once, for whoever sends the form. */
  ref: (conditions: Conditions) => void;
}): JSX.Element {
  let root: HTMLElement | undefined;
  const headingId = createUniqueId();
  const [open, setOpen] = createSignal<ListDraft["open"]>(
    // eslint-disable-next-line solid/reactivity -- how it begins
    props.adding === true ? { at: props.conditions.length, draft: blankDraft() } : undefined,
  );
  const [wrong, setWrong] = createSignal<Wrong>();
  const editing: Editing = {
    kinds: ["property"],
    inDialog: true,
    // eslint-disable-next-line solid/reactivity -- what a form takes does not change
    ofEvents: props.ofSessions !== true,
    timeZone: "UTC",
    wrong,
    onWrong: (now) => {
      setWrong(now);
      if (now !== undefined) focusFirstInvalid(root);
    },
  };
  // eslint-disable-next-line solid/reactivity -- given once
  props.ref({
    take() {
      const listed = listToTerms({ terms: props.conditions, open: open() }, editing.timeZone);
      if (!listed.ok) {
        editing.onWrong(listed.wrong);
        return undefined;
      }
      const all = listed.value.filter(isFilter);
      setOpen(undefined);
      props.onChange(all);
      return all;
    },
  });
  return (
    <section ref={root} class={styles["conditions"]} aria-labelledby={headingId}>
      <h3 id={headingId}>{props.heading}</h3>
      <fieldset disabled={props.disabled === true}>
        <ListFields
          editing={editing}
          list={{ terms: props.conditions, open: open() }}
          joint="and"
          depth={0}
          most={props.most}
          onChange={({ terms, open: next }) => {
            setOpen(next);
            if (terms !== props.conditions) props.onChange(terms.filter(isFilter));
          }}
        />
      </fieldset>
      <Show when={props.error}>
        <p role="alert" class={styles["wrong"]}>
          {props.error}
        </p>
      </Show>
    </section>
  );
}
