import { createMemo, createSignal, Show, type JSX } from "solid-js";
import { projectSettingPrefix } from "../../catalog/settings.ts";
import type { Project } from "../../model/project.ts";
import type { Run } from "../../model/run.ts";
import { checkEvent, isPlannedKind, type TrackingPlan, type Violation } from "../../model/tracking-plan.ts";
import { Button } from "../controls/button.tsx";
import { durationText } from "../state/figures.ts";
import { PageHeader } from "../shell/page-header.tsx";
import page from "../shell/page.module.css";
import { createClock } from "../state/clock.ts";
import { useEngine } from "../state/engine-context.ts";
import { useLive } from "../state/live.ts";
import { useProject } from "../state/projects-context.ts";
import { createSavedPlan } from "../state/saved-plan.ts";
import { ComparisonPanel } from "./comparison-panel.tsx";
import { createLabTrail } from "./create-lab-trail.ts";
import { FixtureDialog } from "./fixture-dialog.tsx";
import { parseLabAddress, proposeAddress, type LabAddress } from "./lab-address.ts";
import type { SeenEvent, SeenRow } from "./lab-trail.ts";
import { LabInspector } from "./lab-inspector.tsx";
import { LabStream } from "./lab-stream.tsx";
import { ReplayDialog } from "./replay-dialog.tsx";
import { ReplayPanel } from "./replay-panel.tsx";
import { RunNameDialog } from "./run-name-dialog.tsx";
import { RunsPanel } from "./runs-panel.tsx";
import { createRuns } from "./runs-state.ts";
import { SitePanel } from "./site-panel.tsx";
import styles from "./lab-page.module.css";

const addressKey = (projectId: string): string => `${projectSettingPrefix(projectId)}lab-address`;

/** A site beside Lochan: what it sends as it sends it, and runs to record, compare and replay. */
export function LabPage(): JSX.Element {
  const project = useProject();
  const id = createMemo(() => project().id);
  return (
    <Show when={id()} keyed>
      {(projectId) => <Lab projectId={projectId} project={project()} />}
    </Show>
  );
}

function Lab(props: { projectId: string; project: Project }): JSX.Element {
  const engine = useEngine();
  const live = useLive();
  const second = createClock(1_000);
  const projectId = (): string => props.projectId;
  const [typed, setTyped] = createSignal("");
  const [address, setAddress] = createSignal<LabAddress>();
  const [filter, setFilter] = createSignal("");
  const [chosen, setChosen] = createSignal<string>();
  const [naming, setNaming] = createSignal<{ run: Run; fresh: boolean }>();
  const [saving, setSaving] = createSignal<Run>();
  const [replaying, setReplaying] = createSignal<{ run: Run | undefined }>();
  const trail = createLabTrail(engine, live, projectId, () => address()?.origin);
  const runs = createRuns(engine, projectId, live.catalog);
  const plan = createSavedPlan(engine, projectId, live.catalog);

  const keep = (opened: LabAddress): void => {
    setAddress(opened);
    void engine.saveSetting(addressKey(projectId()), opened.href);
  };
  void engine.setting(addressKey(props.projectId)).then((saved) => {
    if (typed() !== "") return;
    const known = saved.ok && typeof saved.value === "string" ? saved.value : undefined;
    const text = known ?? proposeAddress(props.project, window.location);
    setTyped(text);
    const parsed = parseLabAddress(text);
    if (parsed.ok) setAddress(parsed.value);
  });

  const shown = createMemo(() => {
    const wanted = filter().trim().toLowerCase();
    if (wanted === "") return trail.rows();
    return trail.rows().filter((row) => nameOf(row).toLowerCase().includes(wanted));
  });
  const selected = createMemo(
    (): SeenRow | undefined => shown().find(({ key }) => key === chosen()) ?? shown()[0],
  );
  const planned = (): TrackingPlan | undefined => {
    const known = plan();
    return known === undefined || known.events.length === 0 ? undefined : known;
  };
  const violationsOf = ({ event }: SeenEvent): Violation[] | undefined => {
    const known = planned();
    if (known === undefined || !isPlannedKind(event.name, event.type)) return undefined;
    return checkEvent(known, event);
  };
  const selectedViolations = (): Violation[] | undefined => {
    const row = selected();
    return row?.kind === "event" ? violationsOf(row) : undefined;
  };
  const shownAt = (): number | undefined => {
    const row = selected();
    return row === undefined ? undefined : trail.shownAt(row.key);
  };
  const recordingFor = (): string | undefined => {
    const run = runs.recording();
    return run === undefined ? undefined : durationText(Math.max(0, second() - run.from));
  };
  const record = async (): Promise<void> => {
    const origin = address()?.origin;
    if (runs.recording() === undefined) {
      if (origin !== undefined) await runs.start(origin);
      return;
    }
    const run = await runs.stop();
    if (run !== undefined) setNaming({ run, fresh: true });
  };

  return (
    <div class={page["page"]}>
      <PageHeader
        title="Lab"
        actions={
          <>
            <Button
              icon={runs.recording() === undefined ? "record" : "stop"}
              pressed={runs.recording() !== undefined}
              busy={runs.busy()}
              disabled={runs.recording() === undefined && address() === undefined}
              onClick={() => void record()}
            >
              {runs.recording() === undefined ? "Record a run" : "Stop recording"}
            </Button>
            <Button
              icon={trail.paused() ? "play" : "pause"}
              pressed={trail.paused()}
              onClick={() => trail.togglePause()}
            >
              {trail.paused() ? "Resume" : "Pause"}
            </Button>
            <Button icon="trash" onClick={() => trail.clear()}>
              Clear
            </Button>
          </>
        }
      >
        <Show when={runs.recording()}>
          {(run) => (
            <span class={styles["recording"]}>
              {run().name}, {recordingFor()}
            </span>
          )}
        </Show>
      </PageHeader>
      <SitePanel
        project={props.project}
        address={address()}
        typed={typed()}
        contact={trail.contact()}
        stranger={trail.stranger()}
        onTyped={setTyped}
        onOpen={keep}
      />
      <div class={styles["columns"]}>
        <LabStream
          rows={shown()}
          totals={trail.totals()}
          filtered={trail.rows().length > 0}
          filter={filter()}
          onFilter={setFilter}
          paused={trail.paused()}
          waiting={trail.waiting()}
          selected={selected()}
          timeZone={props.project.timeZone}
          violationsOf={violationsOf}
          onSelect={(row) => setChosen(row.key)}
        />
        <LabInspector
          row={selected()}
          violations={selectedViolations()}
          hasPlan={planned() !== undefined}
          shownAt={shownAt()}
          timeZone={props.project.timeZone}
        />
      </div>
      <ReplayPanel />
      <RunsPanel
        project={props.project}
        runs={runs}
        onRename={(run) => setNaming({ run, fresh: false })}
        onSave={setSaving}
        onReplay={(run) => setReplaying({ run })}
      />
      <Show when={runs.ended().length > 1}>
        <ComparisonPanel project={props.project} runs={runs.ended()} />
      </Show>
      <RunNameDialog
        run={naming()?.run}
        fresh={naming()?.fresh === true}
        onRename={runs.rename}
        onClose={() => setNaming(undefined)}
      />
      <FixtureDialog project={props.project} run={saving()} onClose={() => setSaving(undefined)} />
      <ReplayDialog
        project={props.project}
        run={replaying()?.run}
        open={replaying() !== undefined}
        onClose={() => setReplaying(undefined)}
      />
    </div>
  );
}

const nameOf = (row: SeenRow): string => (row.kind === "event" ? row.event.name : row.name);
