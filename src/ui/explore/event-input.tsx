import { createEffect, createMemo, createResource, createSignal, on, onCleanup, type JSX } from "solid-js";
import type { FilterScalar } from "../../model/question.ts";
import { SuggestInput, type Suggestion } from "../controls/suggest-input.tsx";
import { useEngine } from "../state/engine-context.ts";
import { formatCount } from "../state/format.ts";
import { useLive } from "../state/live.ts";
import { useProject } from "../state/projects-context.ts";

const SUGGESTIONS = 40;
const TYPING_MS = 150;
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
  const engine = useEngine();
  const project = useProject();
  const live = useLive();
  const isReady = createMemo(() => live.mirror().kind === "ready");
  const [text, setText] = createSignal("");
  const [touched, setTouched] = createSignal(false);
  createEffect(
    on(
      () => choiceToText(props.value),
      (words) => setText(words),
    ),
  );
  const [search, setSearch] = createSignal("");
  createEffect(
    on(text, (typed) => {
      const wanted = typed === choiceToText(props.value) ? "" : typed.trim();
      const timer = setTimeout(() => setSearch(wanted), TYPING_MS);
      onCleanup(() => clearTimeout(timer));
    }),
  );
  const valuesOf = async (property: string, wanted: string) => {
    const found = await engine.values(project().id, property, wanted);
    return found.ok ? found.value : [];
  };
  // Asked once the field is used: a page of eight series need not ask before.
  const [names] = createResource(
    () => touched() && { id: project().id, search: search(), ready: isReady() },
    ({ search: wanted }) => valuesOf("$name", wanted),
    { initialValue: [] },
  );
  const [types] = createResource(
    () => touched() && { id: project().id, ready: isReady() },
    () => valuesOf("$type", ""),
    { initialValue: [] },
  );
  const suggestions = (): Suggestion[] => {
    const wanted = search().toLowerCase();
    const all: Suggestion[] = "all events".includes(wanted) ? [{ value: "", label: "All events" }] : [];
    const named = names.latest.flatMap(suggestionOf);
    const typed = types.latest
      .flatMap(suggestionOf)
      .map(({ value, hint }) => ({ value: `${TYPE_PREFIX}${value}`, hint }))
      .filter(({ value }) => value.toLowerCase().includes(wanted));
    return [...all, ...named, ...typed].slice(0, SUGGESTIONS);
  };
  const note = (): string | undefined =>
    names.loading && names.latest.length === 0
      ? isReady()
        ? "Loading names"
        : "Loading names: the query engine is starting"
      : undefined;
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
        note={note()}
        onInput={setText}
        onChoose={({ value }) => take(value)}
      />
    </div>
  );
}

const suggestionOf = ({ value, count }: { value: FilterScalar; count: number }) =>
  typeof value === "string" ? [{ value, hint: formatCount(count) }] : [];
