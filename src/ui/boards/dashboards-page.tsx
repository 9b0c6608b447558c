import { createSignal, For, Show, type JSX } from "solid-js";
import { Button } from "../controls/button.tsx";
import { EmptyState } from "../controls/empty-state.tsx";
import { Card } from "../controls/panel.tsx";
import { Skeleton } from "../controls/skeleton.tsx";
import { PageHeader } from "../shell/page-header.tsx";
import { useProject } from "../state/projects-context.ts";
import { useView } from "../state/view-context.ts";
import { boardPath, createBoardList } from "./board-list.ts";
import { NewBoardDialog } from "./new-board-dialog.tsx";
import styles from "./dashboards-page.module.css";

/** Every dashboard of the project. */
export function DashboardsPage(): JSX.Element {
  const project = useProject();
  const view = useView();
  const boards = createBoardList(() => project().id);
  const [making, setMaking] = createSignal(false);
  return (
    <>
      <PageHeader
        title="Dashboards"
        actions={
          <Button look="primary" icon="plus" onClick={() => setMaking(true)}>
            New dashboard
          </Button>
        }
      />
      <Card>
        <Show when={boards()} fallback={<Skeleton height="120px" />}>
          {(all) => (
            <>
              <ul class={styles["list"]} aria-label="Dashboards">
                <li>
                  <a class={styles["board"]} href={view.href("/")}>
                    Overview
                  </a>
                </li>
                <For each={all()}>
                  {(board) => (
                    <li>
                      <a class={styles["board"]} href={view.href(boardPath(board))}>
                        <bdi>{board.name}</bdi>
                      </a>
                    </li>
                  )}
                </For>
              </ul>
              <Show when={all().length === 0}>
                <EmptyState title="No dashboards of your own yet" icon="overview">
                  Make one, or pin a question to one from Explore. They go into backups with the project.
                </EmptyState>
              </Show>
            </>
          )}
        </Show>
      </Card>
      <NewBoardDialog open={making()} onClose={() => setMaking(false)} />
    </>
  );
}
