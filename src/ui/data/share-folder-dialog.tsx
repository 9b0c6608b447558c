import { useNavigate } from "@solidjs/router";
import { Show, type JSX } from "solid-js";
import type { Project } from "../../model/project.ts";
import type { FoundProject } from "../../model/shared-folder.ts";
import { Button } from "../controls/button.tsx";
import { Dialog, DialogActions } from "../controls/dialog.tsx";
import { FormFailure } from "../controls/form-failure.tsx";
import { useEngine } from "../state/engine-context.ts";
import { useView } from "../state/view-context.ts";
import { createNamedWork, DeviceNameField } from "./device-name.tsx";
import { FoundProjects } from "./found-projects.tsx";
import { foundWords, leftOutWords, WHAT_IS_WRITTEN } from "./shared-folder-words.ts";
import styles from "./shared-folder.module.css";

export interface ChosenFolder {
  handle: FileSystemDirectoryHandle;
  name: string;
  /** That devices wrote into it. */
  projects: readonly FoundProject[];
  /** How many more are not among them. */
  leftOut: number;
}

/** Says what will be written into the folder, and what is in it already. */
export function ShareFolderDialog(props: {
  project: Project;
  chosen: ChosenFolder | undefined;
  deviceName: string;
  onClose: () => void;
  onShared: (words: string) => void;
  returnFocus: () => HTMLElement | undefined;
}): JSX.Element {
  return (
    <Dialog
      open={props.chosen !== undefined}
      onClose={() => props.onClose()}
      returnFocus={() => props.returnFocus()}
      title={`Share in ${props.chosen?.name ?? ""}`}
    >
      <Show when={props.chosen} keyed>
        {(chosen) => (
          <Agreement
            project={props.project}
            chosen={chosen}
            deviceName={props.deviceName}
            onClose={() => props.onClose()}
            onShared={(words) => props.onShared(words)}
          />
        )}
      </Show>
    </Dialog>
  );
}

function Agreement(props: {
  project: Project;
  chosen: ChosenFolder;
  deviceName: string;
  onClose: () => void;
  onShared: (words: string) => void;
}): JSX.Element {
  const engine = useEngine();
  const view = useView();
  const navigate = useNavigate();
  const work = createNamedWork(props.deviceName);
  const { handle, name: folderName, projects, leftOut } = props.chosen;
  const here = projects.find(({ id }) => id === props.project.id);
  const elsewhere = projects.filter(({ isHere }) => !isHere);

  const share = async (): Promise<void> => {
    if (await work.run("share", () => engine.shareProject(props.project.id, { handle, name: folderName })))
      props.onShared(`${props.project.name} is shared in ${folderName} from now on.`);
  };
  const open = async ({ id }: FoundProject): Promise<void> => {
    if (!(await work.run(id, () => engine.takeSharedProject(id, { handle, name: folderName })))) return;
    props.onClose();
    navigate(view.href("/data", { project: id }));
  };

  return (
    <>
      <div class={styles["form"]}>
        <FormFailure failure={work.failure()} fields={["name"]} />
        <Show when={elsewhere.length > 0}>
          <h3 class={styles["heading"]}>In this folder, and not on this device yet</h3>
          <FoundProjects
            projects={elsewhere}
            pending={work.pending()}
            onOpen={(project) => void open(project)}
          />
        </Show>
        <Show when={leftOut > 0}>
          <p>{leftOutWords(leftOut)}</p>
        </Show>
        <p>
          <Show
            when={here}
            fallback={
              <>
                <strong>{props.project.name}</strong> is not in this folder yet. Sharing writes it there;
                other devices open it from the folder.
              </>
            }
          >
            {(found) => (
              <>
                <strong>{props.project.name}</strong> is in it already: {foundWords(found())}. Both become the
                same: events by their ids, of settings the newest edit, and what was erased on either is
                erased on both. Keys, origins and how long events are kept stay each device’s own.
              </>
            )}
          </Show>
        </p>
        <p>{WHAT_IS_WRITTEN}</p>
        <DeviceNameField work={work} />
      </div>
      <DialogActions>
        <Button onClick={() => props.onClose()}>Cancel</Button>
        <Button look="primary" busy={work.pending() === "share"} onClick={() => void share()}>
          Share<span class="visually-hidden"> {props.project.name}</span>
        </Button>
      </DialogActions>
    </>
  );
}
