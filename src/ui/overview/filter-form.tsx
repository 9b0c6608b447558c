import {
  createEffect,
  createMemo,
  createResource,
  createSignal,
  on,
  onCleanup,
  Show,
  type JSX,
} from "solid-js";
import {
  FILTER_OPERATORS,
  type Filter,
  type FilterOperator,
  type FilterScalar,
} from "../../model/question.ts";
import { Button } from "../controls/button.tsx";
import { SelectField } from "../controls/select-field.tsx";
import { SuggestInput, type Suggestion } from "../controls/suggest-input.tsx";
import { useEngine } from "../state/engine-context.ts";
import {
  FIELD_LABELS,
  labelToProperty,
  needsValue,
  OPERATOR_WORDS,
  propertyLabel,
  scalarText,
  textToValue,
} from "../state/filter-words.ts";
import { formatCount } from "../state/format.ts";
import { useLive } from "../state/live.ts";
import { useProject } from "../state/projects-context.ts";
import styles from "./toolbar.module.css";

const SUGGESTIONS = 50;
const TYPING_MS = 150;

export function FilterForm(props: {
  onAdd: (filter: Filter) => void;
  /** On its button; `Add filter` if left out. */
  words?: string;
}): JSX.Element {
  const engine = useEngine();
  const project = useProject();
  const [property, setProperty] = createSignal("");
  const [op, setOp] = createSignal<FilterOperator>("is");
  const [text, setText] = createSignal("");
  const [picked, setPicked] = createSignal<{ text: string; value: FilterScalar }>();
  const [error, setError] = createSignal<{ property?: string; value?: string }>({});
  const live = useLive();
  const isReady = createMemo(() => live.mirror().kind === "ready");
  // Initial values: a resource without one suspends the whole page until it is there.
  const [known] = createResource(
    () => ({ id: project().id, ready: isReady() }),
    async ({ id }) => {
      const result = await engine.properties(id);
      return result.ok ? result.value : [];
    },
    { initialValue: [] },
  );
  const [search, setSearch] = createSignal("");
  createEffect(
    on(text, (typed) => {
      const timer = setTimeout(() => setSearch(typed), TYPING_MS);
      onCleanup(() => clearTimeout(timer));
    }),
  );
  const [values] = createResource(
    () =>
      property() === ""
        ? undefined
        : { id: project().id, key: labelToProperty(property()), search: search(), ready: isReady() },
    async ({ id, key, search: contained }) => {
      const result = await engine.values(id, key, contained);
      return result.ok ? result.value : [];
    },
    { initialValue: [] },
  );
  const properties = (): Suggestion[] => {
    const wanted = property().toLowerCase();
    return [...FIELD_LABELS.keys(), ...known.latest]
      .map((key) => ({
        value: key,
        label: propertyLabel(key),
        ...(propertyLabel(key) === key ? {} : { hint: key }),
      }))
      .filter(({ value, label }) => `${value} ${label}`.toLowerCase().includes(wanted))
      .slice(0, SUGGESTIONS);
  };
  const suggestions = (): Suggestion[] =>
    values.latest.slice(0, SUGGESTIONS).map(({ value, count }) => ({
      value: scalarText(value),
      hint: formatCount(count),
    }));

  const loadingWords = (what: string): string =>
    isReady() ? `Loading ${what}` : `Loading ${what}: the query engine is starting`;

  const add = (event: Event): void => {
    event.preventDefault();
    if (property().trim() === "") return void setError({ property: "Choose a property." });
    const filter: Filter = { property: labelToProperty(property()), op: op() };
    if (needsValue(op())) {
      const chosen = picked();
      const value = chosen?.text === text() ? chosen.value : textToValue(text(), op());
      if (value === undefined) return void setError({ value: "Give a number." });
      if (text() === "" && chosen === undefined)
        return void setError({ value: "Give a value, or choose “is set”." });
      filter.value = value;
    }
    props.onAdd(filter);
  };
  return (
    <form class={styles["form"]} onSubmit={add} novalidate>
      <SuggestInput
        label="Property"
        placeholder="Event, page, plan …"
        value={property()}
        error={error().property}
        suggestions={properties()}
        note={known.loading && known.latest.length === 0 ? loadingWords("properties") : undefined}
        onInput={(typed) => {
          setProperty(typed);
          setError({});
        }}
        onChoose={(suggestion) => {
          setProperty(suggestion.label ?? suggestion.value);
          setText("");
          setError({});
        }}
      />
      <SelectField
        label="Condition"
        options={FILTER_OPERATORS.map((value) => ({ value, label: OPERATOR_WORDS[value] }))}
        value={op()}
        onChange={setOp}
      />
      <Show when={needsValue(op())}>
        <SuggestInput
          label="Value"
          value={text()}
          error={error().value}
          suggestions={suggestions()}
          note={values.loading && values.latest.length === 0 ? loadingWords("values") : undefined}
          onInput={(typed) => {
            setText(typed);
            setError({});
          }}
          onChoose={(suggestion) => {
            const found = values.latest.find(({ value }) => scalarText(value) === suggestion.value);
            setText(suggestion.value);
            if (found !== undefined) setPicked({ text: suggestion.value, value: found.value });
            setError({});
          }}
        />
      </Show>
      <div class={styles["formEnd"]}>
        <span />
        <Button type="submit" look="primary" small>
          {props.words ?? "Add filter"}
        </Button>
      </div>
    </form>
  );
}
