import { createEffect, createMemo, createSignal, on, onCleanup, Show, type JSX } from "solid-js";
import { comparePlans, mergePlans, type PlanChange } from "../../model/compare-plans.ts";
import type { Failure } from "../../model/failure.ts";
import { inferredToPlan, type InferredEvent, type InferredPlan } from "../../model/plan-violations.ts";
import type { Project } from "../../model/project.ts";
import { zoneOf } from "../../model/time-zone.ts";
import { PLAN_LIMITS, type TrackingPlan } from "../../model/tracking-plan.ts";
import { resolveWindow } from "../../model/windows.ts";
import { Button } from "../controls/button.tsx";
import { Dialog, DialogActions } from "../controls/dialog.tsx";
import { ErrorState } from "../controls/error-state.tsx";
import { Progress } from "../controls/progress.tsx";
import { Select } from "../controls/select.tsx";
import { counted } from "../state/counted.ts";
import { useEngine } from "../state/engine-context.ts";
import { formatCount, formatPercent } from "../state/format.ts";
import { keyWords, TYPE_LABELS } from "../state/violation-words.ts";
import { ChangeList } from "./change-list.tsx";
import { fitsLimits } from "./edit-plan.ts";
import styles from "./plan.module.css";

const PERIODS = [
  { value: "all", label: "All events" },
  { value: "today", label: "Today" },
  { value: "7d", label: "Last 7 days" },
  { value: "30d", label: "Last 30 days" },
] as const;
type Period = (typeof PERIODS)[number]["value"];

/** Looks through events for what the plan lacks, and proposes it. */
export function InferDialog(props: {
  project: Project;
  plan: TrackingPlan;
  open: boolean;
  onClose: () => void;
  onTake: (plan: TrackingPlan) => void;
}): JSX.Element {
  return (
    <Dialog
      wide
      open={props.open}
      onClose={() => props.onClose()}
      title="Infer from data"
      description="Every event is looked at. What the plan lacks is proposed; nothing you wrote is changed."
    >
      <Proposal {...props} />
    </Dialog>
  );
}

function Proposal(props: Parameters<typeof InferDialog>[0]): JSX.Element {
  const engine = useEngine();
  const [period, setPeriod] = createSignal<Period>("all");
  const [inferred, setInferred] = createSignal<InferredPlan>();
  const [failure, setFailure] = createSignal<Failure>();
  const [progress, setProgress] = createSignal<{ events: number; total: number }>();
  let running: string | undefined;

  const stop = (): void => {
    if (running !== undefined) void engine.cancel(running);
    running = undefined;
    setProgress(undefined);
  };
  onCleanup(stop);
  const range = (): { from?: number; to?: number } => {
    const last = period();
    if (last === "all") return {};
    const { from, to } = resolveWindow({ last }, Date.now(), zoneOf(props.project.timeZone));
    return { from, to };
  };
  async function run(): Promise<void> {
    stop();
    const queryId = crypto.randomUUID();
    running = queryId;
    setInferred(undefined);
    setFailure(undefined);
    setProgress({ events: 0, total: 0 });
    const result = await engine.inferPlan(props.project.id, { ...range(), queryId }, (events, total) => {
      if (running === queryId) setProgress({ events, total });
    });
    if (running !== queryId) return;
    running = undefined;
    setProgress(undefined);
    if (result.ok) setInferred(result.value);
    else setFailure(result.failure);
  }
  createEffect(on(period, () => void run()));

  const merged = createMemo(() => {
    const found = inferred();
    return found === undefined ? undefined : mergePlans(props.plan, inferredToPlan(found));
  });
  const changes = createMemo((): PlanChange[] => {
    const plan = merged();
    return plan === undefined ? [] : comparePlans(props.plan, plan);
  });
  const fits = (): boolean => fitsLimits(merged() ?? props.plan);
  const eventOf = (change: PlanChange): InferredEvent | undefined =>
    inferred()?.events.find(({ name }) => name === change.event);
  const details = (change: PlanChange): string | undefined => {
    const event = change.kind === "event-added" ? eventOf(change) : undefined;
    if (event === undefined || event.properties.length === 0) return undefined;
    return event.properties
      .map(({ key, type, required, seen }) => {
        const share = required ? "" : `, ${formatPercent(seen / event.events)}`;
        return `${keyWords(key)} (${TYPE_LABELS[type].toLowerCase()}${share})`;
      })
      .join(", ");
  };
  const evidence = (change: PlanChange): string | undefined => {
    const event = eventOf(change);
    if (event === undefined) return undefined;
    if (change.kind === "event-added") return counted(event.events, "event");
    const key = "property" in change ? change.property.key : undefined;
    const seen = event.properties.find((property) => property.key === key)?.seen;
    return seen === undefined ? undefined : `seen on ${formatPercent(seen / event.events)}`;
  };
  const looked = (): number => inferred()?.events.reduce((sum, { events }) => sum + events, 0) ?? 0;

  return (
    <div class={styles["dialog"]}>
      <div>
        <Select<Period> label="Which events" options={[...PERIODS]} value={period()} onChange={setPeriod} />
      </div>
      <Show when={progress()}>
        {(now) => (
          <div class={styles["working"]}>
            <Progress
              label="Looking through events"
              value={now().total > 0 ? now().events / now().total : undefined}
            />
            <p>
              {now().total > 0
                ? `${formatCount(now().events)} of ${counted(now().total, "event")}`
                : "Looking through events"}
            </p>
          </div>
        )}
      </Show>
      <Show when={failure()}>{(reason) => <ErrorState failure={reason()} onRetry={() => void run()} />}</Show>
      <Show when={inferred()}>
        {(found) => (
          <>
            <p role="status">
              <Show
                when={changes().length > 0}
                fallback={
                  looked() === 0
                    ? "There are no events of that time."
                    : `The plan has all that ${counted(looked(), "event")} carry.`
                }
              >
                {counted(changes().length, "addition")} from {counted(looked(), "event")}. Required is what
                every event of a name carries; of others the share is told.
              </Show>
            </p>
            <Show when={changes().length > 0}>
              <ChangeList
                label="Proposed additions"
                changes={changes()}
                details={details}
                evidence={evidence}
              />
            </Show>
            <Show when={found().omitted.events + found().omitted.properties > 0}>
              <p class={styles["note"]}>
                A plan has no room for {counted(found().omitted.events, "more event")} and{" "}
                {counted(found().omitted.properties, "more property", "more properties")}, the rarest.
              </p>
            </Show>
            <Show when={!fits()}>
              <p class={styles["wrong"]} role="alert">
                Together they would be more than a plan holds: {formatCount(PLAN_LIMITS.events)} events of{" "}
                {formatCount(PLAN_LIMITS.properties)} properties. Take out what is not needed first.
              </p>
            </Show>
          </>
        )}
      </Show>
      <DialogActions>
        <Button onClick={() => (progress() === undefined ? props.onClose() : stop())}>
          {progress() === undefined ? "Cancel" : "Stop"}
        </Button>
        <Button
          look="primary"
          icon="plus"
          disabled={changes().length === 0 || !fits()}
          onClick={() => {
            const plan = merged();
            if (plan !== undefined) props.onTake(plan);
          }}
        >
          Add to the plan
        </Button>
      </DialogActions>
    </div>
  );
}
