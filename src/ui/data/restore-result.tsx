import { For, onMount, Show, type JSX } from "solid-js";
import type { BackupContents, RestoredProject, RestoreSummary } from "../../model/backup.ts";
import type { QuestionWindow } from "../../model/question.ts";
import { zoneOf } from "../../model/time-zone.ts";
import { Badge } from "../controls/badge.tsx";
import { Button } from "../controls/button.tsx";
import { DialogActions } from "../controls/dialog.tsx";
import { Icon } from "../controls/icon.tsx";
import { join } from "../controls/join.ts";
import { byName } from "../state/choose-project.ts";
import { counted } from "../state/counted.ts";
import { durationText } from "../state/figures.ts";
import { formatCount } from "../state/format.ts";
import { rangeThatHolds } from "../state/range-words.ts";
import { RefusedRows } from "./refused-rows.tsx";
import { conflictWords, damageWords } from "./restore-words.ts";
import styles from "./restore-dialog.module.css";

/** What came of each project of a backup: events, what differed, and what was damaged. */
export function RestoreResult(props: {
  fileName: string;
  contents: BackupContents;
  summary: RestoreSummary;
  timeZone: string;
  onOpen: (projectId: string, window?: QuestionWindow) => void;
  onClose: () => void;
}): JSX.Element {
  let close: HTMLButtonElement | undefined;
  // What had the focus while it ran is gone.
  onMount(() => close?.focus());
  const lost = (): number => props.summary.damaged.reduce((sum, { events = 0 }) => sum + events, 0);
  const open = ({ id }: RestoredProject): void => {
    const last = props.contents.projects.find((each) => each.id === id)?.times?.last;
    props.onOpen(
      id,
      last === undefined ? undefined : rangeThatHolds(last, Date.now(), zoneOf(props.timeZone)),
    );
  };
  return (
    <>
      <div class={styles["form"]}>
        <p role="status" class={join(styles["outcome"], props.summary.damaged.length > 0 && styles["hurt"])}>
          <Icon name={props.summary.damaged.length > 0 ? "warning" : "check"} size={16} />
          <span>
            <Show
              when={props.summary.damaged.length > 0}
              fallback={`${counted(props.summary.projects.length, "project")} in ${durationText(props.summary.ms)}. Each is in its history of imports, and can be undone there.`}
            >
              {counted(props.summary.damaged.length, "part of the file is", "parts of the file are")} damaged,
              with {counted(lost(), "event")}. Everything else is restored.
            </Show>
          </span>
        </p>
        <Show when={props.summary.damaged.length > 0}>
          <ul class={styles["damaged"]} aria-label="Damaged parts">
            <For each={props.summary.damaged}>
              {(part) => (
                <li>
                  <strong>{damageWords(part, props.contents.projects)}</strong>
                  <span>{part.reason}</span>
                </li>
              )}
            </For>
          </ul>
        </Show>
        <ul class={styles["results"]} aria-label="Restored projects">
          <For each={byName(props.summary.projects)}>
            {(project) => (
              <li class={styles["result"]}>
                <div class={styles["resultHead"]}>
                  <bdi class={styles["name"]}>{project.name}</bdi>
                  <Badge tone={project.isNew ? "good" : "plain"}>{project.isNew ? "added" : "merged"}</Badge>
                  <span class={styles["gap"]} />
                  <Button small onClick={() => open(project)}>
                    Open<span class="visually-hidden"> {project.name}</span>
                  </Button>
                </div>
                <p class={styles["figures"]}>
                  <span>{formatCount(project.accepted)} new</span>
                  <span>{formatCount(project.duplicate)} already here</span>
                  <span class={join(project.refused > 0 && styles["bad"])}>
                    {formatCount(project.refused)} refused
                  </span>
                  <Show when={project.erased > 0}>
                    <span>{formatCount(project.erased)} erased, as on the other device</span>
                  </Show>
                  <Show when={project.erasedDays}>
                    {(days) => <span>totals of {counted(days(), "day")} erased, likewise</span>}
                  </Show>
                </p>
                <Show when={project.conflicts.length > 0}>
                  <Conflicts project={project} />
                </Show>
                <Show when={project.refused > 0}>
                  <RefusedRows
                    fileName={props.fileName}
                    total={project.refused}
                    rows={project.refusedRows}
                    parts={[{ container: "parquet" }]}
                  />
                </Show>
              </li>
            )}
          </For>
        </ul>
      </div>
      <DialogActions>
        <Button look="primary" ref={close} onClick={() => props.onClose()}>
          Close
        </Button>
      </DialogActions>
    </>
  );
}

function Conflicts(props: { project: RestoredProject }): JSX.Element {
  return (
    <div class={styles["conflicts"]}>
      <p>{counted(props.project.conflicts.length, "thing")} differed. Kept:</p>
      <dl aria-label={`What differed in ${props.project.name}`}>
        <For each={props.project.conflicts.map(conflictWords)}>
          {([what, kept]) => (
            <div>
              <dt>{what}</dt>
              <dd>{kept}</dd>
            </div>
          )}
        </For>
      </dl>
    </div>
  );
}
