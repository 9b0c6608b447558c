import { Navigate, useLocation, useParams } from "@solidjs/router";
import { createEffect, createSignal, Match, on, Show, Switch, type JSX } from "solid-js";
import type { Failure } from "../../model/failure.ts";
import { Button, LinkButton } from "../controls/button.tsx";
import { ErrorState } from "../controls/error-state.tsx";
import { FailureNotice } from "../controls/failure-notice.tsx";
import { Card } from "../controls/panel.tsx";
import { Skeleton } from "../controls/skeleton.tsx";
import { Toolbar } from "../overview/toolbar.tsx";
import { TrafficNote } from "../overview/traffic-note.tsx";
import { PageHeader } from "../shell/page-header.tsx";
import { useEngine } from "../state/engine-context.ts";
import { useProject } from "../state/projects-context.ts";
import { useView } from "../state/view-context.ts";
import { boardIdOf } from "./board-list.ts";
import { BoardMenu } from "./board-menu.tsx";
import { createBoard } from "./board-state.ts";
import { EditableBoard } from "./editable-board.tsx";
import styles from "./widgets.module.css";

/** A dashboard of one's own, over one range and one filter. */
export function DashboardPage(): JSX.Element {
  const params = useParams<{ key: string }>();
  const location = useLocation<{ edit?: boolean }>();
  const project = useProject();
  const view = useView();
  const engine = useEngine();
  const state = createBoard(
    () => project().id,
    () => boardIdOf(project().id, params.key),
  );
  const [editing, setEditing] = createSignal(false);
  const [trouble, setTrouble] = createSignal<Failure>();
  createEffect(
    on(
      () => params.key,
      () => {
        setEditing(location.state?.edit === true);
        setTrouble(undefined);
      },
    ),
  );
  createEffect(() => {
    const name = state.dashboard()?.name;
    if (name !== undefined) document.title = `${name} · ${project().name} · Lochan`;
  });
  const remove = async (): Promise<void> => {
    const gone = await engine.deleteDashboard(project().id, boardIdOf(project().id, params.key));
    if (gone.ok) state.retry();
    else setTrouble(gone.failure);
  };
  return (
    <Show when={params.key !== "overview"} fallback={<Navigate href={view.href("/")} />}>
      <Show
        when={state.dashboard()}
        fallback={<PageHeader title={state.failure() === undefined ? "Dashboard" : "No dashboard"} />}
      >
        {(dashboard) => (
          <Toolbar
            title={dashboard().name}
            actions={
              <BoardMenu
                state={state}
                dashboard={dashboard()}
                isOverview={false}
                editing={editing()}
                onEditing={setEditing}
                onFailure={setTrouble}
              />
            }
          />
        )}
      </Show>
      <TrafficNote />
      <Show when={trouble()}>
        {(failure) => (
          <div class={styles["notices"]}>
            <FailureNotice failure={failure()} onDismiss={() => setTrouble(undefined)} />
          </div>
        )}
      </Show>
      <Switch>
        <Match when={state.failure()}>
          {(failure) => (
            <Card>
              <ErrorState
                failure={failure()}
                onRetry={
                  ["damaged-record", "unknown-dashboard"].includes(failure().kind) ? undefined : state.retry
                }
                actions={
                  <>
                    <Show when={failure().kind === "damaged-record"}>
                      <Button look="danger" onClick={() => void remove()}>
                        Delete it
                      </Button>
                    </Show>
                    <LinkButton href={view.href("/dashboards")}>All dashboards</LinkButton>
                    <LinkButton href={view.href("/")}>Go to the Overview</LinkButton>
                  </>
                }
              />
            </Card>
          )}
        </Match>
        <Match when={state.dashboard()}>
          {(dashboard) => (
            <EditableBoard
              state={state}
              dashboard={dashboard()}
              editing={editing()}
              onEdit={() => setEditing(true)}
            />
          )}
        </Match>
        <Match when={true}>
          <Card>
            <div aria-busy="true">
              <Skeleton height="320px" />
            </div>
          </Card>
        </Match>
      </Switch>
    </Show>
  );
}
