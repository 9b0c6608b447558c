import { createResource, createSignal, lazy, Match, Show, Suspense, Switch, type JSX } from "solid-js";
import type { Failure } from "../../model/failure.ts";
import { createBoard } from "../boards/board-state.ts";
import { BoardMenu } from "../boards/board-menu.tsx";
import { EditableBoard } from "../boards/editable-board.tsx";
import { Button, LinkButton } from "../controls/button.tsx";
import { ErrorState } from "../controls/error-state.tsx";
import { EmptyState } from "../controls/empty-state.tsx";
import { FailureNotice } from "../controls/failure-notice.tsx";
import { Card } from "../controls/panel.tsx";
import { useEngine } from "../state/engine-context.ts";
import { useLive } from "../state/live.ts";
import { useProject } from "../state/projects-context.ts";
import { useView } from "../state/view-context.ts";
import { createPageWidgets } from "./page-widgets.ts";
import { OverviewSkeleton } from "./overview-skeleton.tsx";
import { Toolbar } from "./toolbar.tsx";
import { TrafficNote } from "./traffic-note.tsx";
import styles from "./overview-page.module.css";

const ImportedTotals = lazy(async () => ({
  default: (await import("./imported-totals.tsx")).ImportedTotals,
}));

const ShareDialog = lazy(async () => ({
  default: (await import("../share/share-dialog.tsx")).ShareDialog,
}));

/** The project's stored dashboard, and what other products counted where that was imported. */
export function OverviewPage(): JSX.Element {
  const project = useProject();
  const live = useLive();
  const engine = useEngine();
  // An initial value: without one, reading it suspends the whole page.
  const [hasTotals] = createResource(
    // They also come from other devices, while the page is open.
    () => ({ id: project().id, catalog: live.catalog() }),
    async ({ id }) => {
      const found = await engine.importedTotals(id, { before: 0 });
      return found.ok && found.value.extent !== undefined;
    },
    { initialValue: false },
  );
  const state = createBoard(
    () => project().id,
    () => undefined,
  );
  const pages = createPageWidgets();
  const [sharing, setSharing] = createSignal(false);
  const [editing, setEditing] = createSignal(false);
  const [trouble, setTrouble] = createSignal<Failure>();
  const isNew = (): boolean => live.recent()?.length === 0 && (live.counters()?.events5m.value ?? 0) === 0;
  return (
    <>
      <Toolbar
        title={state.dashboard()?.name ?? "Overview"}
        actions={
          <>
            <Button icon="file" disabled={state.dashboard() === undefined} onClick={() => setSharing(true)}>
              Share…
            </Button>
            <Show when={state.dashboard()}>
              {(dashboard) => (
                <BoardMenu
                  state={state}
                  dashboard={dashboard()}
                  isOverview
                  editing={editing()}
                  onEditing={setEditing}
                  onFailure={setTrouble}
                />
              )}
            </Show>
          </>
        }
      />
      <Show when={sharing() && state.dashboard()}>
        {(dashboard) => (
          <Suspense>
            <ShareDialog project={project()} dashboard={dashboard()} onClose={() => setSharing(false)} />
          </Suspense>
        )}
      </Show>
      <TrafficNote />
      <Show when={trouble()}>
        {(failure) => (
          <div class={styles["start"]}>
            <FailureNotice failure={failure()} onDismiss={() => setTrouble(undefined)} />
          </div>
        )}
      </Show>
      <Show when={isNew()}>
        <FirstSteps />
      </Show>
      <Switch>
        <Match when={state.failure()}>
          {(failure) => (
            <Card>
              <ErrorState
                failure={failure()}
                onRetry={failure().kind === "damaged-record" ? undefined : state.retry}
                actions={
                  failure().kind === "damaged-record" ? (
                    <Button look="primary" onClick={state.reset}>
                      Reset to default
                    </Button>
                  ) : undefined
                }
              />
            </Card>
          )}
        </Match>
        <Match when={state.dashboard()}>
          {(dashboard) => (
            <Show when={editing() || pages.known()} fallback={<OverviewSkeleton />}>
              <EditableBoard
                state={state}
                dashboard={dashboard()}
                editing={editing()}
                onEdit={() => setEditing(true)}
                shown={pages.shown}
              />
            </Show>
          )}
        </Match>
        <Match when={true}>
          <OverviewSkeleton />
        </Match>
      </Switch>
      <Show when={hasTotals.latest}>
        <Suspense>
          <ImportedTotals />
        </Suspense>
      </Show>
    </>
  );
}

function FirstSteps(): JSX.Element {
  const view = useView();
  return (
    <Card class={styles["start"]}>
      <EmptyState
        title="This project has no events yet"
        icon="live"
        actions={
          <>
            <LinkButton look="primary" href={`${view.href("/sources")}#snippet`}>
              Get the snippet
            </LinkButton>
            <LinkButton href={view.href("/data")}>Import a file</LinkButton>
          </>
        }
      >
        Put the snippet on a page you run in this browser, or drop in a file. Numbers appear here the moment
        the first event arrives.
      </EmptyState>
    </Card>
  );
}
