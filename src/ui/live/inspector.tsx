import { For, Show, type JSX } from "solid-js";
import type { LochanEvent } from "../../model/event.ts";
import { checkEvent, isPlannedKind, type TrackingPlan, type Violation } from "../../model/tracking-plan.ts";
import { ruleOf, type ActiveRule } from "../../model/traffic.ts";
import { Badge } from "../controls/badge.tsx";
import { EmptyState } from "../controls/empty-state.tsx";
import { Facts, PropertyFacts } from "../controls/facts.tsx";
import { Panel } from "../controls/panel.tsx";
import { filterToText } from "../state/filter-words.ts";
import { formatDay, formatFineClock, formatMs } from "../state/format.ts";
import { createPainted } from "../state/painted.ts";
import { violationCount, violationLine } from "../state/violation-words.ts";
import { LeftOutBadge } from "./left-out-badge.tsx";
import styles from "./inspector.module.css";

/** Everything an event carries, the rule that leaves it out, and where it departs from the plan. */
export function Inspector(props: {
  event: LochanEvent | undefined;
  rules: readonly ActiveRule[];
  timeZone: string;
  plan?: TrackingPlan | undefined;
}): JSX.Element {
  const isPainted = createPainted(3);
  const rule = (): ActiveRule | undefined => props.event && ruleOf(props.event, props.rules);
  return (
    <Panel title={props.event?.name ?? "Event"} aside={<Delay event={props.event} />}>
      <Show
        when={props.event}
        fallback={<EmptyState title="No event chosen">Choose one in the stream to see all of it.</EmptyState>}
      >
        {(event) => (
          <>
            <Show when={rule()}>
              {(found) => (
                <p class={styles["leftOut"]}>
                  <LeftOutBadge rule={found()} />
                  Left out of answers by the traffic rule “{found().name}”:{" "}
                  {found().conditions.map(filterToText).join(", and ")}.
                </p>
              )}
            </Show>
            <Planned event={event()} plan={props.plan} />
            <Show when={isPainted()}>
              <PropertyFacts event={event()} />
              <Facts title="Event" facts={eventFacts(event(), props.timeZone)} />
            </Show>
          </>
        )}
      </Show>
    </Panel>
  );
}

/** Nothing where there is no plan, or the event is Lochan's own. */
function Planned(props: { event: LochanEvent; plan: TrackingPlan | undefined }): JSX.Element {
  const violations = (): Violation[] | undefined =>
    props.plan === undefined ||
    props.plan.events.length === 0 ||
    !isPlannedKind(props.event.name, props.event.type)
      ? undefined
      : checkEvent(props.plan, props.event);
  return (
    <Show when={violations()}>
      {(found) => (
        <div class={styles["planned"]}>
          <Show when={found().length > 0} fallback={<Badge tone="good">as planned</Badge>}>
            <Badge tone="warn">{violationCount(found())}</Badge>
            <ul>
              <For each={found()}>{(violation) => <li>{violationLine(violation)}</li>}</For>
            </ul>
          </Show>
        </div>
      )}
    </Show>
  );
}

function Delay(props: { event: LochanEvent | undefined }): JSX.Element {
  const delay = (): number | undefined => {
    const event = props.event;
    return event === undefined ? undefined : event.receivedAt - event.timestamp;
  };
  return (
    <Show when={delay() !== undefined && (delay() ?? -1) >= 0 && (delay() ?? 0) < 60_000}>
      received {formatMs(delay() ?? 0)} after it happened
    </Show>
  );
}

/** Its fields but for its properties, as label and text. */
export function eventFacts(event: LochanEvent, timeZone: string): [label: string, value: string][] {
  const time = (ms: number): string => `${formatDay(ms, timeZone)}, ${formatFineClock(ms, timeZone)}`;
  const facts: [string, string | undefined][] = [
    ["Type", event.type],
    ["User id", event.userId],
    ["Distinct id", event.distinctId],
    ["Session id", event.sessionId ?? "cut by idle time"],
    ["Happened", time(event.timestamp)],
    ["Received", time(event.receivedAt)],
    ["Sent", event.sentAt === undefined ? undefined : time(event.sentAt)],
    ["Source", event.source],
    ["Import", event.importId],
    ["Event id", event.id],
  ];
  return facts.filter((fact): fact is [string, string] => fact[1] !== undefined);
}
