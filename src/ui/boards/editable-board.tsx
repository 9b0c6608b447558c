import { createMemo, createSignal, lazy, Show, Suspense, type JSX } from "solid-js";
import type { Dashboard, Widget, WidgetBody } from "../../model/dashboard.ts";
import { packGrid } from "../../model/grid.ts";
import { Button } from "../controls/button.tsx";
import { EmptyState } from "../controls/empty-state.tsx";
import { Notice } from "../controls/notice.tsx";
import { Card } from "../controls/panel.tsx";
import { failureText } from "../state/failure-text.ts";
import { useTermWords } from "../state/segments.ts";
import type { BoardState } from "./board-state.ts";
import { Board } from "./board.tsx";
import { replaceWidget, withWidget } from "./new-widget.ts";
import { PinnedNotice } from "./pinned-notice.tsx";
import type { WidgetDraft } from "./widget-dialog.tsx";
import { widgetTitle } from "./widget-words.ts";
import styles from "./widgets.module.css";

// The Overview is there before what it is edited with.
const EditBar = lazy(async () => ({ default: (await import("./edit-bar.tsx")).EditBar }));
const PinDialog = lazy(async () => ({ default: (await import("./pin-dialog.tsx")).PinDialog }));
const WidgetDialog = lazy(async () => ({ default: (await import("./widget-dialog.tsx")).WidgetDialog }));

/** A dashboard that is shown, or edited: what is changed is stored at once, and can be undone. */
export function EditableBoard(props: {
  state: BoardState;
  dashboard: Dashboard;
  editing: boolean;
  onEdit: () => void;
  /** Of the widgets those that have something to show; while they are edited it is all of them. */
  shown?: (widgets: readonly Widget[]) => readonly Widget[];
}): JSX.Element {
  const known = useTermWords();
  const [draft, setDraft] = createSignal<WidgetDraft>();
  const [removed, setRemoved] = createSignal<string>();
  const [pinning, setPinning] = createSignal<WidgetBody>();
  const [pinned, setPinned] = createSignal<Dashboard>();
  // What a script or a file says may overlap, or stand in another order than it is read in.
  const widgets = createMemo((): readonly Widget[] => packGrid(props.dashboard.widgets));
  const change = (next: Widget[]): void => void props.state.change({ widgets: next });
  const undo = (): void => {
    setRemoved(undefined);
    props.state.undo();
  };
  const edit = (widget: Widget): (() => void) | undefined => {
    if (widget.kind === "text") return () => setDraft({ kind: "text", widget });
    return widget.kind === "answer" || widget.kind === "top"
      ? () => setDraft({ kind: "title", widget })
      : undefined;
  };
  const remove = (widget: Widget): void => {
    setRemoved(widgetTitle(widget, known()));
    change(packGrid(widgets().filter(({ id }) => id !== widget.id)));
  };
  return (
    <>
      <div class={styles["notices"]}>
        <Show when={props.state.trouble()}>
          {(failure) => (
            <Notice
              tone="bad"
              title={`Not saved: ${failureText(failure()).title}`}
              onDismiss={() => props.state.dismissTrouble()}
            >
              {failureText(failure()).body}
            </Notice>
          )}
        </Show>
        <Show when={pinned()}>
          {(dashboard) => <PinnedNotice dashboard={dashboard()} onDismiss={() => setPinned(undefined)} />}
        </Show>
        <Show when={props.editing && removed()}>
          {(title) => (
            <Notice
              title={`${title()} was removed`}
              actions={
                <Button small onClick={undo}>
                  Bring back
                </Button>
              }
              onDismiss={() => setRemoved(undefined)}
            />
          )}
        </Show>
      </div>
      <Show when={props.editing}>
        <Suspense>
          <EditBar
            canUndo={props.state.canUndo()}
            onUndo={undo}
            onAdd={(body) => change(withWidget(widgets(), body))}
            onDraft={setDraft}
          />
        </Suspense>
      </Show>
      <Show
        when={widgets().length > 0}
        fallback={
          <Card>
            <EmptyState
              title="Nothing on this dashboard yet"
              icon="overview"
              actions={
                <Show when={!props.editing}>
                  <Button look="primary" icon="plus" onClick={() => props.onEdit()}>
                    Add widgets
                  </Button>
                </Show>
              }
            >
              Add widgets here, or pin any question to it from Explore.
            </EmptyState>
          </Card>
        }
      >
        <Board
          widgets={props.editing || props.shown === undefined ? widgets() : props.shown(widgets())}
          edits={props.editing ? { onChange: change, onEdit: edit, onRemove: remove } : undefined}
          onPin={setPinning}
        />
      </Show>
      <Show when={pinning()}>
        {(body) => (
          <Suspense>
            <PinDialog
              open
              body={body()}
              besides={props.dashboard.id}
              onPinned={(dashboard) => {
                setPinning(undefined);
                setPinned(dashboard);
              }}
              onClose={() => setPinning(undefined)}
            />
          </Suspense>
        )}
      </Show>
      <Show when={props.editing}>
        <Suspense>
          <WidgetDialog
            draft={draft()}
            onAdd={(body) => change(withWidget(widgets(), body))}
            onReplace={(widget) => change(replaceWidget(widgets(), widget))}
            onClose={() => setDraft(undefined)}
          />
        </Suspense>
      </Show>
    </>
  );
}
