import { Combobox } from "@kobalte/core/combobox";
import { createMemo, createSignal, Show, type JSX } from "solid-js";
import { Icon } from "../controls/icon.tsx";
import { listTimeZones, matchesTimeZone, type TimeZoneChoice, toTimeZoneChoice } from "./time-zones.ts";
import styles from "./time-zone-picker.module.css";

const clock = (timeZone: string, at: number): string =>
  new Intl.DateTimeFormat(undefined, {
    timeZone,
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).format(at);

/** A searchable list of IANA time zones: by name or by offset. */
export function TimeZonePicker(props: {
  label: string;
  value: string;
  onChange: (timeZone: string) => void;
  description?: string | undefined;
  error?: string | undefined;
  disabled?: boolean | undefined;
}): JSX.Element {
  const now = Date.now();
  const [opened, setOpened] = createSignal(false);
  const chosen = createMemo(() => toTimeZoneChoice(props.value, now));
  // Four hundred zones are worked out when they are first looked at.
  const all = createMemo(() => (opened() ? listTimeZones(now) : [chosen()]));
  const current = createMemo(() => all().find((choice) => choice.id === props.value) ?? chosen());
  const options = createMemo(() => (all().includes(current()) ? all() : [current(), ...all()]));

  return (
    <Combobox<TimeZoneChoice>
      class={styles["root"]}
      options={options()}
      value={current()}
      onChange={(choice) => {
        if (choice !== null) props.onChange(choice.id);
      }}
      onOpenChange={(isOpen) => {
        if (isOpen) setOpened(true);
      }}
      optionValue="id"
      optionTextValue="label"
      optionLabel="label"
      defaultFilter={matchesTimeZone}
      disallowEmptySelection
      allowsEmptyCollection
      disabled={props.disabled === true}
      validationState={props.error === undefined ? "valid" : "invalid"}
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
        <Combobox.Input class={styles["input"]} onFocusIn={() => setOpened(true)} />
        <span class={styles["offset"]}>{current().offset}</span>
        <Combobox.Trigger class={styles["trigger"]} aria-label={`${props.label}: show all`}>
          <Icon name="chevron" size={14} />
        </Combobox.Trigger>
      </Combobox.Control>
      <Combobox.Description class={styles["description"]}>
        <Show when={props.description}>{(text) => <>{text()} </>}</Show>
        It is {clock(props.value, now)} there now.
      </Combobox.Description>
      <Combobox.ErrorMessage class={styles["error"]}>{props.error}</Combobox.ErrorMessage>
      <Combobox.Content class={styles["content"]}>
        <Combobox.Listbox class={styles["list"]} />
      </Combobox.Content>
    </Combobox>
  );
}
