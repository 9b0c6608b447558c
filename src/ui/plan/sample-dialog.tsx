import { createResource, Match, Show, Suspense, Switch, type JSX } from "solid-js";
import type { ViolationCount } from "../../model/plan-violations.ts";
import type { Project } from "../../model/project.ts";
import type { TrackingPlan } from "../../model/tracking-plan.ts";
import { activeRules } from "../../model/traffic.ts";
import { Dialog } from "../controls/dialog.tsx";
import { EmptyState } from "../controls/empty-state.tsx";
import { ErrorState } from "../controls/error-state.tsx";
import { Skeleton } from "../controls/skeleton.tsx";
import { Inspector } from "../live/inspector.tsx";
import { useEngine } from "../state/engine-context.ts";

/** The latest event with a violation, whole. */
export function SampleDialog(props: {
  project: Project;
  plan: TrackingPlan;
  violation: ViolationCount | undefined;
  onClose: () => void;
}): JSX.Element {
  return (
    <Dialog
      wide
      open={props.violation !== undefined}
      onClose={() => props.onClose()}
      title="The last event like this"
    >
      <Show when={props.violation}>
        {(violation) => (
          <Suspense fallback={<Skeleton height="240px" />}>
            <Sample project={props.project} plan={props.plan} violation={violation()} />
          </Suspense>
        )}
      </Show>
    </Dialog>
  );
}

function Sample(props: { project: Project; plan: TrackingPlan; violation: ViolationCount }): JSX.Element {
  const engine = useEngine();
  const [event] = createResource(
    () => props.violation,
    ({ sample }) => engine.event(props.project.id, sample),
  );
  const found = () => {
    const result = event();
    return result?.ok === true ? (result.value ?? undefined) : undefined;
  };
  const failure = () => {
    const result = event();
    return result?.ok === false ? result.failure : undefined;
  };
  return (
    <Switch
      fallback={<EmptyState title="This event is gone">It was erased since it was counted.</EmptyState>}
    >
      <Match when={failure()}>{(reason) => <ErrorState failure={reason()} />}</Match>
      <Match when={found()}>
        {(shown) => (
          <Inspector
            event={shown()}
            rules={activeRules(props.project)}
            timeZone={props.project.timeZone}
            plan={props.plan}
          />
        )}
      </Match>
    </Switch>
  );
}
