import {
  createEffect,
  createMemo,
  createUniqueId,
  Match,
  on,
  onMount,
  Show,
  Switch,
  type JSX,
  type ParentProps,
} from "solid-js";
import {
  isChangedSince,
  isReminderDue,
  type BackupPlan,
  type BackupTarget,
} from "../../model/backup-plan.ts";
import type { Project } from "../../model/project.ts";
import { Badge } from "../controls/badge.tsx";
import { Button } from "../controls/button.tsx";
import { Icon } from "../controls/icon.tsx";
import { Menu, type MenuItem } from "../controls/menu.tsx";
import { FailureNotice } from "../controls/failure-notice.tsx";
import { Panel } from "../controls/panel.tsx";
import { Progress } from "../controls/progress.tsx";
import { Select } from "../controls/select.tsx";
import { Skeleton } from "../controls/skeleton.tsx";
import { createClock } from "../state/clock.ts";
import { useEngine } from "../state/engine-context.ts";
import { createEngineStatus } from "../state/engine-status.ts";
import { agoText, formatBytes, formatCount, formatInstant } from "../state/format.ts";
import { useLive } from "../state/live.ts";
import { ofKind } from "../state/of-kind.ts";
import { useProjects } from "../state/projects-context.ts";
import { shareOf } from "./backup-share.ts";
import { pickTarget } from "./backup-target.ts";
import { RHYTHM_WORDS, placeWords, sizeOfBackup, targetWords } from "./backup-words.ts";
import { backupsOf, type Backups } from "./backups.ts";
import { lendsFiles, lendsFolders } from "./pickers.ts";
import { chooseBackups, restoresOf } from "./restores.ts";
import styles from "./backup-panel.module.css";

const KEEPS = [3, 5, 10, 30, 0] as const;

/** When the last backup was made, the next with one click, and where, when and how many. */
export function BackupPanel(props: { project: Project }): JSX.Element {
  const engine = useEngine();
  const backups = backupsOf(engine);
  onMount(() => void backups.refresh());
  return (
    <Panel title="Backup">
      <Show when={backups.plan()} fallback={<Skeleton height="230px" />}>
        {(plan) => (
          <div class={styles["panel"]}>
            <LastBackup project={props.project} plan={plan()} backups={backups} />
            <Making backups={backups} />
            <Buttons project={props.project} backups={backups} />
            <Wishes plan={plan()} backups={backups} />
          </div>
        )}
      </Show>
    </Panel>
  );
}

function LastBackup(props: { project: Project; plan: BackupPlan; backups: Backups }): JSX.Element {
  const now = createClock(60_000);
  const live = useLive();
  const status = createEngineStatus(useEngine(), live.folded);
  const isDue = (): boolean => {
    const read = status();
    return (
      read !== undefined &&
      isReminderDue({ ...props.plan, quietUntil: 0 }, { ...read, mark: props.backups.mark(), now: now() })
    );
  };
  const isNew = (): boolean => {
    const [last, read, mark] = [props.plan.last, status(), props.backups.mark()];
    return last !== undefined && read !== undefined && !isChangedSince(last, { ...read, mark });
  };
  const events = createMemo(() => status()?.events);
  createEffect(
    on([live.catalog, live.generation, live.folded, events], () => {
      // Another number of events tells it already, as often as some come in.
      if (events() === props.plan.last?.events) void props.backups.refreshMark();
    }),
  );
  return (
    <Show
      when={props.plan.last}
      fallback={
        <div class={styles["last"]}>
          <p class={styles["when"]}>
            Never backed up{" "}
            <Show when={isDue()}>
              <Badge tone="warn">only in this browser</Badge>
            </Show>
          </p>
          <p>
            A backup is one file with everything: events, dashboards, settings, tracking plans. Restored in
            any browser, all of it is there as it is here.
          </p>
        </div>
      }
    >
      {(last) => (
        <div class={styles["last"]}>
          <p class={styles["when"]}>
            <time
              dateTime={new Date(last().at).toISOString()}
              title={formatInstant(last().at, props.project.timeZone)}
            >
              {agoText(last().at, now())}
            </time>
            <Switch>
              <Match when={isDue()}>
                <Badge tone="warn">due</Badge>
              </Match>
              <Match when={isNew()}>
                <Badge tone="good">holds every event</Badge>
              </Match>
            </Switch>
          </p>
          <p>{sizeOfBackup(last())}</p>
          <Show when={last().fileName !== undefined && props.backups.work().kind !== "saved"}>
            <p class={styles["place"]}>
              <bdi>{placeWords(last())}</bdi>
            </p>
          </Show>
        </div>
      )}
    </Show>
  );
}

/** What is made now, or what came of it. */
function Making(props: { backups: Backups }): JSX.Element {
  const running = () => ofKind(props.backups.work(), "running");
  const saved = () => ofKind(props.backups.work(), "saved");
  const failed = () => ofKind(props.backups.work(), "failed")?.failure;
  return (
    <>
      <Show when={running()}>
        {(now) => (
          <div class={styles["working"]}>
            <Progress label="Backing up" value={shareOf(now().progress)} />
            <p>
              <Show when={now().progress} fallback="Getting ready.">
                {(progress) => (
                  <>
                    {formatCount(progress().events)} of {formatCount(progress().total)} events ·{" "}
                    {formatBytes(progress().sizeBytes)}
                  </>
                )}
              </Show>
            </p>
          </div>
        )}
      </Show>
      <div role="status" class={saved() === undefined ? "visually-hidden" : styles["saved"]}>
        <Show when={saved()}>
          {(now) => (
            <>
              <Icon name="check" size={15} />
              <span>
                <bdi>{placeWords(now())}</bdi>{" "}
                {now().summary.blob === undefined ? "is written." : "was handed to your downloads."}
                <Show when={now().only}>
                  {(name) => ` It holds ${name()} alone: ${sizeOfBackup(now().summary)}.`}
                </Show>
              </span>
            </>
          )}
        </Show>
      </div>
      <Show when={failed()}>
        {(failure) => <FailureNotice failure={failure()} onDismiss={() => props.backups.dismiss()} />}
      </Show>
    </>
  );
}

function Buttons(props: { project: Project; backups: Backups }): JSX.Element {
  const engine = useEngine();
  const projects = useProjects();
  const busy = (): boolean => props.backups.work().kind === "running";
  const many = (): boolean => (projects.all()?.length ?? 0) > 1;
  const restore = async (): Promise<void> => restoresOf(engine).open(await chooseBackups());
  return (
    <div class={styles["buttons"]}>
      <Button icon="download" busy={busy()} onClick={() => void props.backups.backUp()}>
        {busy() ? "Backing up" : "Back up now"}
      </Button>
      <Show when={busy()}>
        <Button onClick={() => props.backups.stop()}>Cancel</Button>
      </Show>
      <Show when={!busy() && many()}>
        <Button
          title={`A file with ${props.project.name} alone. It does not count as a backup of all.`}
          onClick={() => void props.backups.backUp(props.project)}
        >
          Only this project
        </Button>
      </Show>
      <Show when={!busy()}>
        <Button icon="upload" onClick={() => void restore()}>
          Restore a backup
        </Button>
      </Show>
    </div>
  );
}

function Wish(props: ParentProps<{ name: string }>): JSX.Element {
  return (
    <div class={styles["wish"]}>
      <span>{props.name}</span>
      {props.children}
    </div>
  );
}

/** Where backups go, when to remind, and what is made without a click. */
function Wishes(props: { plan: BackupPlan; backups: Backups }): JSX.Element {
  const automatic = createUniqueId();
  const can = { folder: lendsFolders(), file: lendsFiles() };
  const folder = (): boolean => props.plan.target?.kind === "folder";
  const off = (): boolean => props.plan.every === "off";
  const aim = async (kind: BackupTarget["kind"]): Promise<void> => {
    const target = await pickTarget(kind);
    if (target === undefined) return;
    const before = props.plan.target;
    const isSame = before !== undefined && (await before.handle.isSameEntry(target.handle));
    await props.backups.change({ target, ...(!isSame && { written: [], automatic: false, trouble: null }) });
  };
  const ways = (): MenuItem[] => [
    ...(can.folder
      ? [
          {
            label: "A folder: a new file each time",
            icon: "folder",
            onChoose: () => void aim("folder"),
          } as const,
        ]
      : []),
    ...(can.file
      ? [{ label: "A file: written over each time", icon: "file", onChoose: () => void aim("file") } as const]
      : []),
    {
      label: "Your downloads",
      icon: "download",
      onChoose: () =>
        void props.backups.change({ target: null, written: [], automatic: false, trouble: null }),
    },
  ];
  const setAutomatic = async (on: boolean): Promise<void> => {
    await props.backups.change({ automatic: on, trouble: null });
    await props.backups.look();
  };
  return (
    <div class={styles["wishes"]}>
      <Wish name="Goes to">
        <span class={styles["target"]}>
          <bdi>{targetWords(props.plan)}</bdi>
          <Show when={can.folder || can.file}>
            <Menu
              trigger="Change"
              label="Change where backups go"
              triggerLook={{ small: true }}
              placement="bottom-end"
              items={ways()}
            />
          </Show>
        </span>
      </Wish>
      <Wish name={props.plan.automatic ? "Make one" : "Remind me"}>
        <Select
          small
          label={props.plan.automatic ? "Make a backup" : "Remind me of a backup"}
          placement="bottom-end"
          options={[...RHYTHM_WORDS]}
          value={props.plan.every ?? "week"}
          onChange={(every) => void props.backups.change({ every, quietUntil: null })}
        />
      </Wish>
      <Show when={folder()}>
        <Wish name="Keep in the folder">
          <Select
            small
            label="Keep in the folder"
            placement="bottom-end"
            options={keepOptions(props.plan.keep)}
            value={String(props.plan.keep)}
            onChange={(keep) => void props.backups.change({ keep: Number(keep) })}
          />
        </Wish>
        <label class={styles["automatic"]} for={automatic}>
          <input
            id={automatic}
            type="checkbox"
            checked={props.plan.automatic}
            disabled={off()}
            onChange={(event) => void setAutomatic(event.currentTarget.checked)}
          />
          <span>
            Back up by itself while Lochan is open
            <span class={styles["note"]}>
              {off()
                ? "Choose how often first."
                : "If something changed since. Other files in the folder are not touched."}
            </span>
          </span>
        </label>
      </Show>
      <Show when={props.plan.trouble}>
        {(trouble) => (
          <p class={styles["trouble"]}>The last one without a click failed. {trouble().message}</p>
        )}
      </Show>
    </div>
  );
}

const keepOptions = (now: number): { value: string; label: string }[] =>
  [...new Set([...KEEPS, now])]
    .sort((a, b) => (a === 0 ? 1 : b === 0 ? -1 : a - b))
    .map((keep) => ({
      value: String(keep),
      label: keep === 0 ? "All" : keep === 1 ? "The newest" : `The newest ${formatCount(keep)}`,
    }));
