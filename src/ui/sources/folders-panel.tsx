import { createSignal, For, Match, Show, Switch, type JSX } from "solid-js";
import type { Failure, Result } from "../../model/failure.ts";
import type { Project } from "../../model/project.ts";
import { Button } from "../controls/button.tsx";
import { EmptyState } from "../controls/empty-state.tsx";
import { ErrorState } from "../controls/error-state.tsx";
import { Panel } from "../controls/panel.tsx";
import { Skeleton } from "../controls/skeleton.tsx";
import { FormFailure } from "../controls/form-failure.tsx";
import { useEngine } from "../state/engine-context.ts";
import { FolderCard } from "./folder-card.tsx";
import { chooseFiles } from "../data/choose-files.ts";
import { lendsFolders, pickFolder } from "../data/pickers.ts";
import type { Folders } from "./sources-state.ts";
import styles from "./sources.module.css";

const CHOSEN_NAME = "chosen files";

/** Folders of this device that are read as they grow; where the browser lends none, files chosen by hand. */
export function FoldersPanel(props: { project: Project; folders: Folders }): JSX.Element {
  const engine = useEngine();
  const [pending, setPending] = createSignal(false);
  const [failure, setFailure] = createSignal<Failure>();
  const [said, setSaid] = createSignal("");
  const lends = lendsFolders();
  // Keyed by id, so that a card lives on while its folder is read.
  const ids = (): string[] => (props.folders.value() ?? []).map(({ id }) => id);
  const folder = (id: string) => props.folders.value()?.find((each) => each.id === id);

  const act = async (work: () => Promise<Result<unknown>>, words: string): Promise<void> => {
    setPending(true);
    const done = await work();
    setPending(false);
    setFailure(done.ok ? undefined : done.failure);
    setSaid(done.ok ? words : "");
    await props.folders.refresh();
  };
  const watch = async (): Promise<void> => {
    const handle = await pickFolder({ id: "lochan-watched", mode: "read" });
    if (handle === undefined) return;
    await act(
      () => engine.addFolder(props.project.id, { name: handle.name, handle }),
      `${handle.name} is watched from now on.`,
    );
  };
  /** Into the folder that stands for them, made the first time. */
  const read = async (folderId: string | undefined): Promise<void> => {
    const files = await chooseFiles();
    if (files.length === 0) return;
    await act(async () => {
      let id = folderId;
      if (id === undefined) {
        const added = await engine.addFolder(props.project.id, { name: CHOSEN_NAME });
        if (!added.ok) return added;
        ({ id } = added.value);
        await props.folders.refresh();
      }
      return engine.readChosenFiles(props.project.id, id, files);
    }, "What was new in the files is read.");
  };
  const chosenId = (): string | undefined =>
    props.folders.value()?.find(({ handle }) => handle === undefined)?.id;
  const add = (): JSX.Element => (
    <Button icon="folder" small busy={pending()} onClick={() => void (lends ? watch() : read(chosenId()))}>
      {lends ? "Watch a folder" : "Choose files"}
    </Button>
  );

  return (
    <div id="folders" class={styles["anchor"]}>
      <Panel title="Watched folders" aside={<Show when={ids().length > 0}>{add()}</Show>}>
        <FormFailure failure={failure()} fields={[]} />
        <span role="status" class={styles["said"]}>
          {said()}
        </span>
        <Switch fallback={<Skeleton height="72px" />}>
          <Match when={props.folders.failure()}>
            {(reason) => <ErrorState failure={reason()} onRetry={() => void props.folders.refresh()} />}
          </Match>
          <Match when={props.folders.value()?.length === 0}>
            <EmptyState title="No folder is watched" icon="folder" actions={add()}>
              {lends
                ? "New and grown files in a folder on this device, of all formats an import reads, are read while Lochan is open in a tab. Nothing in it is changed."
                : "This browser lends no folders. Choose the files instead: what they gained since the last time is read, told by their names."}
            </EmptyState>
          </Match>
          <Match when={ids().length > 0}>
            <ul class={styles["folders"]}>
              <For each={ids()}>
                {(id) => (
                  <Show when={folder(id)}>
                    {(known) => (
                      <FolderCard
                        project={props.project}
                        folder={known()}
                        pending={pending()}
                        onPause={(paused) =>
                          void act(
                            () => engine.pauseFolder(props.project.id, id, paused),
                            `${known().name} is ${paused ? "paused" : "watched again"}.`,
                          )
                        }
                        onRemove={() => {
                          const { name } = known();
                          void act(
                            () => engine.removeFolder(props.project.id, id),
                            `${name} is not watched any more. Its events stay.`,
                          );
                        }}
                        onAllowed={() => void act(() => engine.lookIntoFolders(), "")}
                        onChoose={() => void read(id)}
                      />
                    )}
                  </Show>
                )}
              </For>
            </ul>
          </Match>
        </Switch>
      </Panel>
    </div>
  );
}
