import { createSignal, onMount, Show, type JSX } from "solid-js";
import type { Failure, Result } from "../../model/failure.ts";
import type { Project } from "../../model/project.ts";
import type { QuestionWindow } from "../../model/question.ts";
import { zoneOf } from "../../model/time-zone.ts";
import type { EngineApi, ImportSummary } from "../../engine/api.ts";
import { Button } from "../controls/button.tsx";
import { Notice } from "../controls/notice.tsx";
import { DropZone } from "../data/drop-zone.tsx";
import { ImportJobs } from "../data/import-jobs.tsx";
import { importQueueOf, isOver, type ImportJob } from "../data/import-queue.ts";
import { isBackupFile, restoresOf } from "../data/restores.ts";
import { useEngine } from "../state/engine-context.ts";
import { failureText } from "../state/failure-text.ts";
import { rangeThatHolds } from "../state/range-words.ts";
import { projectNameOf } from "./project-name-of.ts";
import { Step } from "./step.tsx";
import styles from "./welcome.module.css";

/** Names are unique: `visits`, else `visits 2`, and so on. */
const createNamed = async (engine: EngineApi, name: string): Promise<Result<Project>> => {
  const known = await engine.projects();
  const taken = new Set(known.ok ? known.value.map((project) => project.name.toLowerCase()) : []);
  let free = name;
  for (let count = 2; taken.has(free.toLowerCase()); count++) free = `${name} ${count}`;
  return engine.createProject({ name: free });
};

/** A file may be of last year. */
const windowOf = ({ timeZone }: Project, { times }: ImportSummary): QuestionWindow | undefined =>
  times && rangeThatHolds(times.last, Date.now(), zoneOf(timeZone));

/**
 * A project for a file, named after it. It opens when every row came in; a file of which nothing
 * could be read leaves no project behind.
 */
export function FileWay(props: {
  /** Was dropped before this way was chosen. */
  file?: File | undefined;
  onBack: () => void;
  onOpen: (projectId: string, window?: QuestionWindow) => void;
}): JSX.Element {
  const engine = useEngine();
  const queue = importQueueOf(engine);
  const [project, setProject] = createSignal<Project>();
  const [failure, setFailure] = createSignal<Failure>();
  const job = (): ImportJob | undefined => {
    const id = project()?.id;
    return id === undefined ? undefined : queue.jobs().find((each) => each.projectId === id);
  };
  const kept = (): number => {
    const state = job()?.state;
    if (state?.kind === "done") return state.summary.accepted;
    return state?.kind === "failed" ? (state.progress?.accepted ?? 0) : 0;
  };

  const open = (made: Project): void => {
    const state = job()?.state;
    props.onOpen(made.id, state?.kind === "done" ? windowOf(made, state.summary) : undefined);
  };

  const run = async (file: File | undefined): Promise<void> => {
    if (file !== undefined && isBackupFile(file)) return restoresOf(engine).open([file]);
    if (file === undefined || (project() !== undefined && kept() > 0)) return;
    setFailure(undefined);
    const made = await createNamed(engine, projectNameOf(file.name));
    if (!made.ok) {
      setFailure(made.failure);
      return;
    }
    setProject(made.value);
    const [over] = await queue.add(made.value.id, [file]);
    if (over?.state.kind === "done" && over.state.summary.refused === 0 && kept() > 0) {
      open(made.value);
      queue.dismiss(over.id);
    } else if (kept() === 0) {
      if (over?.state.kind === "failed") setFailure(over.state.failure);
      if (over?.state.kind === "done") {
        setFailure({
          kind: "unreadable-file",
          message:
            over.state.summary.read === 0
              ? "There is no event in it."
              : (over.state.summary.refusedRows[0]?.reason ?? "No row is an event."),
        });
      }
      await engine.deleteProject(made.value.id);
      if (over !== undefined) queue.dismiss(over.id);
      setProject(undefined);
    }
  };

  onMount(() => void run(props.file));

  return (
    <Step
      title="Import a file"
      text="It becomes a project of its own, named after the file. The file is read here and goes nowhere."
      onBack={project() === undefined ? props.onBack : undefined}
    >
      <Show when={failure()}>
        {(reason) => (
          <Notice tone="bad" title={failureText(reason()).title}>
            {failureText(reason()).body}
          </Notice>
        )}
      </Show>
      <Show
        when={job()}
        fallback={
          <DropZone
            title="Drop a file anywhere on this page"
            hint="PostHog, Mixpanel, Amplitude, GA4, Segment, Matomo, Umami, Plausible, a server log, or any table as CSV, NDJSON, Parquet and more."
            multiple={false}
            onFiles={(files) => void run(files[0])}
          />
        }
      >
        {(known) => (
          <>
            <Show when={project()}>
              {(made) => <ImportJobs project={made()} queue={queue} onDismiss={() => open(made())} />}
            </Show>
            <Show when={isOver(known()) && kept() > 0 && project()}>
              {(made) => (
                <div class={styles["buttons"]}>
                  <Button look="primary" onClick={() => open(made())}>
                    Open Overview
                  </Button>
                </div>
              )}
            </Show>
          </>
        )}
      </Show>
    </Step>
  );
}
