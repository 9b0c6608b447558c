import { For, type JSX } from "solid-js";
import type { FoundProject } from "../../model/shared-folder.ts";
import { Button } from "../controls/button.tsx";
import frame from "../controls/framed-list.module.css";
import { foundWords } from "./shared-folder-words.ts";
import styles from "./shared-folder.module.css";

/** Projects of a shared folder that are not on this device, each to be opened. */
export function FoundProjects(props: {
  projects: readonly FoundProject[];
  /** The id of the one that is being opened. */
  pending: string | undefined;
  onOpen: (project: FoundProject) => void;
}): JSX.Element {
  return (
    <ul class={frame["list"]} aria-label="Projects in the folder">
      <For each={props.projects}>
        {(project) => (
          <li>
            <span class={styles["device"]}>
              <bdi class={styles["name"]}>{project.name}</bdi>
              <span class={styles["why"]}>{foundWords(project)}</span>
            </span>
            <Button small busy={props.pending === project.id} onClick={() => props.onOpen(project)}>
              Open here<span class="visually-hidden"> {project.name}</span>
            </Button>
          </li>
        )}
      </For>
    </ul>
  );
}
