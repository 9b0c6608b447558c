import { createEffect, createSignal, createUniqueId, For, onCleanup, Show, type JSX } from "solid-js";
import { Field, type FieldWiring } from "./field.tsx";
import { Icon } from "./icon.tsx";
import { join } from "./join.ts";
import { placeBelow } from "./place-below.ts";
import styles from "./field.module.css";

export interface Suggestion {
  value: string;
  label?: string;
  hint?: string;
}

/**
 * Free text with suggestions below it. Arrow keys walk the list, Enter takes the marked one,
 * Escape closes the list before anything around it. With `tokens` it holds several values:
 * Backspace takes away the last one where nothing is typed.
 */
export function SuggestInput(props: {
  label: string;
  hint?: JSX.Element;
  error?: string | undefined;
  value: string;
  placeholder?: string | undefined;
  /** Values that were taken, shown before what is typed. */
  tokens?: readonly string[] | undefined;
  onRemoveToken?: ((at: number) => void) | undefined;
  suggestions: readonly Suggestion[];
  /** A line below the suggestions, such as that more are on their way. */
  note?: string | undefined;
  onInput: (text: string) => void;
  /** A suggestion was taken; by default the same as typing it. */
  onChoose?: ((suggestion: Suggestion) => void) | undefined;
}): JSX.Element {
  const listId = createUniqueId();
  let box: HTMLDivElement | undefined;
  let list: HTMLDivElement | undefined;
  const [open, setOpen] = createSignal(false);
  const [marked, setMarked] = createSignal(-1);
  const shown = (): readonly Suggestion[] => (open() ? props.suggestions : []);
  const note = (): string | undefined => (open() ? props.note : undefined);
  const isShown = (): boolean => shown().length > 0 || note() !== undefined;
  // In the layer above everything: whatever scrolls or is cut off around the field does not cut the list.
  createEffect(() => {
    if (list === undefined || box === undefined || !isShown()) return;
    list.showPopover();
    onCleanup(placeBelow(box, list));
    onCleanup(() => list?.hidePopover());
  });
  createEffect(() => {
    const at = marked();
    list?.querySelector(`#${CSS.escape(`${listId}-${at}`)}`)?.scrollIntoView({ block: "nearest" });
  });
  const choose = (suggestion: Suggestion): void => {
    setOpen(false);
    setMarked(-1);
    if (props.onChoose === undefined) props.onInput(suggestion.value);
    else props.onChoose(suggestion);
  };
  const step = (by: number): void => {
    setOpen(true);
    const count = props.suggestions.length;
    if (count > 0) setMarked((at) => (at + by + count + (at < 0 && by < 0 ? 1 : 0)) % count);
  };
  const tokens = (): readonly string[] => props.tokens ?? [];
  const onKeyDown = (event: KeyboardEvent): void => {
    const at = shown()[marked()];
    if (event.key === "ArrowDown") step(1);
    else if (event.key === "ArrowUp") step(-1);
    else if (event.key === "Enter" && at !== undefined) choose(at);
    else if (event.key === "Escape" && shown().length > 0) setOpen(false);
    else if (event.key === "Backspace" && props.value === "" && tokens().length > 0)
      props.onRemoveToken?.(tokens().length - 1);
    else {
      // What was typed is taken as it is, by whoever listens: the list would cover what comes next.
      if (event.key === "Enter") setOpen(false);
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
  const TextBox = (own: { wiring: FieldWiring }): JSX.Element => (
    <input
      {...own.wiring}
      type="text"
      class={styles["input"]}
      role="combobox"
      aria-autocomplete="list"
      aria-expanded={isShown()}
      aria-controls={listId}
      aria-activedescendant={marked() >= 0 && shown().length > 0 ? `${listId}-${marked()}` : undefined}
      autocomplete="off"
      spellcheck={false}
      placeholder={tokens().length > 0 ? undefined : props.placeholder}
      value={props.value}
      onInput={(event) => {
        setOpen(true);
        setMarked(-1);
        props.onInput(event.currentTarget.value);
      }}
      onFocus={() => setOpen(props.value === "")}
      onClick={() => setOpen(true)}
      onBlur={() => setOpen(false)}
      onKeyDown={onKeyDown}
    />
  );
  return (
    <Field label={props.label} hint={props.hint} error={props.error}>
      {(wiring) => (
        <div ref={box} class={join(styles["suggest"], tokens().length > 0 && styles["withTokens"])}>
          <For each={tokens()}>
            {(token, at) => (
              <span class={styles["token"]}>
                <bdi>{token}</bdi>
                <button
                  type="button"
                  aria-label={`Remove ${token}`}
                  onClick={() => {
                    props.onRemoveToken?.(at());
                    box?.querySelector("input")?.focus();
                  }}
                >
                  <Icon name="close" size={11} />
                </button>
              </span>
            )}
          </For>
          <TextBox wiring={wiring} />
          <div
            ref={list}
            id={listId}
            popover="manual"
            role="listbox"
            aria-label={`${props.label}: suggestions`}
            class={styles["list"]}
            onPointerDown={(event) => event.preventDefault()}
          >
            <For each={shown()}>
              {(suggestion, index) => (
                <div
                  id={`${listId}-${index()}`}
                  role="option"
                  class={styles["option"]}
                  aria-selected={index() === marked()}
                  onPointerEnter={() => setMarked(index())}
                  onClick={() => choose(suggestion)}
                >
                  <span class={styles["optionText"]}>{suggestion.label ?? suggestion.value}</span>
                  <Show when={suggestion.hint}>
                    <span class={styles["hint"]}>{suggestion.hint}</span>
                  </Show>
                </div>
              )}
            </For>
            <Show when={note()}>
              <div role="option" aria-selected="false" aria-disabled="true" class={styles["note"]}>
                {note()}
              </div>
            </Show>
          </div>
        </div>
      )}
    </Field>
  );
}
