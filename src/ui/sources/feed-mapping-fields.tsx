import { Show, type JSX } from "solid-js";
import { FEED_TIMES, type FeedMapping } from "../../model/live-feed.ts";
import { TextInput } from "../controls/field.tsx";
import { Choices } from "../controls/choices.tsx";
import { SuggestInput } from "../controls/suggest-input.tsx";
import type { FeedDraft } from "./feed-draft.ts";
import { TIME_WORDS } from "./feed-words.ts";
import styles from "./feeds.module.css";

type FieldKey = Exclude<keyof FeedMapping, "timeFormat" | "fixedName" | "nameField">;

const SHAPES = [
  { value: "own", label: "Events as Lochan writes them" },
  { value: "other", label: "Other rows: say which field is what" },
] as const;

/** Which field of a row is which of an event's. */
export function FeedMappingFields(props: { draft: FeedDraft; error: string | undefined }): JSX.Element {
  const mapping = (): FeedMapping => props.draft.mapping() ?? {};
  const guess = (): FeedMapping => props.draft.sample()?.guess ?? { fixedName: "event" };
  const set = (key: keyof FeedMapping, value: string): void => {
    const next = { ...mapping(), [key]: value };
    if (value.trim() === "") delete next[key];
    props.draft.setMapping(next);
  };
  const field = (key: FieldKey, label: string, hint: string): JSX.Element => (
    <SuggestInput
      label={label}
      hint={hint}
      value={mapping()[key] ?? ""}
      suggestions={suggest(mapping()[key] ?? "")}
      onInput={(value) => set(key, value)}
    />
  );
  const suggest = (typed: string): { value: string }[] => {
    const fields = props.draft.sample()?.fields ?? [];
    const wanted = typed.trim().toLowerCase();
    const close = fields.filter((each) => each.toLowerCase().includes(wanted) && each !== typed);
    return (fields.includes(typed) ? fields.filter((each) => each !== typed) : close).map((value) => ({
      value,
    }));
  };

  return (
    <>
      <Choices
        legend="What its rows are"
        options={SHAPES}
        value={props.draft.mapping() === null ? "own" : "other"}
        onChange={(shape) => props.draft.setMapping(shape === "own" ? null : guess())}
      />
      <Show when={props.draft.mapping() !== null}>
        <div class={styles["fields"]}>
          <SuggestInput
            label="Name of the event"
            hint="A field such as type, or meta.name for one inside meta."
            error={props.error}
            value={mapping().nameField ?? ""}
            suggestions={suggest(mapping().nameField ?? "")}
            onInput={(value) => set("nameField", value)}
          />
          <TextInput
            label="Or one name for all"
            hint="Where no field holds a name."
            value={mapping().fixedName ?? ""}
            onInput={(value) => set("fixedName", value)}
          />
          {field("timestampField", "Time", "Without one, an event happened when it came.")}
          {field(
            "distinctIdField",
            "Browser or device",
            "Without one, the feed itself, unless there is a user.",
          )}
          {field("userIdField", "User", "Who it was, if it says.")}
          {field("idField", "Id of the event", "What comes twice with one id counts once.")}
          {field("propertiesField", "Properties", "Without one, every other field of the row.")}
        </div>
        <Show when={mapping().timestampField !== undefined}>
          <Choices
            inline
            legend="Time is written as"
            options={FEED_TIMES.map((value) => ({ value, label: TIME_WORDS[value] }))}
            value={mapping().timeFormat ?? "iso"}
            onChange={(value) => set("timeFormat", value)}
          />
        </Show>
      </Show>
    </>
  );
}
