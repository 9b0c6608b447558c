import { createSignal, Show, type JSX } from "solid-js";
import type { Failure } from "../../model/failure.ts";
import type { FoundProject } from "../../model/shared-folder.ts";
import { Button } from "../controls/button.tsx";
import { Dialog, DialogActions } from "../controls/dialog.tsx";
import { FormFailure } from "../controls/form-failure.tsx";
import { createNamedWork, DeviceNameField } from "../data/device-name.tsx";
import { FoundProjects } from "../data/found-projects.tsx";
import type { ChosenFolder } from "../data/share-folder-dialog.tsx";
import styles from "../data/shared-folder.module.css";
import { leftOutWords, WHAT_IS_WRITTEN } from "../data/shared-folder-words.ts";
import { lendsFolders, pickFolder } from "../data/pickers.ts";
import { useEngine } from "../state/engine-context.ts";

/** Picks a folder that devices share, and opens a project of it here. Nothing where the browser lends no folders. */
export function OpenShared(props: { onOpen: (projectId: string) => void }): JSX.Element {
  const engine = useEngine();
  const [looking, setLooking] = createSignal(false);
  const [chosen, setChosen] = createSignal<ChosenFolder>();
  const [deviceName, setDeviceName] = createSignal("");
  const [failure, setFailure] = createSignal<Failure>();

  const choose = async (): Promise<void> => {
    const handle = await pickFolder({ id: "lochan-shared", mode: "readwrite" });
    if (handle === undefined) return;
    setLooking(true);
    const [found, device] = await Promise.all([engine.findSharedProjects(handle), engine.device()]);
    setLooking(false);
    setFailure(found.ok ? undefined : found.failure);
    if (device.ok) setDeviceName(device.value.name);
    if (found.ok) setChosen({ handle, name: handle.name, ...found.value });
  };

  return (
    <Show when={lendsFolders()}>
      <Button icon="folder" small busy={looking()} onClick={() => void choose()}>
        Open from a shared folder
      </Button>
      <FormFailure failure={failure()} fields={[]} />
      <Dialog
        open={chosen() !== undefined}
        onClose={() => setChosen(undefined)}
        title={`Open from ${chosen()?.name ?? ""}`}
      >
        <Show when={chosen()} keyed>
          {(folder) => (
            <Found
              folder={folder}
              deviceName={deviceName()}
              onClose={() => setChosen(undefined)}
              onOpen={(projectId) => props.onOpen(projectId)}
            />
          )}
        </Show>
      </Dialog>
    </Show>
  );
}

function Found(props: {
  folder: ChosenFolder;
  deviceName: string;
  onClose: () => void;
  onOpen: (projectId: string) => void;
}): JSX.Element {
  const engine = useEngine();
  const work = createNamedWork(props.deviceName);
  const { handle, name: folderName, projects, leftOut } = props.folder;

  const open = async ({ id }: FoundProject): Promise<void> => {
    if (await work.run(id, () => engine.takeSharedProject(id, { handle, name: folderName })))
      props.onOpen(id);
  };

  return (
    <>
      <div class={styles["form"]}>
        <FormFailure failure={work.failure()} fields={["name"]} />
        <Show
          when={projects.length > 0}
          fallback={
            <p>
              No device has written a project into this folder, or a drive has not brought it yet. On the
              other device it is shared under Data, Shared folder. Choose the folder that was chosen there.
            </p>
          }
        >
          <FoundProjects
            projects={projects}
            pending={work.pending()}
            onOpen={(project) => void open(project)}
          />
          <p>{WHAT_IS_WRITTEN}</p>
          <DeviceNameField work={work} />
        </Show>
        <Show when={leftOut > 0}>
          <p>{leftOutWords(leftOut)}</p>
        </Show>
      </div>
      <DialogActions>
        <Button onClick={() => props.onClose()}>Cancel</Button>
      </DialogActions>
    </>
  );
}
