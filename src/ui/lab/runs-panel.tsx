import { Show, type JSX } from "solid-js";
import type { Project } from "../../model/project.ts";
import type { Run } from "../../model/run.ts";
import { Badge } from "../controls/badge.tsx";
import { Button } from "../controls/button.tsx";
import { EmptyState } from "../controls/empty-state.tsx";
import { Icon } from "../controls/icon.tsx";
import { Menu } from "../controls/menu.tsx";
import { FailureNotice } from "../controls/failure-notice.tsx";
import { Notice } from "../controls/notice.tsx";
import { Panel } from "../controls/panel.tsx";
import { Skeleton } from "../controls/skeleton.tsx";
import { Table, type Column } from "../controls/table.tsx";
import { durationText, whenText } from "../state/figures.ts";
import { formatCount } from "../state/format.ts";
import type { Runs } from "./runs-state.ts";
import styles from "./runs-panel.module.css";

export function RunsPanel(props: {
  project: Project;
  runs: Runs;
  onRename: (run: Run) => void;
  onSave: (run: Run) => void;
  /** Undefined: a fixture file is to be chosen. */
  onReplay: (run: Run | undefined) => void;
}): JSX.Element {
  const when = (run: Run): string => whenText(run.from, props.project.timeZone, Date.now());
  const columns: Column<Run>[] = [
    {
      header: "Run",
      cell: (run) => (
        <span class={styles["what"]}>
          <bdi class={styles["name"]}>{run.name}</bdi>
          <Show when={run.to === undefined}>
            <Badge tone="bad">recording</Badge>
          </Show>
        </span>
      ),
    },
    { header: "Site", cell: (run) => <bdi>{run.origin.replace(/^https?:\/\//, "")}</bdi> },
    { header: "When", cell: (run) => <span class={styles["when"]}>{when(run)}</span> },
    {
      header: "Length",
      cell: (run) => (run.to === undefined ? "" : durationText(run.to - run.from)),
      number: true,
    },
    {
      header: "Events",
      cell: (run) => (run.counts === undefined ? uncounted(run) : formatCount(run.counts.events)),
      number: true,
    },
    {
      header: "Names",
      cell: (run) => (run.counts === undefined ? "" : formatCount(run.counts.names)),
      number: true,
    },
    {
      header: "Actions",
      cell: (run) => (
        <Show when={run.to !== undefined}>
          <Menu
            label={`Actions for ${run.name}`}
            trigger={<Icon name="menu" size={15} />}
            triggerLook={{ look: "quiet", small: true }}
            placement="bottom-end"
            items={[
              { label: "Rename", icon: "edit", onChoose: () => props.onRename(run) },
              { label: "Save as fixture", icon: "download", onChoose: () => props.onSave(run) },
              { label: "Replay", icon: "play", onChoose: () => props.onReplay(run) },
              {
                label: "Delete",
                icon: "trash",
                danger: true,
                separated: true,
                onChoose: () => void props.runs.remove(run),
              },
            ]}
          />
        </Show>
      ),
      number: true,
    },
  ];
  return (
    <Panel
      title="Runs"
      aside={
        <Button small icon="upload" onClick={() => props.onReplay(undefined)}>
          Replay a fixture
        </Button>
      }
    >
      <div class={styles["body"]}>
        <Show when={props.runs.failure()}>
          {(failure) => <FailureNotice failure={failure()} onDismiss={() => props.runs.dismissFailure()} />}
        </Show>
        <Show when={props.runs.removed()}>
          {(run) => (
            <Notice
              title={`${run().name} was deleted`}
              actions={
                <Button small onClick={() => void props.runs.bringBack()}>
                  Undo
                </Button>
              }
              onDismiss={() => props.runs.dismissRemoved()}
            >
              Its events are still in the project.
            </Notice>
          )}
        </Show>
        <Show when={props.runs.all()} fallback={<Skeleton height="64px" />}>
          {(all) => (
            <Table
              caption="Runs of this project"
              columns={columns}
              rows={all()}
              empty={
                <EmptyState title="No run has been recorded yet" icon="record">
                  Record what the site sends while you go through it, once before a change and once after:
                  then compare the two.
                </EmptyState>
              }
            />
          )}
        </Show>
      </div>
    </Panel>
  );
}

/** It ended while nothing could be admitted. */
const uncounted = ({ to }: Run): string => (to === undefined ? "" : "Not counted yet");
