import { createMemo, Match, Show, Switch, type JSX } from "solid-js";
import { FILTER_OPERATORS, type FilterOperator } from "../../model/question.ts";
import { TextInput } from "../controls/field.tsx";
import { SelectField } from "../controls/select-field.tsx";
import { SuggestInput, type Suggestion } from "../controls/suggest-input.tsx";
import { labelToProperty, needsValue, OPERATOR_WORDS } from "../state/filter-words.ts";
import { textToToken, withOperator, withToken, type PropertyDraft, type Wrong } from "./draft.ts";
import { suggestProperties, suggestValues } from "./suggestions.ts";
import styles from "./editor.module.css";

const OPERATORS = FILTER_OPERATORS.map((value) => ({
  value,
  label: OPERATOR_WORDS[value],
  ...(value === "is" || value === "is-not" ? { hint: "one or several" } : {}),
  ...(value === "matches" ? { hint: "* and ?" } : {}),
}));

/** A property, a condition, and what it is compared with. */
export function PropertyFields(props: {
  draft: PropertyDraft;
  wrong: Wrong | undefined;
  /** Inside a dialog, which hides what is drawn outside of it. */
  inDialog: boolean;
  /** Only what an event tells by itself. */
  ofEvents: boolean | undefined;
  onChange: (draft: PropertyDraft) => void;
}): JSX.Element {
  let root: HTMLDivElement | undefined;
  const draft = (): PropertyDraft => props.draft;
  const change = (patch: Partial<PropertyDraft>): void => props.onChange({ ...draft(), ...patch });
  const key = createMemo(() => labelToProperty(draft().property));
  const properties = suggestProperties(() => draft().property, {
    fields: props.ofEvents === true ? "of-events" : "all",
  });
  const values = suggestValues(
    () => (key() === "" || !needsValue(draft().op) ? undefined : key()),
    () => draft().text,
  );
  const error = (field: Wrong["field"]): string | undefined =>
    props.wrong?.field === field ? props.wrong.message : undefined;
  const isSeveral = (): boolean => draft().op === "is" || draft().op === "is-not";
  const isMeasured = (): boolean => draft().op === "greater" || draft().op === "less";

  const focusValue = (): void => {
    queueMicrotask(() => root?.querySelector<HTMLElement>("[data-value] input")?.focus());
  };
  const takeProperty = ({ value, label }: Suggestion): void => {
    change({ property: label ?? value, tokens: [], text: "", upper: "" });
    focusValue();
  };
  const valueSuggestions = (): Suggestion[] => {
    const chosen = new Set(draft().tokens.map(({ words }) => words));
    const rest = values.list().filter(({ value }) => !isSeveral() || !chosen.has(value));
    const typed = draft().text;
    const isKnown = typed === "" || chosen.has(typed) || rest.some(({ value }) => value === typed);
    return isKnown || !isSeveral()
      ? rest
      : [...rest, { value: typed, label: `“${typed}”`, hint: "and another value" }];
  };
  const takeValue = (suggestion: Suggestion): void => {
    if (!isSeveral()) return change({ text: suggestion.value });
    const value = values.valueOf(suggestion);
    const token =
      value === undefined ? textToToken(suggestion.value) : { words: suggestion.value, values: [value] };
    props.onChange(withToken(draft(), token));
  };
  return (
    <div ref={root} class={styles["property"]}>
      <div
        onKeyDown={(event) => {
          const isEmpty = draft().tokens.length === 0 && draft().text === "";
          if (event.key !== "Enter" || event.ctrlKey || event.metaKey || key() === "") return;
          if (!needsValue(draft().op) || !isEmpty) return;
          event.preventDefault();
          event.stopPropagation();
          focusValue();
        }}
      >
        <SuggestInput
          label="Property"
          placeholder="Event, page, plan …"
          value={draft().property}
          error={error("property")}
          suggestions={properties.list()}
          note={properties.note()}
          onInput={(property) => change({ property })}
          onChoose={takeProperty}
        />
      </div>
      <div class={styles["condition"]}>
        <SelectField<FilterOperator>
          label="Condition"
          inDialog={props.inDialog}
          options={OPERATORS}
          value={draft().op}
          onChange={(op) => {
            props.onChange(withOperator(draft(), op));
            focusValue();
          }}
        />
        <Switch>
          <Match when={draft().op === "between"}>
            <div class={styles["ends"]} data-value>
              <TextInput
                label="From"
                inputMode="decimal"
                value={draft().text}
                onInput={(text) => change({ text })}
                error={error("value")}
              />
              <TextInput
                label="To, included"
                inputMode="decimal"
                value={draft().upper}
                onInput={(upper) => change({ upper })}
                error={error("upper")}
              />
            </div>
          </Match>
          <Match when={isMeasured()}>
            <div data-value>
              <TextInput
                label="Value"
                inputMode="decimal"
                value={draft().text}
                onInput={(text) => change({ text })}
                error={error("value")}
              />
            </div>
          </Match>
          <Match when={needsValue(draft().op)}>
            <div data-value>
              <SuggestInput
                label="Value"
                value={draft().text}
                tokens={isSeveral() ? draft().tokens.map(({ words }) => words) : []}
                onRemoveToken={(at) => change({ tokens: draft().tokens.toSpliced(at, 1) })}
                error={error("value")}
                suggestions={valueSuggestions()}
                note={values.note()}
                onInput={(text) => change({ text })}
                onChoose={takeValue}
              />
            </div>
          </Match>
        </Switch>
      </div>
      <Show when={draft().op === "matches" || draft().op === "not-matches"}>
        <p class={styles["hint"]}>
          <code>*</code> is any text, <code>?</code> any one character.
        </p>
      </Show>
    </div>
  );
}
