import { useSearchParams } from "@solidjs/router";
import { createMemo, createSignal, type JSX } from "solid-js";
import type { LochanEvent } from "../../model/event.ts";
import type { Question } from "../../model/question.ts";
import { activeRules } from "../../model/traffic.ts";
import { SecondBars } from "../charts/second-bars.tsx";
import { Button, LinkButton } from "../controls/button.tsx";
import { join } from "../controls/join.ts";
import { Panel } from "../controls/panel.tsx";
import { StatCard } from "../overview/stat-card.tsx";
import { fiveMinutes } from "../overview/today-questions.ts";
import { TrafficBar } from "../overview/traffic-bar.tsx";
import { PushedReceipt, ReceiptLine } from "../receipts/receipt-line.tsx";
import { nameSource } from "../sources/source-rows.ts";
import { PageHeader } from "../shell/page-header.tsx";
import { counted } from "../state/counted.ts";
import { createAnswer } from "../state/answer.ts";
import { createClock } from "../state/clock.ts";
import { eventToParam } from "../state/event-address.ts";
import { formatCount } from "../state/format.ts";
import { useLive } from "../state/live.ts";
import { useEngine } from "../state/engine-context.ts";
import { createPausable } from "../state/pausable.ts";
import { useProject } from "../state/projects-context.ts";
import { createSavedPlan } from "../state/saved-plan.ts";
import { createShownCounters } from "../state/shown-counters.ts";
import { trafficOf } from "../state/url-state.ts";
import { useView } from "../state/view-context.ts";
import { Inspector } from "./inspector.tsx";
import { slideSeconds } from "./sliding-seconds.ts";
import { StreamPanel } from "./stream-panel.tsx";
import styles from "./live-page.module.css";

const SECONDS = 120;
const AGAINST = "the 5 minutes before";

const sourceLabel = (source: string): string => nameSource(source).name.replace(/^https?:\/\//, "");

/** What happens now: seconds, active users and the events themselves. */
export function LivePage(): JSX.Element {
  const live = useLive();
  const project = useProject();
  const view = useView();
  const [params, setParams] = useSearchParams();
  const counters = createShownCounters();
  const rules = createMemo(() => activeRules(project()));
  const plan = createSavedPlan(useEngine(), () => project().id, live.catalog);
  const second = createClock(1000);
  const feed = createPausable(live.recent, () => `${project().id} ${live.generation()}`);
  const [held, setHeld] = createSignal<readonly number[]>();

  const seconds = createMemo(() => {
    const still = feed.paused() ? held() : undefined;
    return still ?? slideSeconds(counters() ?? { perSecond: [], windowEnd: second() }, second(), SECONDS);
  });
  const perMinute = (): number =>
    seconds()
      .slice(-60)
      .reduce((sum, count) => sum + count, 0);
  const sources = createAnswer((): Question => ({
    version: 1,
    measure: "events",
    window: { last: "5m" },
    breakdown: "$source",
    limit: 100,
    ...trafficOf(view.state()),
  }));
  /** Counters are of everything, whatever the filters. */
  const traffic = () => ({ filters: [], allTraffic: view.state().allTraffic });
  const senders = () => sources.answer()?.groups?.filter((group) => group.value > 0);
  const selected = createMemo((): LochanEvent | undefined => {
    const id = params["event"];
    return (
      feed.shown()?.find((event) => eventToParam(event.id) === id) ??
      (id === undefined ? feed.shown()?.[0] : undefined)
    );
  });
  const leftOut = createMemo(() => {
    const [all, real] = [live.counters(), live.realCounters()];
    return (all?.events5m.value ?? 0) - (real?.events5m.value ?? 0);
  });
  const status = (): string => {
    if (!feed.paused()) return "newest first, streaming";
    return feed.waiting() === 0 ? "paused" : `paused, ${formatCount(feed.waiting())} new`;
  };
  const trend = (counter: { value: number; previous: number } | undefined) =>
    counter === undefined ? undefined : { now: counter.value, before: counter.previous, against: AGAINST };
  return (
    <>
      <PageHeader
        title="Live"
        actions={
          <>
            <LinkButton icon="external" href={view.href("/lab")}>
              Open my site
            </LinkButton>
            <Button
              icon={feed.paused() ? "play" : "pause"}
              pressed={feed.paused()}
              onClick={() => {
                setHeld(feed.paused() ? undefined : seconds());
                feed.toggle();
              }}
            >
              {feed.paused() ? "Resume" : "Pause"}
            </Button>
          </>
        }
      >
        <span class={join(styles["rate"], feed.paused() && styles["paused"])}>
          {counted(perMinute(), "event")}/min
        </span>
      </PageHeader>
      <TrafficBar leftOut={leftOut()} of="of the last 5 minutes" />
      <div class={styles["grid"]}>
        <div class={styles["third"]}>
          <StatCard
            title="Active users"
            tag="5 min"
            explanation="Different users with an event in the last five minutes"
            value={counters()?.activeUsers5m.value}
            trend={trend(counters()?.activeUsers5m)}
            spark={counters()?.activeUsers5m.spark}
            receipt={<PushedReceipt question={fiveMinutes("users", traffic())} />}
          />
        </div>
        <div class={styles["third"]}>
          <StatCard
            title="Events"
            tag="5 min"
            explanation="Events of the last five minutes, the running second included"
            value={counters()?.events5m.value}
            trend={trend(counters()?.events5m)}
            spark={counters()?.events5m.spark}
            receipt={<PushedReceipt question={fiveMinutes("events", traffic())} />}
          />
        </div>
        <div class={styles["third"]}>
          <StatCard
            title="Sources"
            tag="5 min"
            explanation="Whatever sent events in the last five minutes: sites, feeds, folders, files, scripts"
            value={senders()?.length}
            note={senders()
              ?.map(({ key }) => sourceLabel(String(key)))
              .join(" · ")}
            receipt={<ReceiptLine told={sources.told()} short />}
            failure={sources.failure()}
          />
        </div>
        <Panel
          class={styles["full"]}
          title="Events per second, last two minutes"
          aside={<span>{feed.paused() ? "paused" : "counters"}</span>}
        >
          <SecondBars perSecond={seconds()} />
        </Panel>
        <div class={styles["stream"]}>
          <StreamPanel
            events={feed.shown()}
            selected={selected()}
            rules={rules()}
            timeZone={project().timeZone}
            status={status()}
            onSelect={(event) => setParams({ event: eventToParam(event.id) }, { replace: true })}
          />
        </div>
        <div class={styles["inspector"]}>
          <Inspector event={selected()} rules={rules()} timeZone={project().timeZone} plan={plan()} />
        </div>
      </div>
    </>
  );
}
