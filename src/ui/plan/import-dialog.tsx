import { createMemo, createSignal, Show, type JSX } from "solid-js";
import { comparePlans, mergePlans } from "../../model/compare-plans.ts";
import type { Result } from "../../model/failure.ts";
import type { TrackingPlan } from "../../model/tracking-plan.ts";
import { Button } from "../controls/button.tsx";
import { Choices } from "../controls/choices.tsx";
import { Dialog, DialogActions } from "../controls/dialog.tsx";
import { Notice } from "../controls/notice.tsx";
import { counted } from "../state/counted.ts";
import { ChangeList } from "./change-list.tsx";
import { fitsLimits } from "./edit-plan.ts";
import styles from "./plan.module.css";

type Way = "add" | "replace";

const WAYS: readonly { value: Way; label: string }[] = [
  { value: "add", label: "Add what the plan lacks" },
  { value: "replace", label: "Replace the plan" },
];

export interface ReadPlanFile {
  fileName: string;
  plan: Result<TrackingPlan>;
}

/** What a plan's file would change, before it does. */
export function ImportDialog(props: {
  file: ReadPlanFile | undefined;
  plan: TrackingPlan;
  onClose: () => void;
  onTake: (plan: TrackingPlan) => void;
}): JSX.Element {
  return (
    <Dialog
      wide
      open={props.file !== undefined}
      onClose={() => props.onClose()}
      title="Import a tracking plan"
      description={props.file?.fileName}
    >
      <Show when={props.file}>
        {(file) => <Preview plan={props.plan} file={file()} onClose={props.onClose} onTake={props.onTake} />}
      </Show>
    </Dialog>
  );
}

function Preview(props: {
  file: ReadPlanFile;
  plan: TrackingPlan;
  onClose: () => void;
  onTake: (plan: TrackingPlan) => void;
}): JSX.Element {
  const [way, setWay] = createSignal<Way>("add");
  const replaces = (): boolean => way() === "replace";
  const read = (): TrackingPlan | undefined => (props.file.plan.ok ? props.file.plan.value : undefined);
  const next = createMemo((): TrackingPlan | undefined => {
    const plan = read();
    if (plan === undefined) return undefined;
    return replaces() ? plan : mergePlans(props.plan, plan);
  });
  const changes = createMemo(() => comparePlans(props.plan, next() ?? props.plan));
  const fits = (): boolean => fitsLimits(next() ?? props.plan);
  return (
    <div class={styles["dialog"]}>
      <Show when={!props.file.plan.ok && props.file.plan.failure}>
        {(failure) => (
          <Notice tone="bad" title="The file is not a tracking plan">
            {failure().message} Nothing was changed.
          </Notice>
        )}
      </Show>
      <Show when={read()}>
        {(plan) => (
          <>
            <Show when={props.plan.events.length > 0}>
              <Choices legend="What to do with it" options={WAYS} value={way()} onChange={setWay} />
            </Show>
            <p role="status">
              {counted(plan().events.length, "event")} in the file.{" "}
              {changes().length === 0
                ? "The plan would stay as it is."
                : `${counted(changes().length, "change")} to the plan:`}
            </p>
            <Show when={changes().length > 0}>
              <ChangeList label="What would change" changes={changes()} />
            </Show>
            <Show when={!fits()}>
              <p class={styles["wrong"]} role="alert">
                Together they would be more than a plan holds. Replace the plan, or take something out.
              </p>
            </Show>
          </>
        )}
      </Show>
      <DialogActions>
        <Button onClick={() => props.onClose()}>{read() === undefined ? "Close" : "Cancel"}</Button>
        <Show when={read()}>
          <Button
            look="primary"
            icon="upload"
            disabled={changes().length === 0 || !fits()}
            onClick={() => {
              const plan = next();
              if (plan !== undefined) props.onTake(plan);
            }}
          >
            {replaces() ? "Replace" : "Add"}
          </Button>
        </Show>
      </DialogActions>
    </div>
  );
}
