import { For, Show, type JSX } from "solid-js";
import {
  ROW_TIMES,
  type MappedField,
  type RowTime,
  TIMES_OF_DAY,
  type TimeOfDay,
} from "../../model/row-mapping.ts";
import { Choices } from "../controls/choices.tsx";
import { TextInput } from "../controls/field.tsx";
import { SelectField } from "../controls/select-field.tsx";
import type { SelectOption } from "../controls/select.tsx";
import { TimeZonePicker } from "../projects/time-zone-picker.tsx";
import type { MappingDraft } from "./mapping-draft.ts";
import { DAY_FORMATS, TIME_FORMATS } from "./mapping-words.ts";
import styles from "./mapping.module.css";

/** Which column is which part of an event. */
export function MappingFields(props: { draft: MappingDraft }): JSX.Element {
  const draft = props.draft;
  const mapping = () => draft.mapping();
  const pick = (part: MappedField, label: string, none: string): JSX.Element => (
    <PickColumn
      draft={draft}
      part={part}
      label={label}
      none={none}
      onPick={(field) => draft.set({ [part]: field })}
    />
  );
  return (
    <>
      <div class={styles["fields"]}>
        <div class={styles["group"]}>
          {pick("nameField", "What happened", "One name for all rows")}
          <Show when={mapping().nameField === undefined}>
            <TextInput
              label="Name of every event"
              value={mapping().fixedName ?? ""}
              maxLength={200}
              onInput={(fixedName) => draft.set({ fixedName })}
            />
          </Show>
        </div>
        <TimeFields draft={draft} />
        <div class={styles["group"]}>
          {pick("userIdField", "Who: the user", "No column")}
          {pick("distinctIdField", "Who: the device or browser", "No column")}
        </div>
      </div>
      <details class={styles["more"]} open={hasMore(draft)}>
        <summary>Session, id, type and properties</summary>
        <div class={styles["fields"]}>
          {pick("sessionIdField", "Session", "Cut by pauses")}
          {pick("idField", "Id of the event", "From the row's content")}
          {pick("typeField", "Type", "All are track")}
          {pick("propertiesField", "Object of properties", "No column")}
        </div>
        <p class={styles["note"]}>
          Every other column becomes a property.
          <Show when={mapping().numberFields}>{(numbers) => ` Read as numbers: ${listed(numbers())}.`}</Show>
          <Show when={mapping().commaNumberFields}>
            {(numbers) => ` Read as numbers with a decimal comma: ${listed(numbers())}.`}
          </Show>
        </p>
      </details>
    </>
  );
}

const listed = (names: readonly string[]): string =>
  names.slice(0, 8).join(", ") + (names.length > 8 ? " and more" : "");

const hasMore = ({ mapping }: MappingDraft): boolean => {
  const { sessionIdField, idField, typeField, propertiesField } = mapping();
  return [sessionIdField, idField, typeField, propertiesField].some((field) => field !== undefined);
};

function TimeFields(props: { draft: MappingDraft }): JSX.Element {
  const draft = props.draft;
  const mapping = () => draft.mapping();
  const isAmbiguous = (): boolean => {
    const time = draft.look(mapping().timestampField)?.time;
    return time !== undefined && time.format === undefined;
  };
  const timed = (): boolean => mapping().timestampField !== undefined;
  return (
    <div class={styles["group"]}>
      <PickColumn
        draft={draft}
        part="timestampField"
        label="When"
        none="One day for all rows"
        onPick={(timestampField) =>
          draft.set({
            timestampField,
            timeFormat: draft.look(timestampField)?.time?.format,
            ...(timestampField === undefined ? {} : { fixedDate: undefined }),
          })
        }
      />
      <Show
        when={timed()}
        fallback={
          <TextInput
            type="date"
            label="Day of every row"
            value={mapping().fixedDate ?? ""}
            onInput={(fixedDate) => draft.set({ fixedDate })}
          />
        }
      >
        <Show
          when={isAmbiguous()}
          fallback={
            <PickOne
              label="Written as"
              options={ROW_TIMES.map((value) => ({ value, label: TIME_FORMATS[value] }))}
              value={mapping().timeFormat}
              onPick={(timeFormat: RowTime) => draft.set({ timeFormat })}
            />
          }
        >
          <DayOrder draft={draft} />
        </Show>
      </Show>
      <Show when={mapping().timeOfDayField !== undefined || !timed() || isDayOnly(draft)}>
        <PickColumn
          draft={draft}
          part="timeOfDayField"
          label="Time of the day"
          none="In no column of its own"
          onPick={(timeOfDayField) =>
            draft.set({
              timeOfDayField,
              timeOfDayFormat:
                timeOfDayField === undefined ? undefined : (mapping().timeOfDayFormat ?? "clock"),
            })
          }
        />
        <Show when={mapping().timeOfDayField !== undefined}>
          <PickOne
            label="Time of the day, written as"
            options={TIMES_OF_DAY.map((value) => ({ value, label: DAY_FORMATS[value] }))}
            value={mapping().timeOfDayFormat}
            onPick={(timeOfDayFormat: TimeOfDay) => draft.set({ timeOfDayFormat })}
          />
        </Show>
      </Show>
      <Show when={draft.needsZone()}>
        <TimeZonePicker
          label="Time zone of these times"
          value={mapping().timeZone ?? "UTC"}
          onChange={(timeZone) => draft.set({ timeZone })}
        />
      </Show>
    </div>
  );
}

const isDayOnly = (draft: MappingDraft): boolean => {
  const { sample = "" } = draft.look(draft.mapping().timestampField) ?? {};
  return sample !== "" && !/\d:\d|\d{9}/.test(sample);
};

const numbersOf = (date: string): number[] => date.split(/[/.-]/).map(Number);

/** Asked, never guessed: both orders fit what is there. */
function DayOrder(props: { draft: MappingDraft }): JSX.Element {
  /** A date whose two readings differ, without its clock. */
  const sample = (): string => {
    const field = props.draft.mapping().timestampField ?? "";
    const values = props.draft.rows.map((row) => row[field]).filter((value) => typeof value === "string");
    const dates = values.map((value) => value.split(/[\sT,]/)[0] ?? "");
    return dates.find((date) => new Set(numbersOf(date).slice(0, 2)).size > 1) ?? dates[0] ?? "";
  };
  const inOrder = (order: "dmy" | "mdy"): string => {
    const [first = 0, second = 0] = numbersOf(sample());
    const [day, month] = order === "dmy" ? [first, second] : [second, first];
    const date = new Date(Date.UTC(2000, month - 1, day));
    return new Intl.DateTimeFormat(undefined, { day: "numeric", month: "long", timeZone: "UTC" }).format(
      date,
    );
  };
  return (
    <Choices
      legend={`What is ${sample()}?`}
      options={[
        { value: "dmy", label: `${inOrder("dmy")}: the day first` },
        { value: "mdy", label: `${inOrder("mdy")}: the month first` },
      ]}
      value={props.draft.mapping().timeFormat ?? ""}
      onChange={(timeFormat) => props.draft.set({ timeFormat: timeFormat as RowTime })}
    />
  );
}

/** One column of the file, or none, with what speaks for it. */
function PickColumn(props: {
  draft: MappingDraft;
  part: MappedField;
  label: string;
  none: string;
  onPick: (field: string | undefined) => void;
}): JSX.Element {
  const options = (): SelectOption<string>[] => [
    { value: "", label: props.none },
    ...props.draft.fields.map(({ field, sample }) => ({
      value: field,
      label: field,
      hint: sample.slice(0, 28),
    })),
  ];
  return (
    <SelectField
      inDialog
      label={props.label}
      options={options()}
      value={props.draft.mapping()[props.part] ?? ""}
      onChange={(field) => props.onPick(field === "" ? undefined : field)}
      hint={props.draft.why(props.part)}
    />
  );
}

function PickOne<Value extends string>(props: {
  label: string;
  options: SelectOption<Value>[];
  value: Value | undefined;
  onPick: (value: Value) => void;
}): JSX.Element {
  const open: SelectOption<string> = { value: "", label: "Choose" };
  const options = (): SelectOption<string>[] =>
    props.value === undefined ? [open, ...props.options] : props.options;
  return (
    <SelectField
      inDialog
      label={props.label}
      options={options()}
      value={props.value ?? ""}
      onChange={(value) => {
        const chosen = props.options.find((option) => option.value === value);
        if (chosen !== undefined) props.onPick(chosen.value);
      }}
    />
  );
}

/** Warnings that still stand. */
export function MappingWarnings(props: { draft: MappingDraft }): JSX.Element {
  return (
    <Show when={props.draft.warnings().length > 0}>
      <ul class={styles["warnings"]}>
        <For each={props.draft.warnings()}>{(warning) => <li>{warning.message}</li>}</For>
      </ul>
    </Show>
  );
}
