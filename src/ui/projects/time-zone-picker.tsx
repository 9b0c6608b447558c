import { Combobox } from "@kobalte/core/combobox";
import { createMemo, createSignal, Show, type JSX } from "solid-js";
import { Icon } from "../controls/icon.tsx";
import {
  isSameZone,
  listTimeZones,
  matchesTimeZone,
  type TimeZoneChoice,
  toTimeZoneChoice,
  zoneFromText,
} from "./time-zones.ts";
import styles from "./time-zone-picker.module.css";

const clock = (timeZone: string, at: number): string =>
  new Intl.DateTimeFormat(undefined, {
    timeZone,
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).format(at);

/**
 * A searchable list of IANA time zones: by name or by offset. Text that was typed and left stands
 * for a zone where it fits just one; else the zone stays, and the field says why.
 */
export function TimeZonePicker(props: {
  label: string;
  value: string;
  onChange: (timeZone: string) => void;
  description?: string | undefined;
  error?: string | undefined;
  disabled?: boolean | undefined;
  /** The text left in the field means no zone; undefined when that is over. */
  onTrouble?: ((words: string | undefined) => void) | undefined;
}): JSX.Element {
  const now = Date.now();
  const [opened, setOpened] = createSignal(false);
  const chosen = createMemo(() => toTimeZoneChoice(props.value, now));
  // Four hundred zones are worked out when they are first looked at.
  const all = createMemo(() => (opened() ? listTimeZones(now) : [chosen()]));
  const current = createMemo(() => all().find((choice) => isSameZone(choice.id, props.value)) ?? chosen());
  const options = createMemo(() => (all().includes(current()) ? all() : [current(), ...all()]));

  const [isOpen, setOpen] = createSignal(false);
  const [typed, setTyped] = createSignal<string>();
  const [trouble, setTrouble] = createSignal<string>();
  const tell = (words: string | undefined): void => {
    setTrouble(words);
    props.onTrouble?.(words);
  };
  const isUnmatched = (): boolean => {
    const text = typed();
    return text !== undefined && !options().some((choice) => matchesTimeZone(choice, text));
  };
  const choose = (choice: TimeZoneChoice): void => {
    setTyped(undefined);
    tell(undefined);
    if (choice.id !== current().id) props.onChange(choice.id);
  };
  const settle = (): void => {
    // A press inside of the list takes the focus too, and chooses when it ends.
    if (isOpen()) return;
    const text = typed()?.trim() ?? "";
    setTyped(undefined);
    if (text === "") return tell(undefined);
    const meant = zoneFromText(options(), text);
    if ("choice" in meant) choose(meant.choice);
    else tell(`${meant.trouble} It is still ${current().label}.`);
  };
  const error = (): string | undefined => trouble() ?? props.error;

  return (
    <Combobox<TimeZoneChoice>
      class={styles["root"]}
      options={options()}
      value={current()}
      onChange={(choice) => {
        if (choice !== null) choose(choice);
      }}
      onOpenChange={(opens) => {
        setOpen(opens);
        if (opens) setOpened(true);
      }}
      optionValue="id"
      optionTextValue="label"
      optionLabel="label"
      defaultFilter={matchesTimeZone}
      disallowEmptySelection
      allowsEmptyCollection
      disabled={props.disabled === true}
      validationState={error() === undefined ? "valid" : "invalid"}
      gutter={4}
      sameWidth
      itemComponent={(item) => (
        <Combobox.Item item={item.item} class={styles["item"]}>
          <Combobox.ItemLabel class={styles["itemLabel"]}>
            {item.item.rawValue.label} <span class={styles["offset"]}>{item.item.rawValue.offset}</span>
          </Combobox.ItemLabel>
        </Combobox.Item>
      )}
    >
      <Combobox.Label class={styles["label"]}>{props.label}</Combobox.Label>
      <Combobox.Control class={styles["control"]}>
        <Combobox.Input
          class={styles["input"]}
          onFocusIn={() => setOpened(true)}
          onInput={(event: InputEvent & { currentTarget: HTMLInputElement }) => {
            setTyped(event.currentTarget.value);
            tell(undefined);
          }}
          onKeyDown={(event: KeyboardEvent) => {
            if (event.key === "Escape") setTyped(undefined);
          }}
          onBlur={settle}
        />
        <span class={styles["offset"]}>{current().offset}</span>
        <Combobox.Trigger class={styles["trigger"]} aria-label={`${props.label}: show all`}>
          <Icon name="chevron" size={14} />
        </Combobox.Trigger>
      </Combobox.Control>
      <Combobox.Description class={styles["description"]}>
        <Show when={props.description}>{(text) => <>{text()} </>}</Show>
        It is {clock(props.value, now)} there now.
      </Combobox.Description>
      <Combobox.ErrorMessage class={styles["error"]}>{error()}</Combobox.ErrorMessage>
      {/* A press would focus the page around the list, and that closes it before it chooses. */}
      <Combobox.Content class={styles["content"]} onMouseDown={(event: MouseEvent) => event.preventDefault()}>
        <Combobox.Listbox class={styles["list"]} />
        <Show when={isUnmatched()}>
          <p class={styles["none"]} role="status">
            No time zone matches “{typed()}”.
          </p>
        </Show>
      </Combobox.Content>
    </Combobox>
  );
}
