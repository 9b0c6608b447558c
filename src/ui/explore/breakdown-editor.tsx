import { createEffect, createSignal, on, Show, type JSX } from "solid-js";
import { EXPLORATION_LIMITS } from "../../model/exploration.ts";
import { Select } from "../controls/select.tsx";
import { IconButton } from "../controls/button.tsx";
import { SuggestInput } from "../controls/suggest-input.tsx";
import { labelToProperty, propertyLabel } from "../state/filter-words.ts";
import { suggestProperties } from "../filters/suggestions.ts";
import type { Explore } from "./explore-state.ts";
import styles from "./editor.module.css";

const TOPS = [3, 5, 8, 10, EXPLORATION_LIMITS.top];
const USUAL_TOP = 5;

/** Lines by the values of one or two properties: so many of the greatest, and the rest together. */
export function BreakdownEditor(props: { explore: Explore }): JSX.Element {
  const breakdown = () => props.explore.exploration().breakdown;
  const tops = (): number[] => [...new Set([...TOPS, breakdown()?.top ?? USUAL_TOP])].sort((a, b) => a - b);
  /** Without the first, the second is the first. */
  const take = (property: string, and: string): void =>
    props.explore.change({
      breakdown:
        property === "" && and === ""
          ? undefined
          : {
              property: property === "" ? and : property,
              ...(property !== "" && and !== "" && and !== property && { and }),
              top: breakdown()?.top ?? USUAL_TOP,
            },
    });
  return (
    <div class={styles["breakdown"]}>
      <PropertyInput
        label="Break down by"
        placeholder="Nothing"
        value={breakdown()?.property ?? ""}
        onTake={(property) => take(property, breakdown()?.and ?? "")}
      />
      <Show when={breakdown()}>
        {(by) => (
          <>
            <PropertyInput
              label="And by"
              placeholder="Nothing else"
              value={by().and ?? ""}
              onTake={(and) => take(by().property, and)}
            />
            <Select
              small
              label="Values shown"
              options={tops().map((top) => ({ value: String(top), label: `top ${top}` }))}
              value={String(by().top)}
              onChange={(top) => props.explore.change({ breakdown: { ...by(), top: Number(top) } })}
            />
            <IconButton
              icon="close"
              label="Remove the breakdown"
              look="quiet"
              small
              onClick={() => props.explore.change({ breakdown: undefined })}
            />
          </>
        )}
      </Show>
    </div>
  );
}

/** A property, as it is called in the interface; taken with Enter, with a suggestion, and when it is left. */
function PropertyInput(props: {
  label: string;
  placeholder: string;
  /** Empty for none. */
  value: string;
  onTake: (property: string) => void;
}): JSX.Element {
  const words = (): string => (props.value === "" ? "" : propertyLabel(props.value));
  const [text, setText] = createSignal("");
  const [touched, setTouched] = createSignal(false);
  createEffect(on(words, (next) => setText(next)));
  const properties = suggestProperties(() => (text() === words() ? "" : text()), { isWanted: touched });
  const take = (property: string): void => {
    if (property === props.value) setText(words());
    else props.onTake(property);
  };
  return (
    <div
      class={styles["event"]}
      onFocusIn={() => setTouched(true)}
      onFocusOut={() => take(labelToProperty(text()))}
      onKeyDown={(event) => {
        if (event.key === "Enter") take(labelToProperty(text()));
        else if (event.key === "Escape") setText(words());
      }}
    >
      <SuggestInput
        label={props.label}
        placeholder={props.placeholder}
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
