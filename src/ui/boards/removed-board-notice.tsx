import { useNavigate } from "@solidjs/router";
import { createEffect, createSignal, on, Show, type JSX } from "solid-js";
import type { Dashboard } from "../../model/dashboard.ts";
import type { Failure } from "../../model/failure.ts";
import { Button } from "../controls/button.tsx";
import { Notice } from "../controls/notice.tsx";
import { useEngine } from "../state/engine-context.ts";
import { failureText } from "../state/failure-text.ts";
import { useView } from "../state/view-context.ts";
import { boardPath, removedBoardOf } from "./board-list.ts";

/** Brings a deleted dashboard back. */
export function RemovedBoardNotice(): JSX.Element {
  const engine = useEngine();
  const view = useView();
  const navigate = useNavigate();
  const { removed, setRemoved } = removedBoardOf(engine);
  const [failure, setFailure] = createSignal<Failure>();
  createEffect(on(removed, () => setFailure(undefined)));
  const bringBack = async (dashboard: Dashboard): Promise<void> => {
    const saved = await engine.saveDashboard(dashboard);
    setFailure(saved.ok ? undefined : saved.failure);
    if (!saved.ok) return;
    setRemoved(undefined);
    navigate(view.href(boardPath(dashboard), { project: dashboard.projectId }));
  };
  return (
    <Show when={removed()}>
      {(dashboard) => (
        <Notice
          title={`${dashboard().name} was deleted`}
          actions={
            <Button small onClick={() => void bringBack(dashboard())}>
              Undo
            </Button>
          }
          onDismiss={() => setRemoved(undefined)}
        >
          <Show when={failure()}>{(failed) => failureText(failed()).body}</Show>
        </Notice>
      )}
    </Show>
  );
}
