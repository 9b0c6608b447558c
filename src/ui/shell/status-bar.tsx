import { createMemo, Show, type JSX } from "solid-js";
import type { EngineStatus, MirrorState } from "../../engine/api.ts";
import { spaceLevel } from "../../model/space.ts";
import { join } from "../controls/join.ts";
import { backupsOf } from "../data/backups.ts";
import { createClock } from "../state/clock.ts";
import { counted } from "../state/counted.ts";
import { useEngine, useEngineFailed } from "../state/engine-context.ts";
import { engineState, ONE_BY_ONE, tabsWords } from "../state/engine-words.ts";
import { agoText } from "../state/format.ts";
import { useLive } from "../state/live.ts";
import { useOffline } from "../state/offline.ts";
import { useView } from "../state/view-context.ts";
import { useProjects } from "../state/projects-context.ts";
import { rollupWords } from "../state/rollup-words.ts";
import { usageWords } from "../state/space-words.ts";
import styles from "./status-bar.module.css";

const MINUTE_MS = 60_000;

const ENGINE_TITLES: Record<MirrorState["kind"], string> = {
  idle: "The query engine (DuckDB) starts when a filter, or anything else that rollups do not tell, needs it",
  starting: `The query engine (DuckDB) is being started, for ${ONE_BY_ONE}`,
  loading: `Your events are being loaded into the query engine (DuckDB), for ${ONE_BY_ONE}`,
  ready: `The query engine (DuckDB) holds all events, for ${ONE_BY_ONE}`,
  rebuilding:
    "The query engine stopped and is being rebuilt. Nothing is lost, and panels answered from rollups go on",
  failed:
    "Filters and whatever else rollups do not tell are not available. Panels answered from rollups go on",
};
const ROLLUP_TITLE = "Rollups are the counts of each hour and day, kept up to date as events come in";

export function StatusBar(props: { status: EngineStatus | undefined }): JSX.Element {
  const live = useLive();
  const offline = useOffline();
  const view = useView();
  const now = createClock(MINUTE_MS);
  const backups = backupsOf(useEngine());
  const engineFailed = useEngineFailed();
  const offlineWords = createMemo(() => {
    if (engineFailed()) return "Not running";
    if (offline.ready()) return "Offline ready";
    const progress = offline.progress?.();
    return progress === undefined
      ? "Getting ready for offline"
      : `Getting ready for offline ${Math.floor(progress * 100)}%`;
  });
  const tabs = (): string => {
    const leader = live.leader() ?? props.status?.leader;
    return leader === undefined ? "" : tabsWords(leader);
  };
  const tabsTitle = (): string => {
    const leader = live.leader() ?? props.status?.leader;
    if (leader?.leads === true)
      return "This tab does the counting. Another open tab takes over when it closes";
    return (leader?.tabs ?? 0) <= 1
      ? "No tab does the counting at the moment: this one takes over in a few seconds. Events are kept meanwhile"
      : "Another tab does the counting. This one takes over when that one closes";
  };
  const projects = useProjects();
  const wasSettled = createMemo((before: boolean) => before || props.status?.arrivals === 0, false);
  const rollups = (): string | undefined =>
    props.status && rollupWords(props.status, projects.current()?.id, wasSettled());
  const mirror = (): MirrorState => live.mirror();
  return (
    <footer class={styles["bar"]} aria-label="Status">
      <span
        class={join(styles["offline"], offline.ready() && !engineFailed() && styles["ready"])}
        title={
          engineFailed()
            ? "A part of the app could not be loaded. What is stored is safe"
            : offline.ready()
              ? "Lochan and its query engine are stored: everything works without a network"
              : "Lochan and its query engine are being stored, so that it works without a network"
        }
      >
        {offlineWords()}
      </span>
      <Show when={props.status}>
        {(status) => (
          <>
            <span>{counted(status().events, "event")} on this device</span>
            <Show when={status().events > 0 && backups.plan()}>
              {(plan) => (
                <a
                  class={styles["link"]}
                  href={view.href("/data")}
                  title="The last backup of all projects, made on the Data page"
                >
                  {plan().last === undefined
                    ? "Never backed up"
                    : `Backed up ${agoText(plan().last?.at ?? 0, now())}`}
                </a>
              )}
            </Show>
            <Show when={status().storage.quota > 0}>
              <span
                class={join(spaceLevel(status().storage) !== "roomy" && styles["trouble"])}
                title={
                  status().storage.persisted
                    ? "The browser keeps this storage"
                    : "The browser may clear this storage when space runs out"
                }
              >
                <Show when={spaceLevel(status().storage) === "full"}>Intake paused: </Show>
                {usageWords(status().storage)}
              </span>
            </Show>
          </>
        )}
      </Show>
      <span class={styles["space"]} />
      <Show when={rollups()}>{(words) => <span title={ROLLUP_TITLE}>{words()}</span>}</Show>
      <Show when={!engineFailed()}>
        <span
          class={join(mirror().kind === "failed" && styles["trouble"])}
          title={ENGINE_TITLES[mirror().kind]}
        >
          Engine {engineState(mirror())}
        </span>
      </Show>
      <Show when={tabs()}>
        <span title={tabsTitle()}>{tabs()}</span>
      </Show>
    </footer>
  );
}
