import { createEffect, createSignal, on, onCleanup, type JSX } from "solid-js";
import { SuggestInput, type Suggestion } from "../controls/suggest-input.tsx";
import { suggestValues } from "./suggestions.ts";

const SUGGESTIONS = 40;
const TYPE_PREFIX = "type: ";

export interface EventChoice {
  name?: string;
  type?: string;
}

/** As it is written in the field. */
const choiceToText = ({ name, type }: EventChoice): string =>
  name ?? (type === undefined ? "" : `${TYPE_PREFIX}${type}`);

/**
 * Which events: a name, a type, or all of them where it is empty. Taken with Enter, with a suggestion, and when it is left;
 * Escape brings back what was there.
 */
export function EventInput(props: {
  label: string;
  value: EventChoice;
  onChange: (choice: EventChoice) => void;
}): JSX.Element {
  const [text, setText] = createSignal("");
  const [touched, setTouched] = createSignal(false);
  createEffect(
    on(
      () => choiceToText(props.value),
      (words) => setText(words),
    ),
  );
  const wanted = (): string => (text() === choiceToText(props.value) ? "" : text().trim());
  // Asked once the field is used: a page of eight series need not ask before.
  const names = suggestValues(() => (touched() ? "$name" : undefined), wanted);
  const types = suggestValues(
    () => (touched() ? "$type" : undefined),
    () => "",
  );
  const suggestions = (): Suggestion[] => {
    const isWanted = (words: string): boolean => words.toLowerCase().includes(wanted().toLowerCase());
    const typed = types.list().map(({ value, ...rest }) => ({ ...rest, value: `${TYPE_PREFIX}${value}` }));
    return [
      ...(isWanted("All events") ? [{ value: "", label: "All events" }] : []),
      ...names.list(),
      ...typed.filter(({ value }) => isWanted(value)),
    ].slice(0, SUGGESTIONS);
  };
  let isGone = false;
  onCleanup(() => (isGone = true));
  const take = (words: string): void => {
    const given = words.trim();
    setText(given);
    if (isGone || given === choiceToText(props.value)) return;
    const type = given.startsWith(TYPE_PREFIX) ? given.slice(TYPE_PREFIX.length).trim() : "";
    props.onChange(type !== "" ? { type } : given === "" ? {} : { name: given });
  };
  return (
    <div
      onFocusIn={() => setTouched(true)}
      onFocusOut={() => take(text())}
      onKeyDown={(event) => {
        if (event.key === "Enter") take(text());
        else if (event.key === "Escape") setText(choiceToText(props.value));
      }}
    >
      <SuggestInput
        label={props.label}
        placeholder="All events"
        value={text()}
        suggestions={suggestions()}
        note={names.note()}
        onInput={setText}
        onChoose={({ value }) => take(value)}
      />
    </div>
  );
}
