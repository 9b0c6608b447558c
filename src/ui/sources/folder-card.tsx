import { createMemo, createSignal, Show, type JSX } from "solid-js";
import type { WatchedFolderView } from "../../engine/api.ts";
import type { WatchedFile } from "../../model/folder.ts";
import type { Project } from "../../model/project.ts";
import { Badge } from "../controls/badge.tsx";
import { Button } from "../controls/button.tsx";
import { Progress } from "../controls/progress.tsx";
import { COUNT_COLUMNS } from "../controls/count-columns.ts";
import { Table, type Column } from "../controls/table.tsx";
import { UnreadFiles } from "../controls/unread-files.tsx";
import { whenText } from "../state/figures.ts";
import { counted } from "../state/counted.ts";
import { formatBytes, formatCount } from "../state/format.ts";
import { fileState, folderState, folderSummary } from "./folder-words.ts";
import styles from "./sources.module.css";

const SHOWN = 10;

/** One watched folder: how it stands, and how far each of its files is read. */
export function FolderCard(props: {
  project: Project;
  folder: WatchedFolderView;
  pending: boolean;
  onPause: (paused: boolean) => void;
  onRemove: () => void;
  /** The browser was asked and lends the folder again. */
  onAllowed: () => void;
  /** More files are chosen by hand. */
  onChoose: () => void;
}): JSX.Element {
  const [isDenied, setIsDenied] = createSignal(false);
  const [showsAll, setShowsAll] = createSignal(false);
  const files = createMemo(() =>
    props.folder.files.filter(({ state }) => state !== "unread").sort(latestFirst),
  );
  const unread = createMemo(() =>
    props.folder.files
      .filter(({ state }) => state === "unread")
      .map(({ path, message }) => ({ path, reason: message })),
  );
  const reading = createMemo(() => files().find(({ state }) => state === "reading"));
  const named = (): JSX.Element => <span class="visually-hidden"> {props.folder.name}</span>;
  const needsPermission = (): boolean => !props.folder.paused && props.folder.trouble?.kind === "permission";

  const allow = async (): Promise<void> => {
    const state = await props.folder.handle?.requestPermission({ mode: "read" });
    setIsDenied(state !== "granted");
    if (state === "granted") props.onAllowed();
  };

  const columns: Column<WatchedFile>[] = [
    {
      header: "File",
      cell: (file) => (
        <span class={styles["file"]}>
          <bdi class={styles["name"]}>{file.path}</bdi>
          <Show when={file.message}>{(message) => <span class={styles["why"]}>{message()}</span>}</Show>
        </span>
      ),
    },
    {
      header: "State",
      cell: (file) => <Badge tone={fileState(file)[1]}>{fileState(file)[0]}</Badge>,
    },
    {
      header: "Last read",
      cell: (file) => (
        <span class={styles["when"]}>
          {file.readAt === undefined ? "–" : whenText(file.readAt, props.project.timeZone, Date.now())}
        </span>
      ),
    },
    {
      header: "Read of it",
      cell: (file) => (
        <span class={styles["when"]}>
          {formatBytes(file.offset)} of {formatBytes(file.sizeBytes)}
        </span>
      ),
      number: true,
    },
    ...COUNT_COLUMNS,
  ];

  return (
    <li class={styles["folder"]} aria-label={props.folder.name}>
      <div class={styles["folderHead"]}>
        <bdi class={styles["name"]}>{props.folder.name}</bdi>
        <Badge tone={folderState(props.folder)[1]}>{folderState(props.folder)[0]}</Badge>
        <span class={styles["gap"]} />
        <Show when={needsPermission()}>
          <Button small look="primary" onClick={() => void allow()}>
            Allow reading{named()}
          </Button>
        </Show>
        <Show
          when={props.folder.handle !== undefined}
          fallback={
            <Button small busy={props.pending} onClick={() => props.onChoose()}>
              Choose files{named()}
            </Button>
          }
        >
          <Button
            small
            icon={props.folder.paused ? "play" : "pause"}
            onClick={() => props.onPause(!props.folder.paused)}
          >
            {props.folder.paused ? "Resume" : "Pause"}
            {named()}
          </Button>
        </Show>
        <Button small onClick={() => props.onRemove()}>
          Remove{named()}
        </Button>
      </div>
      <p class={styles["note"]}>{folderSummary(props.folder.files)}</p>
      <Show when={!props.folder.paused && props.folder.trouble}>
        {(trouble) => (
          <p class={styles["trouble"]} role="status">
            {isDenied() && needsPermission()
              ? "The browser did not allow it. Try again, or remove the folder and watch it anew."
              : trouble().message}
          </p>
        )}
      </Show>
      <Show when={!props.folder.paused && reading()}>
        {(file) => (
          <Progress
            label={`Reading ${file().path}`}
            value={file().sizeBytes === 0 ? undefined : file().offset / file().sizeBytes}
          />
        )}
      </Show>
      <Show when={files().length > 0}>
        <Table
          caption={`Files of ${props.folder.name}`}
          columns={columns}
          rows={showsAll() ? files() : files().slice(0, SHOWN)}
        />
      </Show>
      <Show when={files().length > SHOWN}>
        <div class={styles["more"]}>
          <Button small onClick={() => setShowsAll((shown) => !shown)}>
            {showsAll() ? `Show the latest ${SHOWN}` : `Show all ${formatCount(files().length)}`}
          </Button>
        </div>
      </Show>
      <UnreadFiles
        summary={`${counted(unread().length, "other file is", "other files are")} not read`}
        files={unread()}
      />
    </li>
  );
}

const latestFirst = (a: WatchedFile, b: WatchedFile): number =>
  (b.readAt ?? 0) - (a.readAt ?? 0) || (a.path < b.path ? -1 : 1);
