import { createSignal, Match, Show, Switch, type JSX } from "solid-js";
import type { SharedFolderView } from "../../engine/api.ts";
import type { Failure, Result } from "../../model/failure.ts";
import type { Project } from "../../model/project.ts";
import { Badge } from "../controls/badge.tsx";
import { Button } from "../controls/button.tsx";
import { EmptyState } from "../controls/empty-state.tsx";
import { ErrorState } from "../controls/error-state.tsx";
import { FormFailure } from "../controls/form-failure.tsx";
import { NameDialog } from "../controls/name-dialog.tsx";
import { Panel } from "../controls/panel.tsx";
import { Skeleton } from "../controls/skeleton.tsx";
import { Table, type Column } from "../controls/table.tsx";
import { UnreadFiles } from "../controls/unread-files.tsx";
import { counted } from "../state/counted.ts";
import { useEngine } from "../state/engine-context.ts";
import { whenText } from "../state/figures.ts";
import { formatCount } from "../state/format.ts";
import { useView } from "../state/view-context.ts";
import { LeaveFolderDialog } from "./leave-folder-dialog.tsx";
import { lendsFolders, pickFolder } from "./pickers.ts";
import { createShared, type Shared } from "./shared-folder.ts";
import { otherName, otherState, ownWords, sharedState } from "./shared-folder-words.ts";
import { ShareFolderDialog, type ChosenFolder } from "./share-folder-dialog.tsx";
import styles from "./shared-folder.module.css";

/** A folder that devices share, with a cloud drive or a stick, so that the project becomes the same on all of them. */
export function SharedFolderPanel(props: { project: Project }): JSX.Element {
  const engine = useEngine();
  const view = useView();
  const shared = createShared(() => props.project.id);
  const [chosen, setChosen] = createSignal<ChosenFolder>();
  const [looking, setLooking] = createSignal(false);
  const [failure, setFailure] = createSignal<Failure>();
  const [said, setSaid] = createSignal("");
  const lends = lendsFolders();
  let place: HTMLDivElement | undefined;

  const choose = async (): Promise<void> => {
    const handle = await pickFolder({ id: "lochan-shared", mode: "readwrite" });
    if (handle === undefined) return;
    setSaid("");
    setLooking(true);
    const found = await engine.findSharedProjects(handle);
    setLooking(false);
    setFailure(found.ok ? undefined : found.failure);
    if (found.ok) setChosen({ handle, name: handle.name, ...found.value });
  };

  return (
    <div id="shared-folder" ref={place} tabIndex={-1} class={styles["anchor"]}>
      <Panel title="Shared folder">
        <FormFailure failure={failure()} fields={[]} />
        <span role="status" class={styles["said"]}>
          {said()}
        </span>
        <Switch fallback={<Skeleton height="72px" />}>
          <Match when={shared.failure()}>
            {(reason) => <ErrorState failure={reason()} onRetry={() => void shared.refresh()} />}
          </Match>
          <Match when={shared.value() === null}>
            <EmptyState
              title="This project is on this device alone"
              icon="folder"
              actions={
                <Show when={lends}>
                  <Button icon="folder" small busy={looking()} onClick={() => void choose()}>
                    Choose a folder
                  </Button>
                </Show>
              }
            >
              {lends
                ? "Two devices that open one folder, of a cloud drive or on a stick, come to have the same events, settings and dashboards, and what is erased on one goes on the other. While Lochan is open in a tab, each writes its own files there and reads the others’. "
                : "This browser lends pages no folders; Chrome and Edge on a computer do. Until then a backup restored on the other device merges both. "}
              <a href={`${view.href("/help")}#shared-folder`}>How it works</a>
            </EmptyState>
          </Match>
          <Match when={shared.value()}>
            {(folder) => (
              <SharedCard project={props.project} folder={folder()} shared={shared} say={setSaid} />
            )}
          </Match>
        </Switch>
      </Panel>
      <ShareFolderDialog
        project={props.project}
        chosen={chosen()}
        deviceName={shared.deviceName()}
        // The button that asked goes once the project is shared.
        returnFocus={() => (said() === "" ? undefined : place)}
        onClose={() => setChosen(undefined)}
        onShared={(words) => {
          setSaid(words);
          setChosen(undefined);
          void shared.refresh();
        }}
      />
    </div>
  );
}

function SharedCard(props: {
  project: Project;
  folder: SharedFolderView;
  shared: Shared;
  say: (words: string) => void;
}): JSX.Element {
  const engine = useEngine();
  const [isDenied, setIsDenied] = createSignal(false);
  const [failure, setFailure] = createSignal<Failure>();
  const [leaving, setLeaving] = createSignal(false);
  const [naming, setNaming] = createSignal(false);
  const needsPermission = (): boolean => !props.folder.paused && props.folder.trouble?.kind === "permission";

  const act = async (work: () => Promise<Result<unknown>>, words: string): Promise<void> => {
    const done = await work();
    setFailure(done.ok ? undefined : done.failure);
    props.say(done.ok ? words : "");
    await props.shared.refresh();
  };
  const allow = async (): Promise<void> => {
    const state = await props.folder.handle?.requestPermission({ mode: "readwrite" });
    setIsDenied(state !== "granted");
    if (state === "granted") await act(() => engine.lookIntoFolders(), "");
  };

  return (
    <div class={styles["folder"]}>
      <FormFailure failure={failure()} fields={[]} />
      <div class={styles["head"]}>
        <bdi class={styles["name"]}>{props.folder.name}</bdi>
        <Badge tone={sharedState(props.folder)[1]}>{sharedState(props.folder)[0]}</Badge>
        <span class={styles["gap"]} />
        <Show when={needsPermission()}>
          <Button small onClick={() => void allow()}>
            Allow reading and writing
          </Button>
        </Show>
        <Button
          small
          icon={props.folder.paused ? "play" : "pause"}
          onClick={() => {
            const paused = !props.folder.paused;
            void act(
              () => engine.pauseSharedFolder(props.project.id, paused),
              paused ? "Sharing is paused." : "Sharing goes on.",
            );
          }}
        >
          {props.folder.paused ? "Resume" : "Pause"}
          <span class="visually-hidden"> sharing</span>
        </Button>
        <Button small onClick={() => setLeaving(true)}>
          Leave<span class="visually-hidden"> the shared folder</span>
        </Button>
      </div>
      <Show when={!props.folder.paused && props.folder.trouble}>
        {(trouble) => (
          <p class={styles["trouble"]} role="status">
            {isDenied() && needsPermission()
              ? "The browser did not allow it. Try again, or leave the folder and choose it anew."
              : trouble().message}
          </p>
        )}
      </Show>
      <div class={styles["own"]}>
        <p>
          {ownWords(props.folder, props.project.timeZone, Date.now())} Others know this device as{" "}
          <bdi class={styles["name"]}>{props.shared.deviceName()}</bdi>.
        </p>
        <Button small look="quiet" icon="edit" onClick={() => setNaming(true)}>
          Rename<span class="visually-hidden"> this device</span>
        </Button>
      </div>
      <Show
        when={props.folder.others.length > 0}
        fallback={
          <p class={styles["note"]}>
            No other device is in it yet. On another one, choose the same folder under Data, Shared folder.
          </p>
        }
      >
        <Table
          caption="Other devices in the shared folder"
          columns={columnsOf(props.project.timeZone)}
          rows={props.folder.others}
        />
        <Waiting others={props.folder.others} />
      </Show>
      <LeaveFolderDialog
        project={props.project}
        folder={leaving() ? props.folder : undefined}
        onClose={() => setLeaving(false)}
        onLeft={() => {
          setLeaving(false);
          void act(() => engine.lookIntoFolders(), "This device left the shared folder. Its events stay.");
        }}
      />
      <NameDialog
        open={naming()}
        title="Name of this device"
        hint="As other devices see it. Empty: the browser and the system."
        action="Save"
        name={props.shared.deviceName()}
        maxLength={60}
        rename={(name) => engine.nameDevice(name)}
        onClose={() => setNaming(false)}
        onRenamed={() => {
          setNaming(false);
          void props.shared.refresh();
        }}
      />
    </div>
  );
}

type Other = SharedFolderView["others"][number];

const columnsOf = (timeZone: string): Column<Other>[] => {
  const when = (at: number | undefined): JSX.Element => (
    <span class={styles["when"]}>{at === undefined ? "–" : whenText(at, timeZone, Date.now())}</span>
  );
  return [
    {
      header: "Device",
      cell: (other) => (
        <span class={styles["device"]}>
          <bdi class={styles["name"]}>{otherName(other)}</bdi>
          <Show when={other.trouble}>{(trouble) => <span class={styles["why"]}>{trouble()}</span>}</Show>
        </span>
      ),
    },
    { header: "State", cell: (other) => <Badge tone={otherState(other)[1]}>{otherState(other)[0]}</Badge> },
    { header: "It wrote", cell: ({ writtenAt }) => when(writtenAt === 0 ? undefined : writtenAt) },
    { header: "Last read", cell: ({ readAt }) => when(readAt) },
    { header: "In its files", cell: ({ events }) => formatCount(events), number: true },
    { header: "Came here", cell: ({ accepted }) => formatCount(accepted), number: true },
    { header: "Refused", cell: ({ refused }) => formatCount(refused), number: true },
  ];
};

/** Files that are listed and cannot be read, for now or for good. */
function Waiting(props: { others: readonly Other[] }): JSX.Element {
  const files = () =>
    props.others.flatMap((other) => other.waiting.map((part) => ({ owner: otherName(other), ...part })));
  return (
    <UnreadFiles summary={`${counted(files().length, "file is", "files are")} not read`} files={files()} />
  );
}
