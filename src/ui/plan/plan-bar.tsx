import { Show, type JSX } from "solid-js";
import { Button } from "../controls/button.tsx";
import { Notice } from "../controls/notice.tsx";
import { counted } from "../state/counted.ts";
import { failureText } from "../state/failure-text.ts";
import type { PlanDraft } from "./plan-draft.ts";

/** What is not saved, and what can be done about it. */
export function PlanBar(props: { draft: PlanDraft }): JSX.Element {
  const changes = (): number => props.draft.changes().length;
  return (
    <>
      <Show when={props.draft.saved() !== undefined && props.draft.failure()}>
        {(failure) => (
          <Notice tone="bad" title={failureText(failure()).title}>
            {failureText(failure()).body} Your changes are still here.
          </Notice>
        )}
      </Show>
      <Show when={props.draft.overtaken()}>
        <Notice
          tone="warn"
          title="Another tab saved the plan meanwhile"
          actions={
            <>
              <Button onClick={() => props.draft.discard()}>Take theirs</Button>
              <Button onClick={() => props.draft.keepMine()}>Keep mine</Button>
            </>
          }
        >
          Take theirs drops your changes. Keep mine puts your plan in place of theirs when you save.
        </Notice>
      </Show>
      <Show when={changes() > 0 && !props.draft.overtaken()}>
        <Notice
          tone="warn"
          title={`${counted(changes(), "change is", "changes are")} not saved`}
          actions={
            <>
              <Button disabled={!props.draft.canUndo()} onClick={() => props.draft.undo()}>
                Undo
              </Button>
              <Button onClick={() => props.draft.discard()}>Discard</Button>
              <Button look="primary" busy={props.draft.saving()} onClick={() => void props.draft.save()}>
                Save
              </Button>
            </>
          }
        />
      </Show>
    </>
  );
}
