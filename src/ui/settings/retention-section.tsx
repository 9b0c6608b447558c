import { createEffect, createSignal, createUniqueId, on, Show, type JSX } from "solid-js";
import {
  parseRetentionReport,
  retentionReportKey,
  type RetentionReport,
} from "../../catalog/retention-report.ts";
import type { RetentionPreview } from "../../engine/api.ts";
import type { Failure } from "../../model/failure.ts";
import type { Project } from "../../model/project.ts";
import { Button } from "../controls/button.tsx";
import { TextInput } from "../controls/field.tsx";
import { Notice } from "../controls/notice.tsx";
import { fieldError, FormFailure } from "../controls/form-failure.tsx";
import { counted } from "../state/counted.ts";
import { useEngine } from "../state/engine-context.ts";
import { formatInstant } from "../state/format.ts";
import { useLive } from "../state/live.ts";
import { RetentionDialog } from "./retention-dialog.tsx";
import { Form } from "../controls/form.tsx";
import styles from "./settings.module.css";

const FIELDS = ["retentionDays"] as const;
const DAYS_FIRST = 365;
const DAY_MS = 86_400_000;

/** How many days a project keeps, what that would erase, and what it last did erase. */
export function RetentionSection(props: { project: Project; onSaved: () => Promise<void> }): JSX.Element {
  const engine = useEngine();
  const live = useLive();
  const group = createUniqueId();
  const [limited, setLimited] = createSignal(props.project.retentionDays !== undefined);
  const [days, setDays] = createSignal(String(props.project.retentionDays ?? DAYS_FIRST));
  const [pending, setPending] = createSignal(false);
  const [failure, setFailure] = createSignal<Failure>();
  const [saved, setSaved] = createSignal(false);
  const [agreed, setAgreed] = createSignal<{ events: number; at: number }>();
  const [asked, setAsked] = createSignal<{ days: number; preview: RetentionPreview }>();
  const [report, setReport] = createSignal<RetentionReport>();

  const wanted = (): number | undefined => (limited() ? Number(days()) : undefined);
  const dirty = (): boolean => wanted() !== props.project.retentionDays;

  const save = async (retentionDays: number | null): Promise<void> => {
    setPending(true);
    const updated = await engine.updateProject(props.project.id, { retentionDays });
    if (updated.ok) await props.onSaved();
    setPending(false);
    setFailure(updated.ok ? undefined : updated.failure);
    setSaved(updated.ok);
  };
  const submit = async (): Promise<void> => {
    setSaved(false);
    const keep = wanted();
    if (keep === undefined) return save(null);
    setPending(true);
    const preview = await engine.retentionPreview(props.project.id, keep);
    setPending(false);
    setFailure(preview.ok ? undefined : preview.failure);
    if (preview.ok) setAsked({ days: keep, preview: preview.value });
  };

  createEffect(
    on([live.catalog, () => props.project.id], () => {
      const { id } = props.project;
      void engine.setting(retentionReportKey(id)).then((stored) => {
        if (stored.ok && id === props.project.id) setReport(parseRetentionReport(stored.value));
      });
    }),
  );
  /** Older events that the next check erases, until it has. */
  const going = (): number => {
    const { events = 0, at = 0 } = agreed() ?? {};
    return limited() && (report()?.checkedAt ?? 0) < at ? events : 0;
  };
  const instant = (ms: number): string => formatInstant(ms, props.project.timeZone);
  const shown = () => (props.project.retentionDays === undefined ? undefined : report());

  return (
    <Form class={styles["form"]} onSubmit={submit}>
      <FormFailure failure={failure()} fields={FIELDS} />
      <fieldset class={styles["choices"]}>
        <legend class="visually-hidden">How long events are kept</legend>
        <label>
          <input
            type="radio"
            name={group}
            checked={!limited()}
            onChange={() => {
              setSaved(false);
              setFailure(undefined);
              setLimited(false);
            }}
          />
          Keep everything
        </label>
        <label>
          <input
            type="radio"
            name={group}
            checked={limited()}
            onChange={() => {
              setSaved(false);
              setLimited(true);
            }}
          />
          Erase what is older than some days
        </label>
      </fieldset>
      <Show when={limited()}>
        <TextInput
          label="Days to keep, before today"
          value={days()}
          onInput={(text) => {
            setSaved(false);
            setDays(text);
          }}
          inputMode="numeric"
          maxLength={5}
          hint={`Whole days of ${props.project.timeZone.replaceAll("_", " ")}, by the time of the event. Older ones that come again, from a site or a file, are left out too.`}
          error={fieldError(failure(), "retentionDays")}
        />
      </Show>
      <div class={styles["submit"]}>
        <Button type="submit" look="primary" busy={pending()} disabled={!dirty() && !pending()}>
          Save
        </Button>
        <span role="status" class={styles["said"]}>
          <Show when={saved() && !dirty()}>
            Saved.
            <Show when={going() > 0}>
              {" "}
              {counted(going(), "older event is", "older events are")} being erased.
            </Show>
          </Show>
        </span>
      </div>
      <Show when={shown()}>
        {(last) => (
          <Show
            when={last().clockAhead}
            fallback={
              <p class={styles["note"]}>
                Checked {instant(last().checkedAt)}: everything from {instant(last().before)} on is kept.{" "}
                <Show when={last().removed} fallback="Nothing was older so far.">
                  {(done) => (
                    <>
                      Last erased: {counted(done().events, "event")} from before {instant(done().before)}, on{" "}
                      {instant(done().at)}.
                    </>
                  )}
                </Show>
              </p>
            }
          >
            {(ahead) => (
              <Notice tone="warn" title="Nothing is being erased: the clock may be wrong">
                This device says it is {instant(last().checkedAt)},{" "}
                {counted(Math.floor((last().checkedAt - ahead().receivedAt) / DAY_MS), "day")} after the
                newest event was received. Erasing goes on when an event arrives, or when the clock is set
                right.
              </Notice>
            )}
          </Show>
        )}
      </Show>
      <RetentionDialog
        project={props.project}
        asked={asked()}
        onClose={() => setAsked(undefined)}
        onAgreed={(keep) => {
          setAgreed({ events: asked()?.preview.events ?? 0, at: Date.now() });
          setAsked(undefined);
          void save(keep);
        }}
      />
    </Form>
  );
}
