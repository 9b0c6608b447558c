import { createEffect, createSignal, on, Show, type JSX, type ParentProps } from "solid-js";
import type { EngineStatus } from "../../engine/api.ts";
import type { Failure } from "../../model/failure.ts";
import type { Project } from "../../model/project.ts";
import { spaceLevel } from "../../model/space.ts";
import { Badge } from "../controls/badge.tsx";
import { Button } from "../controls/button.tsx";
import { ErrorState } from "../controls/error-state.tsx";
import { join } from "../controls/join.ts";
import { Panel } from "../controls/panel.tsx";
import { Progress } from "../controls/progress.tsx";
import { Skeleton } from "../controls/skeleton.tsx";
import { createClock } from "../state/clock.ts";
import { counted } from "../state/counted.ts";
import { useEngine } from "../state/engine-context.ts";
import { engineState, keptWords, tabsWords } from "../state/engine-words.ts";
import { failureText } from "../state/failure-text.ts";
import { eventsOfProject } from "../state/events-of-project.ts";
import { agoText, formatCount, formatInstant } from "../state/format.ts";
import { createLastExport } from "../state/last-export.ts";
import { fullPercent, MAKE_ROOM, usageWords } from "../state/space-words.ts";
import { createVerification } from "./verify.ts";
import styles from "./data.module.css";

const REFRESH_MS = 3_000;

/** What this browser holds, and whether its rollups are right. */
export function DevicePanel(props: { project: Project; onExport: () => void }): JSX.Element {
  const engine = useEngine();
  const tick = createClock(REFRESH_MS);
  const [status, setStatus] = createSignal<EngineStatus>();
  const [failure, setFailure] = createSignal<Failure>();

  const read = async (): Promise<void> => {
    const result = await engine.status();
    setFailure(result.ok ? undefined : result.failure);
    if (result.ok) setStatus(result.value);
  };
  const exportRead = createLastExport(engine, () => props.project.id);
  createEffect(on(tick, () => void read()));

  return (
    <Panel title="On this device">
      <Show
        when={status()}
        fallback={
          <Show when={failure()} fallback={<Skeleton height="190px" />}>
            {(reason) => <ErrorState failure={reason()} onRetry={() => void read()} />}
          </Show>
        }
      >
        {(now) => (
          <>
            <Storage storage={now().storage} onAsked={() => void read()} />
            <dl class={styles["facts"]}>
              <Fact name="Events, all projects">{formatCount(now().events)}</Fact>
              <Show when={eventsOfProject(now(), props.project.id)}>
                {(events) => <Fact name="Events, this project">{formatCount(events())}</Fact>}
              </Show>
              <Fact name="Last full export">
                <span class={styles["rollups"]}>
                  <Show when={exportRead()}>
                    {(read) => (
                      <Show when={read().last} fallback={<Badge>never exported</Badge>}>
                        {(last) => (
                          <time
                            dateTime={new Date(last().at).toISOString()}
                            title={formatInstant(last().at, props.project.timeZone)}
                          >
                            {agoText(last().at, tick())}
                          </time>
                        )}
                      </Show>
                    )}
                  </Show>
                  <Button small onClick={() => props.onExport()}>
                    Export
                  </Button>
                </span>
              </Fact>
              <Fact name="Engine">{engineState(now().engine)}</Fact>
              <Fact name="Tabs">{tabsWords(now().leader)}</Fact>
              <RollupFact project={props.project} />
            </dl>
          </>
        )}
      </Show>
    </Panel>
  );
}

function Fact(props: ParentProps<{ name: string }>): JSX.Element {
  return (
    <div class={styles["fact"]}>
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}

function Storage(props: { storage: EngineStatus["storage"]; onAsked: () => void }): JSX.Element {
  const [refused, setRefused] = createSignal(false);
  const protect = async (): Promise<void> => {
    setRefused(!(await navigator.storage.persist()));
    props.onAsked();
  };
  return (
    <div class={styles["storage"]}>
      <Progress
        label="Storage used"
        value={props.storage.quota > 0 ? props.storage.usage / props.storage.quota : 0}
      />
      <p class={join(spaceLevel(props.storage) !== "roomy" && styles["trouble"])}>
        {usageWords(props.storage)}
        <Show when={spaceLevel(props.storage) === "full"}> · intake is paused</Show>
      </p>
      <Show when={spaceLevel(props.storage) !== "roomy"}>
        <p>
          From {fullPercent}% on nothing new is taken in. {MAKE_ROOM}
        </p>
      </Show>
      <p>{keptWords(props.storage.persisted)}</p>
      <Show when={!props.storage.persisted}>
        <Show
          when={!refused()}
          fallback={
            <p>
              The browser did not agree. Browsers do so for sites that are used often, or installed: until
              then, back up what you cannot lose.
            </p>
          }
        >
          <Button small onClick={() => void protect()}>
            Ask the browser to keep it
          </Button>
        </Show>
      </Show>
    </div>
  );
}

function RollupFact(props: { project: Project }): JSX.Element {
  const engine = useEngine();
  const now = createClock(60_000);
  const verification = createVerification(engine, () => props.project.id);
  return (
    <Fact name="Rollups">
      <span class={styles["rollups"]} role="status">
        <Show when={verification.report()}>
          {(report) => (
            <Badge tone={report().drift === 0 ? "good" : report().repaired?.drift === 0 ? "warn" : "bad"}>
              {`drift ${formatCount(report().drift)} · ${counted(report().buckets, "bucket")} recounted ${agoText(report().at, now())}`}
            </Badge>
          )}
        </Show>
        <Show when={verification.failure()}>
          {(reason) => <Badge tone="bad">{failureText(reason()).title}</Badge>}
        </Show>
        <Button small busy={verification.running() === "verify"} onClick={() => void verification.run()}>
          {verification.running() === "verify" ? "Recounting" : "Recount"}
        </Button>
        <Show when={verification.running()}>
          <Button small onClick={() => verification.cancel()}>
            Cancel
          </Button>
        </Show>
      </span>
    </Fact>
  );
}
