import { createSignal, createUniqueId, Show, type JSX } from "solid-js";
import type { Filter } from "../../model/question.ts";
import { Button } from "../controls/button.tsx";
import { RemovableList } from "../controls/removable-list.tsx";
import { filterToText } from "../state/filter-words.ts";
import { FilterForm } from "./filter-form.tsx";
import styles from "./condition-list.module.css";

/** Conditions of a form, all of which an event must keep to: listed, taken away, added. */
export function ConditionList(props: {
  heading: string;
  conditions: readonly Filter[];
  onChange: (conditions: readonly Filter[]) => void;
  most: number;
  /** Begins with the form for one. */
  adding?: boolean;
  error?: string | undefined;
  disabled?: boolean;
}): JSX.Element {
  const headingId = createUniqueId();
  // eslint-disable-next-line solid/reactivity -- how it begins
  const [adding, setAdding] = createSignal(props.adding === true);
  return (
    <section class={styles["conditions"]} aria-labelledby={headingId}>
      <h3 id={headingId}>{props.heading}</h3>
      <Show when={props.conditions.length > 0}>
        <RemovableList
          items={props.conditions}
          removeLabel={(condition) => `Remove condition: ${filterToText(condition)}`}
          disabled={props.disabled === true}
          onRemove={(_, index) => props.onChange(props.conditions.toSpliced(index, 1))}
        >
          {(condition, index) => (
            <>
              {index() > 0 ? "and " : ""}
              {filterToText(condition)}
            </>
          )}
        </RemovableList>
      </Show>
      <Show
        when={adding() && props.disabled !== true}
        fallback={
          <div>
            <Button
              small
              icon="plus"
              disabled={props.disabled === true || props.conditions.length >= props.most}
              onClick={() => setAdding(true)}
            >
              Add a condition
            </Button>
          </div>
        }
      >
        <div class={styles["adding"]}>
          <FilterForm
            words="Add condition"
            onAdd={(filter) => {
              setAdding(false);
              props.onChange([...props.conditions, filter]);
            }}
          />
        </div>
      </Show>
      <Show when={props.error}>
        <p role="alert" class={styles["wrong"]}>
          {props.error}
        </p>
      </Show>
    </section>
  );
}
