import { Show, type JSX } from "solid-js";
import type { KeptList } from "../state/kept-list.ts";
import { Button } from "./button.tsx";
import { FailureNotice } from "./failure-notice.tsx";
import { Notice } from "./notice.tsx";

/** What went wrong with a list, and what was deleted from it, with the way back. */
export function KeptListNotices<T extends { name: string }>(props: {
  list: Pick<KeptList<T>, "failure" | "dismissFailure" | "removed" | "bringBack" | "dismissRemoved">;
  onBroughtBack?: () => void;
}): JSX.Element {
  return (
    <>
      <Show when={props.list.failure()}>
        {(failure) => <FailureNotice failure={failure()} onDismiss={() => props.list.dismissFailure()} />}
      </Show>
      <Show when={props.list.removed()}>
        {(removed) => (
          <Notice
            title={`${removed().name} was deleted`}
            actions={
              <Button small onClick={() => void props.list.bringBack().then(() => props.onBroughtBack?.())}>
                Undo
              </Button>
            }
            onDismiss={() => props.list.dismissRemoved()}
          />
        )}
      </Show>
    </>
  );
}
