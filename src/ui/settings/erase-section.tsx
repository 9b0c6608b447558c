import { createSignal, createUniqueId, For, Match, Show, Switch, type JSX } from "solid-js";
import type { EraseReceipt } from "../../engine/api.ts";
import type { Failure } from "../../model/failure.ts";
import type { Project } from "../../model/project.ts";
import type { TimeSpan } from "../../model/time-span.ts";
import { Button } from "../controls/button.tsx";
import { TextInput } from "../controls/field.tsx";
import { Notice } from "../controls/notice.tsx";
import { DayFields } from "../data/day-fields.tsx";
import { parseDateRange } from "../data/date-range.ts";
import { fieldError } from "../controls/form-failure.tsx";
import { counted } from "../state/counted.ts";
import { formatCount } from "../state/format.ts";
import { spanWords } from "../state/span-words.ts";
import { ErasedSpans } from "./erased-spans.tsx";
import { EraseDialog, type AskedErasure } from "./erase-dialog.tsx";
import { Form } from "../controls/form.tsx";
import styles from "./settings.module.css";

const SCOPES = [
  ["user", "One user"],
  ["before", "Everything before a day"],
  ["days", "From one day to another"],
  ["all", "Every event of this project"],
] as const;
const STAY_OUT =
  "Events dated in that time, up to this moment, are left out from then on, until you let the time in again, under Erase events.";
type Scope = (typeof SCOPES)[number][0];

const wrong = (message: string, path: string): Failure => ({ kind: "invalid-input", message, path });

/** What to erase, what went, and which times stay out since. */
export function EraseSection(props: { project: Project; onSaved: () => Promise<void> }): JSX.Element {
  return (
    <div class={styles["form"]}>
      <ErasureForm project={props.project} onErased={props.onSaved} />
      <ErasedSpans project={props.project} onSaved={props.onSaved} />
    </div>
  );
}

function ErasureForm(props: { project: Project; onErased: () => Promise<void> }): JSX.Element {
  const group = createUniqueId();
  const [scope, setScope] = createSignal<Scope>("user");
  const [userId, setUserId] = createSignal("");
  const [day, setDay] = createSignal("");
  const [lastDay, setLastDay] = createSignal("");
  const [failure, setFailure] = createSignal<Failure>();
  const [asked, setAsked] = createSignal<AskedErasure>();
  const [receipt, setReceipt] = createSignal<EraseReceipt & { isOut: boolean }>();

  const toErasure = (): AskedErasure | Failure => {
    if (scope() === "user") {
      const user = userId().trim();
      if (user === "") return wrong("Write the user's id.", "userId");
      return {
        what: { userId: user },
        title: `Erase the user ${user}`,
        words: user,
        description:
          "Every event counted as this user goes, those from before they were identified too. They stay out if they come again; what this user does from now on is taken as before.",
      };
    }
    if (scope() === "all") {
      return {
        what: { all: true },
        title: `Erase every event of ${props.project.name}`,
        words: props.project.name,
        description:
          "The project, its dashboards and its settings stay. What comes again is taken as new, but for users and times that were erased on their own.",
      };
    }
    const words = (span: TimeSpan) => spanWords(span, props.project.timeZone);
    const zone = props.project.timeZone.replaceAll("_", " ");
    if (scope() === "days") {
      if (day() === "") return wrong("Choose the first day that goes.", "from");
      if (lastDay() === "") return wrong("Choose the last day that goes.", "through");
      const days = parseDateRange(day(), lastDay(), props.project.timeZone);
      if (!days.ok) return days.failure;
      const { from = 0, to = 0 } = days.value;
      return {
        what: { from, before: to },
        title: `Erase ${words({ from, before: to })}`,
        words: "erase",
        description: `Whole days go, from midnight to midnight in ${zone}. ${STAY_OUT}`,
      };
    }
    if (day() === "") return wrong("Choose a day.", "before");
    const range = parseDateRange(day(), "", props.project.timeZone);
    if (!range.ok) return wrong(range.failure.message, "before");
    const before = range.value.from ?? 0;
    return {
      what: { before },
      title: `Erase ${words({ before })}`,
      words: "erase",
      description: `Events from that day on stay. The day begins at midnight in ${zone}. ${STAY_OUT}`,
    };
  };
  const review = (): void => {
    setReceipt(undefined);
    const erasure = toErasure();
    setFailure("what" in erasure ? undefined : erasure);
    if ("what" in erasure) setAsked(erasure);
  };

  return (
    <Form class={styles["form"]} onSubmit={review}>
      <fieldset class={styles["choices"]}>
        <legend class="visually-hidden">What to erase</legend>
        <For each={SCOPES}>
          {([value, label]) => (
            <label>
              <input
                type="radio"
                name={group}
                checked={scope() === value}
                onChange={() => {
                  setScope(value);
                  setFailure(undefined);
                }}
              />
              {label}
            </label>
          )}
        </For>
      </fieldset>
      <Switch>
        <Match when={scope() === "user"}>
          <TextInput
            label="User id"
            value={userId()}
            onInput={setUserId}
            maxLength={200}
            error={fieldError(failure(), "userId")}
          />
        </Match>
        <Match when={scope() === "before"}>
          <TextInput
            label="First day that stays"
            type="date"
            value={day()}
            onInput={setDay}
            error={fieldError(failure(), "before")}
          />
        </Match>
        <Match when={scope() === "days"}>
          <DayFields
            labels={["First day that goes", "Last day that goes"]}
            from={day()}
            through={lastDay()}
            onFrom={setDay}
            onThrough={setLastDay}
            failure={failure()}
          />
        </Match>
      </Switch>
      <div class={styles["submit"]}>
        <Button type="submit" look="danger" icon="trash">
          Erase
        </Button>
      </div>
      <Show when={receipt()}>
        {(done) => (
          <Notice
            tone={done().events > 0 ? "good" : "plain"}
            title={
              done().events > 0
                ? `${counted(done().events, "event was", "events were")} erased`
                : "There was nothing to erase"
            }
          >
            <Show when={done().arrivals > 0}>
              Among them {formatCount(done().arrivals)} that had just arrived.{" "}
            </Show>
            {done().events > 0 ? "What is left has been counted anew." : "No event matched."}
            <Show when={done().isOut}> Events from that time are left out from now on.</Show>
          </Notice>
        )}
      </Show>
      <EraseDialog
        project={props.project}
        erasure={asked()}
        onClose={() => setAsked(undefined)}
        onErased={(done) => {
          const what = asked()?.what;
          const isOut = what !== undefined && "before" in what && (what.from ?? -Infinity) < Date.now();
          setReceipt({ ...done, isOut });
          setAsked(undefined);
          setUserId("");
          void props.onErased();
        }}
      />
    </Form>
  );
}
