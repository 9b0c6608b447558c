import { useLocation, useNavigate } from "@solidjs/router";
import { createEffect, createSignal, For, onCleanup, onMount, Show, type JSX } from "solid-js";
import type { Project } from "../../model/project.ts";
import { Button } from "../controls/button.tsx";
import { Icon } from "../controls/icon.tsx";
import { Notice } from "../controls/notice.tsx";
import { counted } from "../state/counted.ts";
import { useEngine } from "../state/engine-context.ts";
import { useView } from "../state/view-context.ts";
import { onFileDrag, pastedFile } from "./dropped-files.ts";
import { forgetShared, onLaunchFiles, readShared, type SharedFiles } from "./handed-files.ts";
import { isBackupFile } from "./restores.ts";
import { takeFiles } from "./take-files.ts";
import styles from "./file-catcher.module.css";

const DATA = "/data";
/** Takes files for itself. */
const COMPARE = "/data/compare";

const NOTHING: SharedFiles = { files: [], leftOut: 0 };

const isEditable = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.matches("input:not([type=file]), textarea, select"));

/**
 * Takes files on every page: dropped, pasted, opened with the installed app or shared with it, and shows the
 * Data page, where they are imported into `project`. Without one it keeps what was opened until there is.
 */
export function FileCatcher(props: { project: Project | undefined }): JSX.Element {
  const engine = useEngine();
  const view = useView();
  const location = useLocation();
  const navigate = useNavigate();
  const [over, setOver] = createSignal(false);
  const [opened, setOpened] = createSignal<File[]>([]);
  const [shared, setShared] = createSignal(NOTHING);

  const take = (all: readonly File[]): void => {
    const { project } = props;
    const files = takeFiles(engine, project?.id, all);
    if (project === undefined || files.length === 0) return;
    if (location.pathname !== DATA) navigate(view.href(DATA));
  };
  createEffect(() => {
    const files = opened();
    if (files.length === 0) return;
    take(files);
    // What is no backup waits for a project.
    setOpened(props.project === undefined ? files.filter((file) => !isBackupFile(file)) : []);
  });
  createEffect(() => {
    if (location.pathname !== DATA || !new URLSearchParams(location.search).has("shared")) return;
    navigate(view.href(DATA), { replace: true });
    void readShared().then(setShared);
  });
  const answerShare = (files: readonly File[]): void => {
    take(files);
    setShared(NOTHING);
    void forgetShared();
  };

  onMount(() => {
    onLaunchFiles((files) => setOpened((before) => [...before, ...files]));
    const stop = new AbortController();
    const { signal } = stop;
    const takes = (): boolean => props.project !== undefined && location.pathname !== COMPARE;
    onFileDrag({ signal, takes, onOver: setOver, onFiles: take });
    window.addEventListener(
      "paste",
      (event) => {
        if (isEditable(event.target) || !takes()) return;
        const files = [...(event.clipboardData?.files ?? [])];
        const text = event.clipboardData?.getData("text/plain") ?? "";
        // Text that is pasted elsewhere was not meant for an import.
        if (files.length === 0 && (location.pathname !== DATA || text.trim() === "")) return;
        event.preventDefault();
        take(files.length > 0 ? files : [pastedFile(text, new Date())]);
      },
      { signal },
    );
    onCleanup(() => stop.abort());
  });

  return (
    <>
      <Show when={shared().files.length + shared().leftOut > 0 && props.project}>
        {(project) => (
          <div class={styles["shared"]}>
            <Notice
              title={`${counted(shared().files.length + shared().leftOut, "file was", "files were")} shared with Lochan`}
              actions={
                <>
                  <Button small onClick={() => answerShare([])}>
                    Discard
                  </Button>
                  <Show when={shared().files.length > 0}>
                    <Button small look="primary" onClick={() => answerShare(shared().files)}>
                      Import
                    </Button>
                  </Show>
                </>
              }
            >
              <For each={shared().files}>
                {({ name }, index) => (
                  <>
                    {index() > 0 ? ", " : ""}
                    <bdi>{name}</bdi>
                  </>
                )}
              </For>
              <Show when={shared().files.length > 0}>, for {project().name}. </Show>
              <Show when={shared().leftOut > 0}>
                {counted(shared().leftOut, "file is", "files are")} not here: too many, or too large for the
                space that is free. Choose {shared().leftOut === 1 ? "it" : "them"} on this page instead.
              </Show>
            </Notice>
          </div>
        )}
      </Show>
      <Show when={over() && props.project}>
        {(project) => (
          <div class={styles["over"]} role="status">
            <div class={styles["card"]}>
              <Icon name="upload" size={28} />
              <p class={styles["title"]}>Let go to import</p>
              <p>into {project().name}</p>
            </div>
          </div>
        )}
      </Show>
    </>
  );
}
