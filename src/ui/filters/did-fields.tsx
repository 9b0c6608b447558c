import { Show, type JSX } from "solid-js";
import type { EventMatch, Who } from "../../model/question.ts";
import { TextInput } from "../controls/field.tsx";
import { SelectField } from "../controls/select-field.tsx";
import type { DidDraft, FirstSeenDraft, Wrong } from "./draft.ts";
import { EventInput } from "./event-input.tsx";
import styles from "./editor.module.css";

const error = (wrong: Wrong | undefined, field: Wrong["field"]): string | undefined =>
  wrong?.field === field ? wrong.message : undefined;

/** Who did what, how often, and when. */
export function DidFields(props: {
  draft: DidDraft;
  wrong: Wrong | undefined;
  inDialog: boolean;
  onChange: (draft: DidDraft) => void;
  /** What the events must carry. */
  where: JSX.Element;
}): JSX.Element {
  const change = (patch: Partial<DidDraft>): void => props.onChange({ ...props.draft, ...patch });
  return (
    <div class={styles["property"]}>
      <div class={styles["halves"]}>
        <SelectField<Who>
          label="Who"
          inDialog={props.inDialog}
          options={[
            { value: "user", label: "Users" },
            { value: "session", label: "Sessions" },
          ]}
          value={props.draft.who}
          onChange={(who) => change({ who })}
        />
        <SelectField<"did" | "not">
          label="Whether"
          inDialog={props.inDialog}
          options={[
            { value: "did", label: "did" },
            { value: "not", label: "did not do" },
          ]}
          value={props.draft.not ? "not" : "did"}
          onChange={(whether) => change({ not: whether === "not" })}
        />
      </div>
      <EventInput
        label="What"
        value={props.draft.event}
        onChange={(event: Pick<EventMatch, "name" | "type">) => change({ event })}
      />
      <div class={styles["halves"]}>
        <TextInput
          label={props.draft.not ? "Fewer times than" : "Times, at least"}
          inputMode="numeric"
          value={props.draft.least}
          onInput={(least) => change({ least })}
          error={error(props.wrong, "least")}
        />
        <TextInput
          label="In the last days"
          inputMode="numeric"
          placeholder="Any time"
          value={props.draft.days}
          onInput={(days) => change({ days })}
          error={error(props.wrong, "days")}
        />
      </div>
      <div class={styles["where"]}>
        <span class={styles["hint"]}>Where</span>
        {props.where}
      </div>
      <p class={styles["hint"]}>
        Up to the end of the range shown, before it too.{" "}
        {props.draft.not && props.draft.least.trim() === "1" ? "Fewer than once is never." : ""}
      </p>
    </div>
  );
}

/** When a user was seen for the first time. */
export function FirstSeenFields(props: {
  draft: FirstSeenDraft;
  wrong: Wrong | undefined;
  inDialog: boolean;
  timeZone: string;
  onChange: (draft: FirstSeenDraft) => void;
}): JSX.Element {
  const change = (patch: Partial<FirstSeenDraft>): void => props.onChange({ ...props.draft, ...patch });
  return (
    <div class={styles["property"]}>
      <div class={styles["halves"]}>
        <SelectField<"were" | "not">
          label="Users"
          inDialog={props.inDialog}
          options={[
            { value: "were", label: "first seen" },
            { value: "not", label: "not first seen" },
          ]}
          value={props.draft.not ? "not" : "were"}
          onChange={(whether) => change({ not: whether === "not" })}
        />
        <SelectField<FirstSeenDraft["when"]>
          label="When"
          inDialog={props.inDialog}
          options={[
            { value: "window", label: "in the range shown" },
            { value: "days", label: "in the last days" },
            { value: "span", label: "from and to" },
          ]}
          value={props.draft.when}
          onChange={(when) => change({ when })}
        />
      </div>
      <Show when={props.draft.when === "days"}>
        <TextInput
          label="Days before the range ends"
          inputMode="numeric"
          value={props.draft.days}
          onInput={(days) => change({ days })}
          error={error(props.wrong, "days")}
        />
      </Show>
      <Show when={props.draft.when === "span"}>
        <div class={styles["halves"]}>
          <TextInput
            label="From"
            type="datetime-local"
            value={props.draft.from}
            onInput={(from) => change({ from })}
            error={error(props.wrong, "from")}
          />
          <TextInput
            label="To"
            type="datetime-local"
            value={props.draft.to}
            onInput={(to) => change({ to })}
            error={error(props.wrong, "to")}
          />
        </div>
        <p class={styles["hint"]}>Times of {props.timeZone.replaceAll("_", " ")}.</p>
      </Show>
    </div>
  );
}
