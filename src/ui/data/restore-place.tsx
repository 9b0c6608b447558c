import { lazy, Show, Suspense, type JSX } from "solid-js";
import type { QuestionWindow } from "../../model/question.ts";
import { Button } from "../controls/button.tsx";
import { Notice } from "../controls/notice.tsx";
import { useEngine } from "../state/engine-context.ts";
import { ofKind } from "../state/of-kind.ts";
import { shareWords } from "./backup-share.ts";
import { restoresOf } from "./restores.ts";

const RestoreDialog = lazy(async () => ({ default: (await import("./restore-dialog.tsx")).RestoreDialog }));

/** Where a backup is restored, on every page: its dialog, and a word on it while it runs behind. */
export function RestorePlace(props: {
  timeZone: string;
  onOpen: (projectId: string, window?: QuestionWindow) => void;
  onClosed: (restored: string[]) => void;
}): JSX.Element {
  const restores = restoresOf(useEngine());
  const behind = () => (restores.hidden() ? ofKind(restores.work(), "running") : undefined);
  return (
    <>
      <Show when={behind()}>
        {(now) => (
          <Notice
            title={`Restoring ${now().file.name}${shareWords(now().progress)}`}
            actions={
              <Button small onClick={() => restores.hide(false)}>
                Show
              </Button>
            }
          />
        )}
      </Show>
      <Show when={restores.work()}>
        <Suspense>
          <RestoreDialog
            timeZone={props.timeZone}
            onOpen={(...opening) => props.onOpen(...opening)}
            onClosed={(restored) => props.onClosed(restored)}
          />
        </Suspense>
      </Show>
    </>
  );
}
