import { useLocation } from "@solidjs/router";
import { createSignal, For, lazy, Show, Suspense, type JSX } from "solid-js";
import { boardPath, createBoardList } from "../boards/board-list.ts";
import { IconButton } from "../controls/button.tsx";
import { useProjects } from "../state/projects-context.ts";
import { useView } from "../state/view-context.ts";
import { DASHBOARDS } from "./places.ts";
import styles from "./shell.module.css";

const NewBoardDialog = lazy(async () => ({
  default: (await import("../boards/new-board-dialog.tsx")).NewBoardDialog,
}));

/** The dashboards of the project by name. */
export function BoardLinks(): JSX.Element {
  const view = useView();
  const projects = useProjects();
  const location = useLocation();
  const boards = createBoardList(() => projects.current()?.id);
  const [making, setMaking] = createSignal(false);
  const isAt = (path: string): "page" | undefined => (location.pathname === path ? "page" : undefined);
  return (
    <>
      <div class={styles["boards"]}>
        <p class={styles["groupHead"]}>
          <a
            class={styles["groupLink"]}
            href={view.href(DASHBOARDS.path)}
            aria-current={isAt(DASHBOARDS.path)}
          >
            Dashboards
          </a>
          <IconButton icon="plus" label="New dashboard" look="quiet" small onClick={() => setMaking(true)} />
        </p>
        <For each={boards()}>
          {(board) => (
            <a
              class={styles["link"]}
              href={view.href(boardPath(board))}
              aria-current={isAt(boardPath(board))}
              title={board.name}
            >
              <bdi class={styles["boardName"]}>{board.name}</bdi>
            </a>
          )}
        </For>
      </div>
      <Show when={making()}>
        <Suspense>
          <NewBoardDialog open onClose={() => setMaking(false)} />
        </Suspense>
      </Show>
    </>
  );
}
