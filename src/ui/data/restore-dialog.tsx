import { createSignal, For, Match, onMount, Show, Switch, type JSX } from "solid-js";
import type { ErasureMode } from "../../model/erasure.ts";
import type { QuestionWindow } from "../../model/question.ts";
import { Badge } from "../controls/badge.tsx";
import { Button } from "../controls/button.tsx";
import { Choices } from "../controls/choices.tsx";
import { Dialog, DialogActions } from "../controls/dialog.tsx";
import { FormFailure } from "../controls/form-failure.tsx";
import { Icon } from "../controls/icon.tsx";
import { Progress } from "../controls/progress.tsx";
import { Skeleton } from "../controls/skeleton.tsx";
import { counted } from "../state/counted.ts";
import { byName } from "../state/choose-project.ts";
import { useEngine } from "../state/engine-context.ts";
import { formatBytes, formatCount, formatInstant } from "../state/format.ts";
import { ofKind } from "../state/of-kind.ts";
import { shareOf } from "./backup-share.ts";
import { RestoreResult } from "./restore-result.tsx";
import { erasedWords, heldWords, type HeldProject, tooOldWords } from "./restore-words.ts";
import { restoresOf, type Restores, type RestoreWork } from "./restores.ts";
import styles from "./restore-dialog.module.css";

type Kind<K extends RestoreWork["kind"]> = Extract<RestoreWork, { kind: K }>;

const TITLES: Record<RestoreWork["kind"], string> = {
  reading: "Restore a backup",
  unreadable: "Not a backup that can be restored",
  choosing: "Restore a backup",
  running: "Restoring a backup",
  done: "The backup is restored",
  failed: "The backup was not restored to its end",
};

/** What a backup holds, which of it is wanted, and what came of it. Times are of the zone. */
export function RestoreDialog(props: {
  timeZone: string;
  onOpen: (projectId: string, window?: QuestionWindow) => void;
  /** After it was closed, with what was restored, if anything was. */
  onClosed: (restored: string[]) => void;
}): JSX.Element {
  const restores = restoresOf(useEngine());
  const work = () => restores.work();
  const of = <K extends RestoreWork["kind"]>(kind: K) => ofKind(work(), kind);
  const close = (): void => {
    const now = work();
    if (now?.kind === "running") return restores.hide(true);
    restores.close();
    props.onClosed(now?.kind === "done" ? now.summary.projects.map(({ id }) => id) : []);
  };
  return (
    <Dialog
      wide
      open={work() !== undefined && !restores.hidden()}
      onClose={() => close()}
      title={TITLES[work()?.kind ?? "reading"]}
      description={aboutFile(work(), props.timeZone)}
    >
      <Switch>
        <Match when={of("reading")}>
          <div role="status" class={styles["form"]}>
            <span class="visually-hidden">Looking into the file.</span>
            <Skeleton height="96px" />
          </div>
          <DialogActions>
            <Button onClick={close}>Cancel</Button>
          </DialogActions>
        </Match>
        <Match when={of("unreadable")}>
          {(now) => (
            <>
              <div class={styles["form"]}>
                <FormFailure failure={now().failure} fields={[]} />
                <p>Nothing was changed here. If there is another copy of the file, try that.</p>
              </div>
              <DialogActions>
                <Button onClick={close}>Close</Button>
              </DialogActions>
            </>
          )}
        </Match>
        <Match when={of("choosing")}>
          {(now) => <Choosing now={now()} timeZone={props.timeZone} restores={restores} onCancel={close} />}
        </Match>
        <Match when={of("running")}>{(now) => <Running now={now()} restores={restores} />}</Match>
        <Match when={of("done")}>
          {(now) => (
            <RestoreResult
              fileName={now().file.name}
              contents={now().contents}
              summary={now().summary}
              timeZone={props.timeZone}
              onOpen={(...opening) => {
                restores.close();
                props.onOpen(...opening);
              }}
              onClose={close}
            />
          )}
        </Match>
        <Match when={of("failed")}>
          {(now) => <Failed now={now()} restores={restores} onClose={close} />}
        </Match>
      </Switch>
    </Dialog>
  );
}

/** What had the focus before this was shown in its place is gone. */
const focusFirst = (body: HTMLElement | undefined): void =>
  body?.querySelector<HTMLElement>("input:enabled, button:enabled")?.focus();

/** `kept.lochan · 1.2 MB · made 24 Nov 2026, 12:41` */
function aboutFile(work: RestoreWork | undefined, timeZone: string): string | undefined {
  if (work === undefined) return undefined;
  const made = "contents" in work ? [`made ${formatInstant(work.contents.createdAt, timeZone)}`] : [];
  return [work.file.name, formatBytes(work.file.size), ...made].join(" · ");
}

const ERASURES: readonly { value: ErasureMode; label: string }[] = [
  { value: "apply", label: "Erase it here too" },
  { value: "keep-out", label: "Keep what is here, and let no more of it in" },
];

function Choosing(props: {
  now: Kind<"choosing">;
  timeZone: string;
  restores: Restores;
  onCancel: () => void;
}): JSX.Element {
  const projects = (): HeldProject[] => byName(props.now.contents.projects);
  const [erasures, setErasures] = createSignal<ErasureMode>("apply");
  const [left, setLeft] = createSignal<ReadonlySet<string>>(new Set());
  const isChosen = ({ id, damaged }: HeldProject): boolean => damaged === undefined && !left().has(id);
  const chosen = (): HeldProject[] => projects().filter(isChosen);
  const toggle = (id: string, on: boolean): void => {
    const next = new Set(left());
    if (on) next.delete(id);
    else next.add(id);
    setLeft(next);
  };
  let body: HTMLDivElement | undefined;
  onMount(() => focusFirst(body));
  return (
    <div ref={body}>
      <div class={styles["form"]}>
        <Show when={projects().length > 0} fallback={<p>There is no project in it.</p>}>
          <fieldset class={styles["projects"]}>
            <legend class="visually-hidden">Projects to restore</legend>
            <For each={projects()}>
              {(project) => (
                <div class={styles["project"]}>
                  <label>
                    <input
                      type="checkbox"
                      checked={isChosen(project)}
                      disabled={project.damaged !== undefined}
                      onChange={(event) => toggle(project.id, event.currentTarget.checked)}
                    />
                    <span class={styles["about"]}>
                      <bdi class={styles["name"]}>{project.name}</bdi>
                      <span class={styles["held"]}>{heldWords(project, props.timeZone)}</span>
                    </span>
                    <Fate project={project} />
                  </label>
                  <Show when={project.damaged}>
                    {(why) => <Warning>Nothing of it can be restored. {why()}</Warning>}
                  </Show>
                  <Show when={isChosen(project) && tooOldWords(project, props.timeZone)}>
                    {(words) => <Warning>{words()}</Warning>}
                  </Show>
                  <Show when={isChosen(project) && erasedWords(project)}>
                    {(words) => <Warning>{words()}</Warning>}
                  </Show>
                </div>
              )}
            </For>
          </fieldset>
        </Show>
        <Show when={chosen().some((project) => erasedWords(project) !== undefined)}>
          <Choices
            legend="What was erased on another device"
            options={ERASURES}
            value={erasures()}
            onChange={setErasures}
          />
        </Show>
        <Show when={chosen().some(({ isHere }) => isHere)}>
          <p class={styles["note"]}>
            Where a project is merged, an event that is here already counts once. Of each dashboard and
            setting the newer edit stays; what differed is listed after. Keys, allowed sites and how long
            events are kept stay as they are here.
          </p>
        </Show>
      </div>
      <DialogActions>
        <Button onClick={() => props.onCancel()}>Cancel</Button>
        <Button
          look="primary"
          disabled={chosen().length === 0}
          onClick={() =>
            void props.restores.start(
              chosen().map(({ id }) => id),
              erasures(),
            )
          }
        >
          {chosen().length > 1 ? `Restore ${counted(chosen().length, "project")}` : "Restore"}
        </Button>
      </DialogActions>
    </div>
  );
}

function Fate(props: { project: HeldProject }): JSX.Element {
  return (
    <Switch fallback={<Badge tone="good">is added</Badge>}>
      <Match when={props.project.damaged !== undefined}>
        <Badge tone="bad">damaged</Badge>
      </Match>
      <Match when={props.project.isHere}>
        <Badge>is merged</Badge>
      </Match>
    </Switch>
  );
}

function Warning(props: { children: JSX.Element }): JSX.Element {
  return (
    <p class={styles["warning"]}>
      <Icon name="warning" size={14} />
      <span>{props.children}</span>
    </p>
  );
}

function Running(props: { now: Kind<"running">; restores: Restores }): JSX.Element {
  let body: HTMLDivElement | undefined;
  onMount(() => focusFirst(body));
  return (
    <div ref={body}>
      <div class={styles["form"]}>
        <Progress label={`Restoring ${props.now.file.name}`} value={shareOf(props.now.progress)} />
        <p class={styles["note"]}>
          <Show when={props.now.progress} fallback="Opening the file.">
            {(progress) => (
              <>
                {formatCount(progress().events)} of {counted(progress().total, "event")} ·{" "}
                {formatBytes(progress().sizeBytes)} read
              </>
            )}
          </Show>
        </p>
      </div>
      <DialogActions>
        <Button onClick={() => props.restores.hide(true)}>Go on in the background</Button>
        <Button busy={props.now.cancelling} onClick={() => props.restores.cancel()}>
          {props.now.cancelling ? "Stopping" : "Stop"}
        </Button>
      </DialogActions>
    </div>
  );
}

function Failed(props: { now: Kind<"failed">; restores: Restores; onClose: () => void }): JSX.Element {
  let body: HTMLDivElement | undefined;
  onMount(() => focusFirst(body));
  return (
    <div ref={body}>
      <div class={styles["form"]}>
        <FormFailure failure={props.now.failure} fields={[]} />
        <p>What was stored before that stays. Restoring the file again adds only the rest.</p>
      </div>
      <DialogActions>
        <Button onClick={() => props.onClose()}>Close</Button>
        <Button look="primary" onClick={() => props.restores.again()}>
          Restore again
        </Button>
      </DialogActions>
    </div>
  );
}
