import { For, Match, Show, Switch, type JSX } from "solid-js";
import type { Violation } from "../../model/tracking-plan.ts";
import { Badge } from "../controls/badge.tsx";
import { EmptyState } from "../controls/empty-state.tsx";
import facts from "../controls/facts.module.css";
import { Facts, PropertyFacts } from "../controls/facts.tsx";
import { join } from "../controls/join.ts";
import { Panel } from "../controls/panel.tsx";
import { eventFacts } from "../live/inspector.tsx";
import { plural } from "../state/counted.ts";
import { formatFineClock, formatMs } from "../state/format.ts";
import { violationCount, violationLine } from "../state/violation-words.ts";
import type { SeenEvent, SeenRefusal, SeenRow } from "./lab-trail.ts";
import { timingOf, type TimingStep } from "./timing.ts";
import { VIA_NAMES } from "./via-words.ts";
import styles from "./lab-inspector.module.css";

/** Everything known of a row: validity, times, transport, and all it carries. */
export function LabInspector(props: {
  row: SeenRow | undefined;
  /** Undefined where there is no plan, or it is not about such events. */
  violations: Violation[] | undefined;
  hasPlan: boolean;
  shownAt: number | undefined;
  timeZone: string;
}): JSX.Element {
  const event = (): SeenEvent | undefined => (props.row?.kind === "event" ? props.row : undefined);
  const refusal = (): SeenRefusal | undefined => (props.row?.kind === "refused" ? props.row : undefined);
  const title = (): string => event()?.event.name ?? refusal()?.name ?? "Event";
  return (
    <Panel
      title={title()}
      aside={<PlanBadge row={props.row} violations={props.violations} hasPlan={props.hasPlan} />}
    >
      <div class={styles["scroll"]} tabIndex={0} role="region" aria-label="What is known of the event">
        <Switch
          fallback={<EmptyState title="No event chosen">Choose one in the list to see all of it.</EmptyState>}
        >
          <Match when={event()}>
            {(seen) => (
              <>
                <Show when={(props.violations?.length ?? 0) > 0}>
                  <ul class={styles["violations"]} aria-label="Violations of the tracking plan">
                    <For each={props.violations}>{(violation) => <li>{violationLine(violation)}</li>}</For>
                  </ul>
                </Show>
                <Show when={seen().resends > 0}>
                  <p class={styles["again"]}>
                    Its id came again {seen().resends} {plural(seen().resends, "time")}. It is stored and
                    counted once.
                  </p>
                </Show>
                <h3 class={facts["group"]}>Timing</h3>
                <Timing steps={timingOf(seen(), props.shownAt)} />
                <PropertyFacts event={seen().event} />
                <Facts
                  title="Event"
                  facts={[["Transport", transport(seen())], ...eventFacts(seen().event, props.timeZone)]}
                />
              </>
            )}
          </Match>
          <Match when={refusal()}>
            {(seen) => (
              <>
                <p class={styles["reason"]}>{seen().reason}</p>
                <p class={facts["none"]}>
                  Received {formatFineClock(seen().at, props.timeZone)} through {VIA_NAMES[seen().via]}. The
                  site was told, and does not send it again.
                </p>
                <h3 class={facts["group"]}>As it came</h3>
                <pre
                  class={styles["json"]}
                  tabIndex={0}
                  role="region"
                  aria-label="The refused event as it came"
                >
                  <code>{seen().json}</code>
                </pre>
              </>
            )}
          </Match>
        </Switch>
      </div>
    </Panel>
  );
}

const transport = ({ via }: SeenEvent): string =>
  via === undefined ? "not seen by this lab" : VIA_NAMES[via];

function PlanBadge(props: {
  row: SeenRow | undefined;
  violations: Violation[] | undefined;
  hasPlan: boolean;
}): JSX.Element {
  return (
    <Switch
      fallback={
        <Show when={props.row?.kind === "event"}>
          {props.hasPlan ? "of Lochan's own" : "no tracking plan yet"}
        </Show>
      }
    >
      <Match when={props.row?.kind === "refused"}>
        <Badge tone="bad">refused</Badge>
      </Match>
      <Match when={props.violations?.length === 0}>
        <Badge tone="good">as planned</Badge>
      </Match>
      <Match when={props.violations}>
        {(violations) => <Badge tone="warn">{violationCount(violations())}</Badge>}
      </Match>
    </Switch>
  );
}

/** A bar of the steps one after another, and each with its time. */
function Timing(props: { steps: readonly TimingStep[] }): JSX.Element {
  const total = (): number => props.steps.reduce((sum, { ms }) => sum + ms, 0);
  return (
    <>
      <div class={styles["bar"]} aria-hidden="true">
        <For each={props.steps}>
          {({ name, ms }) => (
            <span
              class={join(styles["step"], styles[name])}
              style={{ "flex-grow": total() === 0 ? 1 : ms / total() }}
            />
          )}
        </For>
      </div>
      <dl class={facts["facts"]}>
        <For each={props.steps}>
          {({ name, label, ms }) => (
            <div class={facts["fact"]}>
              <dt class={styles["label"]}>
                <span class={join(styles["dot"], styles[name])} aria-hidden="true" />
                {label}
              </dt>
              <dd>{formatMs(ms)}</dd>
            </div>
          )}
        </For>
      </dl>
    </>
  );
}
