import { createSignal, Show, type JSX } from "solid-js";
import type { Result } from "../../model/failure.ts";
import type { Filter } from "../../model/question.ts";
import { TRAFFIC_LIMITS, type TrafficRule } from "../../model/traffic.ts";
import { Button } from "../controls/button.tsx";
import { Dialog, DialogActions } from "../controls/dialog.tsx";
import { TextInput } from "../controls/field.tsx";
import { ConditionList, type Conditions } from "../filters/condition-list.tsx";
import { FormFailure } from "../controls/form-failure.tsx";
import { createSubmission } from "../controls/submission.ts";
import { RuleCount } from "./rule-count.tsx";
import styles from "./traffic-section.module.css";

interface TrafficRuleDialogProps {
  open: boolean;
  /** Undefined for a new one. */
  rule: TrafficRule | undefined;
  onClose: () => void;
  onSave: (rule: TrafficRule) => Promise<Result<unknown>>;
}

/** A rule's name and conditions, and how much it leaves out, before it is saved. */
export function TrafficRuleDialog(props: TrafficRuleDialogProps): JSX.Element {
  return (
    <Dialog
      open={props.open}
      onClose={() => props.onClose()}
      title={props.rule === undefined ? "New traffic rule" : "Edit traffic rule"}
      description="Events that keep to all of its conditions are left out of every answer while it is on. They stay stored. Conditions are on what an event carries itself: what its user or session did may still change."
    >
      <RuleForm {...props} />
    </Dialog>
  );
}

function RuleForm(props: TrafficRuleDialogProps): JSX.Element {
  // eslint-disable-next-line solid/reactivity -- the rule at the time the dialog opens
  const { rule } = props;
  const [name, setName] = createSignal(rule?.name ?? "");
  const [conditions, setConditions] = createSignal<readonly Filter[]>(rule?.conditions ?? []);
  const [wrong, setWrong] = createSignal<{ name?: string; conditions?: string }>({});

  let written: Conditions | undefined;
  const saving = createSubmission(
    () => props.onSave({ name: name().trim(), on: rule?.on ?? true, conditions: [...conditions()] }),
    () => props.onClose(),
  );
  const save = async (): Promise<void> => {
    if (name().trim() === "") return void setWrong({ name: "Give the rule a name." });
    const taken = written?.take();
    if (taken === undefined) return;
    if (taken.length === 0) return void setWrong({ conditions: "Add a condition first." });
    await saving.submit();
  };
  return (
    <>
      <div class={styles["draft"]}>
        <FormFailure failure={saving.failure()} fields={[]} />
        <TextInput
          label="Name"
          placeholder="My own visits"
          value={name()}
          onInput={(typed) => {
            setName(typed);
            setWrong({});
          }}
          maxLength={TRAFFIC_LIMITS.nameLength}
          error={wrong().name}
        />
        <ConditionList
          ref={(list) => (written = list)}
          heading="Leave out events where"
          conditions={conditions()}
          onChange={(changed) => {
            setConditions(changed);
            setWrong({});
          }}
          most={TRAFFIC_LIMITS.conditions}
          adding={rule === undefined}
          error={wrong().conditions}
        />
        <Show when={conditions().length > 0}>
          <p class={styles["count"]} role="status">
            Leaves out: <RuleCount conditions={conditions()} />
          </p>
        </Show>
      </div>
      <DialogActions>
        <Button onClick={() => props.onClose()}>Cancel</Button>
        <Button look="primary" busy={saving.pending()} onClick={() => void save()}>
          Save rule
        </Button>
      </DialogActions>
    </>
  );
}
