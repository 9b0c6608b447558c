import { createEffect, createSignal, on, Show, type JSX } from "solid-js";
import type { AnyMeasure, FoldMeasure, Per } from "../../model/question.ts";
import { Select } from "../controls/select.tsx";
import { SuggestInput } from "../controls/suggest-input.tsx";
import { suggestProperties } from "../filters/suggestions.ts";
import { labelToProperty, propertyLabel } from "../state/filter-words.ts";
import {
  countOfChoice,
  foldOf,
  MEASURE_CHOICES,
  measureToChoice,
  type MeasureChoice,
} from "./series-words.ts";
import styles from "./editor.module.css";

/** What of its events a series counts: events, users, sessions, a rate of them, or the numbers of a property as one. */
export function MeasureInput(props: {
  /** The series, as in “series A”. */
  of: string;
  measure: AnyMeasure;
  onChange: (measure: AnyMeasure) => void;
}): JSX.Element {
  /** A fold was chosen whose property is not said yet: until then the series counts what it did. */
  const [chosen, setChosen] = createSignal<MeasureChoice>();
  createEffect(
    on(
      () => JSON.stringify(props.measure),
      () => setChosen(undefined),
    ),
  );
  const choice = (): MeasureChoice => chosen() ?? measureToChoice(props.measure);
  const folded = (): FoldMeasure | undefined =>
    typeof props.measure === "object" && "fold" in props.measure ? props.measure : undefined;
  const choose = (next: MeasureChoice): void => {
    const fold = foldOf(next);
    const before = folded();
    if (fold === undefined) {
      setChosen(undefined);
      props.onChange(countOfChoice(next));
    } else if (before !== undefined) props.onChange({ ...before, fold });
    else setChosen(next);
  };
  const fold = () => foldOf(choice());
  return (
    <>
      <Select
        small
        label={`Measure of ${props.of}`}
        options={[...MEASURE_CHOICES]}
        value={choice()}
        onChange={choose}
      />
      <Show when={fold()}>
        {(how) => (
          <>
            <PropertyInput
              label={`Property of ${props.of}`}
              value={folded()?.property ?? ""}
              onChange={(property) => {
                const per = folded()?.per;
                props.onChange({ property, fold: how(), ...(per && { per }) });
              }}
            />
            <Show when={folded()}>
              {(now) => (
                <Select
                  small
                  label={`Of whom, ${props.of}`}
                  options={[
                    { value: "all", label: "over all events" },
                    { value: "user", label: "per user" },
                    { value: "session", label: "per session" },
                  ]}
                  value={now().per ?? "all"}
                  onChange={(per: Per | "all") => {
                    const { per: _, ...rest } = now();
                    props.onChange(per === "all" ? rest : { ...rest, per });
                  }}
                />
              )}
            </Show>
          </>
        )}
      </Show>
    </>
  );
}

/** A property key, taken with Enter, with a suggestion, and when it is left. */
function PropertyInput(props: {
  label: string;
  value: string;
  onChange: (property: string) => void;
}): JSX.Element {
  const [text, setText] = createSignal("");
  createEffect(
    on(
      () => props.value,
      (value) => setText(value === "" ? "" : propertyLabel(value)),
    ),
  );
  const properties = suggestProperties(() => (labelToProperty(text()) === props.value ? "" : text()), {
    fields: "none",
  });
  const take = (property: string): void => {
    if (property !== "" && property !== props.value) props.onChange(property);
  };
  return (
    <div
      class={styles["property"]}
      onFocusOut={() => take(labelToProperty(text()))}
      onKeyDown={(event) => {
        if (event.key === "Enter") take(labelToProperty(text()));
      }}
    >
      <SuggestInput
        label={props.label}
        placeholder="Property with numbers"
        value={text()}
        suggestions={properties.list()}
        note={properties.note()}
        onInput={setText}
        onChoose={({ value }) => {
          setText(propertyLabel(value));
          take(value);
        }}
      />
    </div>
  );
}
