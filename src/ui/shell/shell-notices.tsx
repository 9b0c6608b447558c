import { useLocation } from "@solidjs/router";
import { createMemo, For, lazy, Show, Suspense, type JSX } from "solid-js";
import type { EngineStatus } from "../../engine/api.ts";
import { Button } from "../controls/button.tsx";
import { FailureNotice } from "../controls/failure-notice.tsx";
import { Notice } from "../controls/notice.tsx";
import { useEngineFailed } from "../state/engine-context.ts";
import { ONE_BY_ONE } from "../state/engine-words.ts";
import { failureText } from "../state/failure-text.ts";
import { useLive } from "../state/live.ts";
import { useOffline } from "../state/offline.ts";
import { useView } from "../state/view-context.ts";
import { LostStorageNotice } from "./lost-storage-notice.tsx";
import { SpaceNotice } from "./space-notice.tsx";
import styles from "./shell.module.css";

/** Where it cannot be loaded, since whoever served the page is gone and it is not offline ready yet, nobody is reminded. */
const BackupNotice = lazy(() =>
  import("../data/backup-notice.tsx").then(
    (loaded) => ({ default: loaded.BackupNotice }),
    () => ({ default: (): JSX.Element => null }),
  ),
);

/** What the whole page should know: a link half understood, trouble below, a newer version. */
export function ShellNotices(props: { status: EngineStatus | undefined }): JSX.Element {
  const view = useView();
  const live = useLive();
  const offline = useOffline();
  const engineFailed = useEngineFailed();
  const location = useLocation();
  const holdsEvents = createMemo(() => (props.status?.events ?? 0) > 0);
  const rebuilding = () => {
    const state = live.mirror();
    return state.kind === "rebuilding" ? state : undefined;
  };
  const failed = () => {
    const state = live.mirror();
    return state.kind === "failed" ? state.failure : undefined;
  };
  return (
    <div class={styles["notices"]}>
      <For each={view.notices()}>
        {(words) => <Notice tone="warn" title={words} onDismiss={view.dismissNotices} />}
      </For>
      <Show when={live.notice()}>
        {(failure) => <FailureNotice failure={failure()} onDismiss={live.dismissNotice} />}
      </Show>
      <Show when={engineFailed()}>
        <Notice
          tone="bad"
          title="Lochan could not start in this tab"
          actions={
            <Button look="primary" small onClick={() => globalThis.location.reload()}>
              Reload
            </Button>
          }
        >
          What is stored is safe. If a reload does not help, a part of the app could not be loaded, or this
          browser is too old for it.
        </Notice>
      </Show>
      <LostStorageNotice status={props.status} />
      <SpaceNotice status={props.status} />
      <Show when={holdsEvents() && props.status}>
        {(status) => (
          <Suspense>
            <BackupNotice status={status()} onDataPage={location.pathname === "/data"} />
          </Suspense>
        )}
      </Show>
      <Show when={failed()}>
        {(failure) => (
          <Notice tone="warn" title="Some panels cannot be answered">
            {failureText(failure()).body} Not available meanwhile: {ONE_BY_ONE}. Everything else goes on.
          </Notice>
        )}
      </Show>
      <Show when={rebuilding()}>
        <Notice title="The query engine stopped and is being rebuilt">
          Nothing is lost. What reads events one by one answers again in a moment.
        </Notice>
      </Show>
      <Show when={offline.updateWaiting()}>
        <Notice
          title="A newer Lochan is ready"
          actions={
            <Button look="primary" small onClick={() => offline.update()}>
              Update now
            </Button>
          }
        >
          Stored events stay. The page reloads.
        </Notice>
      </Show>
    </div>
  );
}
