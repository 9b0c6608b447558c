import { createSignal, Show, type JSX } from "solid-js";
import { PAGE_VIEW } from "../../model/event.ts";
import type { Result } from "../../model/failure.ts";
import { GOAL_LIMITS, type Goal } from "../../model/goal.ts";
import { MAX_FILTERS, type EventMatch, type Filter } from "../../model/question.ts";
import { Button } from "../controls/button.tsx";
import { Choices } from "../controls/choices.tsx";
import { Dialog, DialogActions } from "../controls/dialog.tsx";
import { TextInput } from "../controls/field.tsx";
import { FormFailure } from "../controls/form-failure.tsx";
import { createSubmission } from "../controls/submission.ts";
import { ConditionList, type Conditions } from "../filters/condition-list.tsx";
import { EventInput } from "../filters/event-input.tsx";
import type { GoalDraft } from "./goals-state.ts";
import styles from "./goals-panel.module.css";

interface GoalDialogProps {
  open: boolean;
  /** Undefined for a new one. */
  goal: Goal | undefined;
  onClose: () => void;
  onSave: (draft: GoalDraft) => Promise<Result<Goal>>;
}

/** A goal's name and what it is of: an event, or pages. */
export function GoalDialog(props: GoalDialogProps): JSX.Element {
  return (
    <Dialog
      open={props.open}
      onClose={() => props.onClose()}
      title={props.goal === undefined ? "New goal" : "Edit goal"}
      description="What you want people to do. The Overview shows how many do."
    >
      <GoalForm {...props} />
    </Dialog>
  );
}

const isPath = ({ property, op }: Filter): boolean =>
  property === "path" && (op === "matches" || op === "is");

function GoalForm(props: GoalDialogProps): JSX.Element {
  // eslint-disable-next-line solid/reactivity -- the goal at the time the dialog opens
  const { goal } = props;
  const before = goal?.match ?? {};
  const pathOf = before.name === PAGE_VIEW ? before.filters?.find(isPath) : undefined;
  const [name, setName] = createSignal(goal?.name ?? "");
  const [kind, setKind] = createSignal<"event" | "page">(pathOf === undefined ? "event" : "page");
  const [event, setEvent] = createSignal<Pick<EventMatch, "name" | "type">>({
    ...(before.name !== undefined && { name: before.name }),
    ...(before.type !== undefined && { type: before.type }),
  });
  const [path, setPath] = createSignal(typeof pathOf?.value === "string" ? pathOf.value : "");
  const [conditions, setConditions] = createSignal<readonly Filter[]>(
    before.filters?.filter((each) => each !== pathOf) ?? [],
  );
  const [wrong, setWrong] = createSignal<string>();
  let written: Conditions | undefined;

  const match = (): EventMatch | undefined => {
    const rest = [...conditions()];
    if (kind() === "page") {
      const value = path().trim();
      if (value === "") return undefined;
      return { name: PAGE_VIEW, filters: [{ property: "path", op: "matches", value }, ...rest] };
    }
    const { name: of, type } = event();
    if (of === undefined && type === undefined) return undefined;
    return {
      ...(type !== undefined && { type }),
      ...(of !== undefined && { name: of }),
      ...(rest.length > 0 && { filters: rest }),
    };
  };
  const saving = createSubmission(
    () => {
      const found = match() ?? {};
      const words = found.name === PAGE_VIEW ? path().trim() : (found.name ?? found.type ?? "");
      return props.onSave({
        ...(goal && { id: goal.id, createdAt: goal.createdAt }),
        name: (name().trim() || words).slice(0, GOAL_LIMITS.nameLength),
        match: found,
      });
    },
    () => props.onClose(),
  );
  const save = async (): Promise<void> => {
    if (match() === undefined)
      return void setWrong(kind() === "page" ? "Say which pages." : "Say which event.");
    if (written?.take() === undefined) return;
    await saving.submit();
  };
  return (
    <>
      <div class={styles["draft"]}>
        <FormFailure failure={saving.failure()} fields={[]} />
        <Choices
          legend="Reached with"
          inline
          options={[
            { value: "event", label: "an event" },
            { value: "page", label: "a page" },
          ]}
          value={kind()}
          onChange={(chosen) => {
            setKind(chosen);
            setWrong(undefined);
          }}
        />
        <Show
          when={kind() === "page"}
          fallback={
            <div>
              <EventInput
                label="Event"
                value={event()}
                onChange={(chosen) => {
                  setEvent(chosen);
                  setWrong(undefined);
                }}
              />
              <Show when={wrong()}>
                <p role="alert" class={styles["wrong"]}>
                  {wrong()}
                </p>
              </Show>
            </div>
          }
        >
          <TextInput
            label="Page"
            placeholder="/thanks*"
            hint="A path as the Pages list shows it; * stands for anything."
            value={path()}
            onInput={(typed) => {
              setPath(typed);
              setWrong(undefined);
            }}
            error={wrong()}
          />
        </Show>
        <ConditionList
          ref={(conditions) => (written = conditions)}
          heading="Only where"
          conditions={conditions()}
          onChange={setConditions}
          most={MAX_FILTERS - 1}
        />
        <TextInput
          label="Name"
          placeholder="As the event or page, if left empty"
          value={name()}
          onInput={setName}
          maxLength={GOAL_LIMITS.nameLength}
        />
      </div>
      <DialogActions>
        <Button onClick={() => props.onClose()}>Cancel</Button>
        <Button look="primary" busy={saving.pending()} onClick={() => void save()}>
          Save goal
        </Button>
      </DialogActions>
    </>
  );
}
