import { createSignal, Show, type JSX } from "solid-js";
import type { Failure } from "../../model/failure.ts";
import type { Project } from "../../model/project.ts";
import { Button } from "../controls/button.tsx";
import { TextInput } from "../controls/field.tsx";
import { SelectField } from "../controls/select-field.tsx";
import { fieldError, FormFailure } from "../controls/form-failure.tsx";
import { TimeZonePicker } from "../projects/time-zone-picker.tsx";
import { useEngine } from "../state/engine-context.ts";
import { Form } from "../controls/form.tsx";
import styles from "./settings.module.css";

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;
const FIELDS = ["name", "timeZone", "sessionIdleMs"] as const;

const idleFailure = (text: string): Failure | undefined => {
  const minutes = Number(text);
  return text.trim() !== "" && Number.isInteger(minutes) && minutes >= 1 && minutes <= DAY_MINUTES
    ? undefined
    : {
        kind: "invalid-input",
        message: "A whole number of minutes, from 1 to 1440.",
        path: "sessionIdleMs",
      };
};

/** Name, time zone, weeks and session idle time of one project. */
export function ProjectForm(props: { project: Project; onSaved: () => Promise<void> }): JSX.Element {
  const engine = useEngine();
  const initial = { ...props.project };
  const [name, setName] = createSignal(initial.name);
  const [timeZone, setTimeZone] = createSignal(initial.timeZone);
  const [zoneTrouble, setZoneTrouble] = createSignal<string>();
  const [idle, setIdle] = createSignal(String(initial.sessionIdleMs / MINUTE_MS));
  const [weekStart, setWeekStart] = createSignal(initial.weekStart ?? "monday");
  const [pending, setPending] = createSignal(false);
  const [failure, setFailure] = createSignal<Failure>();
  const [saved, setSaved] = createSignal(false);

  const idleMs = (): number => Number(idle()) * MINUTE_MS;
  const recounts = (): boolean =>
    timeZone() !== props.project.timeZone || idleMs() !== props.project.sessionIdleMs;
  const dirty = (): boolean =>
    name() !== props.project.name || weekStart() !== (props.project.weekStart ?? "monday") || recounts();

  const submit = async (): Promise<void> => {
    const wrong = idleFailure(idle());
    setFailure(wrong);
    if (wrong !== undefined || zoneTrouble() !== undefined) return;
    setPending(true);
    const updated = await engine.updateProject(props.project.id, {
      name: name(),
      timeZone: timeZone(),
      weekStart: weekStart(),
      sessionIdleMs: idleMs(),
    });
    if (updated.ok) await props.onSaved();
    setPending(false);
    setFailure(updated.ok ? undefined : updated.failure);
    setSaved(updated.ok);
    if (updated.ok) setName(updated.value.name);
  };
  const edit =
    <T,>(set: (value: T) => void) =>
    (value: T): void => {
      setSaved(false);
      set(value);
    };

  return (
    <Form class={styles["form"]} onSubmit={submit}>
      <FormFailure failure={failure()} fields={FIELDS} />
      <TextInput
        label="Name"
        value={name()}
        onInput={edit(setName)}
        maxLength={100}
        error={fieldError(failure(), "name")}
      />
      <TimeZonePicker
        label="Time zone"
        value={timeZone()}
        onChange={edit(setTimeZone)}
        description="Decides where hours and days begin."
        error={fieldError(failure(), "timeZone")}
        onTrouble={(words) => {
          setSaved(false);
          setZoneTrouble(words);
        }}
      />
      <SelectField
        label="Weeks start on"
        options={[
          { value: "monday", label: "Monday" },
          { value: "sunday", label: "Sunday" },
        ]}
        value={weekStart()}
        onChange={edit(setWeekStart)}
        hint="Where something is counted by week."
      />
      <TextInput
        label="A session ends after, in minutes"
        value={idle()}
        onInput={edit(setIdle)}
        inputMode="numeric"
        maxLength={4}
        hint="Idle time between two events. Only for events that come without a session id of their own."
        error={fieldError(failure(), "sessionIdleMs")}
      />
      <div class={styles["submit"]}>
        <Button type="submit" look="primary" busy={pending()} disabled={!dirty() && !pending()}>
          Save
        </Button>
        <span role="status" class={styles["said"]}>
          <Show when={dirty() && recounts()}>
            Everything is counted anew; the old numbers stay until that is done.
          </Show>
          <Show when={saved() && !dirty()}>Saved.</Show>
        </span>
      </div>
    </Form>
  );
}
