import { createSignal, createUniqueId, For, onCleanup, onMount, Show, type JSX } from "solid-js";
import type { Failure, Result } from "../../model/failure.ts";
import type { Fixture } from "../../model/fixture.ts";
import { withoutEndings } from "../../model/file-formats.ts";
import type { Project } from "../../model/project.ts";
import type { Run } from "../../model/run.ts";
import { Button } from "../controls/button.tsx";
import choices from "../controls/choices.module.css";
import { Dialog, DialogActions } from "../controls/dialog.tsx";
import { Form } from "../controls/form.tsx";
import { Progress } from "../controls/progress.tsx";
import { SelectField } from "../controls/select-field.tsx";
import type { SelectOption } from "../controls/select.tsx";
import { durationText } from "../state/figures.ts";
import form from "../data/data.module.css";
import { FormFailure } from "../controls/form-failure.tsx";
import { counted } from "../state/counted.ts";
import { useEngine } from "../state/engine-context.ts";
import { useProjects } from "../state/projects-context.ts";
import { replaysOf } from "./replay-job.ts";
import { replayLengthMs, type ReplaySpeed } from "./replay.ts";

const SPEEDS: [ReplaySpeed, string][] = [
  ["1", "As it was"],
  ["10", "Ten times as fast"],
  ["all", "All at once: the gaps stay, and the last event is now"],
];

/** The project replays go to unless another is chosen; made when it is needed. */
const REPLAY_PROJECT = "Lab replay";
const NEW_PROJECT = "new";

/** Sends the events of a run or of a fixture file again. */
export function ReplayDialog(props: {
  project: Project;
  /** Undefined: a file is to be chosen. */
  run: Run | undefined;
  open: boolean;
  onClose: () => void;
}): JSX.Element {
  return (
    <Dialog
      open={props.open}
      onClose={() => props.onClose()}
      title={props.run === undefined ? "Replay a fixture" : `Replay ${props.run.name}`}
      description="Its events are sent again with new ids and sessions, and their times moved to now."
    >
      <ReplayForm project={props.project} run={props.run} onClose={() => props.onClose()} />
    </Dialog>
  );
}

function ReplayForm(props: { project: Project; run: Run | undefined; onClose: () => void }): JSX.Element {
  const engine = useEngine();
  const projects = useProjects();
  const group = createUniqueId();
  const [fixture, setFixture] = createSignal<{ name: string; content: Fixture }>();
  const [reading, setReading] = createSignal(false);
  const [starting, setStarting] = createSignal(false);
  const [failure, setFailure] = createSignal<Failure>();
  const [speed, setSpeed] = createSignal<ReplaySpeed>("1");
  const existing = (): Project | undefined => projects.all()?.find(({ name }) => name === REPLAY_PROJECT);
  const [target, setTarget] = createSignal(existing()?.id ?? NEW_PROJECT);
  let input: HTMLInputElement | undefined;
  /** What is being read; undefined when nothing is, or nobody waits for it any more. */
  let asked: string | undefined;
  const cancel = (): void => {
    if (asked !== undefined) void engine.cancel(asked);
    asked = undefined;
  };
  onCleanup(cancel);

  const take = async (name: string, fileOf: (queryId: string) => Promise<Result<Blob>>): Promise<void> => {
    cancel();
    const queryId = crypto.randomUUID();
    asked = queryId;
    setReading(true);
    setFailure(undefined);
    setFixture(undefined);
    const made = await fileOf(queryId);
    if (asked !== queryId) return;
    const read = made.ok ? await engine.readFixture(made.value, { queryId }) : made;
    if (asked !== queryId) return;
    asked = undefined;
    setReading(false);
    if (read.ok) setFixture({ name, content: read.value });
    else setFailure(read.failure);
  };
  const choose = (file: File): Promise<void> =>
    take(withoutEndings(file.name), () => Promise.resolve({ ok: true, value: file }));
  onMount(() => {
    const { run } = props;
    if (run !== undefined)
      void take(run.name, (queryId) =>
        engine.runFixture(props.project.id, run.id, { times: "kept", queryId }),
      );
  });

  const options = (): SelectOption<string>[] => [
    ...(existing() === undefined ? [{ value: NEW_PROJECT, label: REPLAY_PROJECT, hint: "new project" }] : []),
    ...(projects.all() ?? []).map(({ id, name }) => ({
      value: id,
      label: name,
      ...(id === props.project.id ? { hint: "this project" } : {}),
    })),
  ];
  const findTarget = async (): Promise<Result<Pick<Project, "id" | "name">>> => {
    const chosen = projects.all()?.find(({ id }) => id === target());
    if (chosen !== undefined) return { ok: true, value: chosen };
    const made = await engine.createProject({ name: REPLAY_PROJECT, timeZone: props.project.timeZone });
    if (made.ok) await projects.refresh();
    return made;
  };
  const submit = async (): Promise<void> => {
    const chosen = fixture();
    if (chosen === undefined) return;
    setStarting(true);
    const project = await findTarget();
    setStarting(false);
    if (!project.ok) {
      setFailure(project.failure);
      return;
    }
    const { name, content } = chosen;
    void replaysOf(engine).start({ name, events: content.events, speed: speed(), project: project.value });
    props.onClose();
  };

  return (
    <Form onSubmit={submit}>
      <div class={form["form"]}>
        <FormFailure failure={failure()} fields={[]} />
        <Show when={props.run === undefined}>
          <input
            ref={input}
            type="file"
            class="visually-hidden"
            tabIndex={-1}
            aria-label="Choose a fixture file"
            onChange={(event) => {
              const file = event.currentTarget.files?.[0];
              event.currentTarget.value = "";
              if (file !== undefined) void choose(file);
            }}
          />
          <div>
            <Button icon="file" onClick={() => input?.click()}>
              {fixture()?.name ?? "Choose a file"}
            </Button>
          </div>
        </Show>
        <Show when={reading()}>
          <Progress label="Reading the events" />
        </Show>
        <p role="status" class={form["note"]}>
          <Show when={fixture()}>{(chosen) => <Content fixture={chosen().content} />}</Show>
        </p>
        <SelectField
          label="Into"
          options={options()}
          value={target()}
          onChange={setTarget}
          hint={`Their source there is replay:${fixture()?.name ?? "NAME"}.`}
        />
        <fieldset class={choices["choices"]}>
          <legend>Speed</legend>
          <For each={SPEEDS}>
            {([choice, words]) => (
              <label>
                <input
                  type="radio"
                  name={group}
                  checked={speed() === choice}
                  onChange={() => setSpeed(choice)}
                />
                {words}
                <Show when={choice !== "all" && fixture()}>
                  {(chosen) => (
                    <span class={form["note"]}>
                      {durationText(replayLengthMs(chosen().content.events, choice))}
                    </span>
                  )}
                </Show>
              </label>
            )}
          </For>
        </fieldset>
      </div>
      <DialogActions>
        <Button onClick={() => props.onClose()}>Cancel</Button>
        <Button
          type="submit"
          look="primary"
          icon="play"
          busy={starting()}
          disabled={fixture() === undefined || fixture()?.content.events.length === 0}
        >
          Replay
        </Button>
      </DialogActions>
    </Form>
  );
}

function Content(props: { fixture: Fixture }): JSX.Element {
  const first = (): Fixture["refusedLines"][number] | undefined => props.fixture.refusedLines[0];
  return (
    <>
      {counted(props.fixture.events.length, "event")}.
      <Show when={first()}>
        {(line) =>
          ` ${counted(props.fixture.refused, "line")} left out; line ${line().line}: ${line().reason}`
        }
      </Show>
    </>
  );
}
