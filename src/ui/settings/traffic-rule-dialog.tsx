import { createSignal, createUniqueId, For, Show, type JSX } from "solid-js";
import type { Failure, Result } from "../../model/failure.ts";
import type { Filter } from "../../model/question.ts";
import { TRAFFIC_LIMITS, type TrafficRule } from "../../model/traffic.ts";
import { Button, IconButton } from "../controls/button.tsx";
import { Dialog, DialogActions } from "../controls/dialog.tsx";
import { TextInput } from "../controls/field.tsx";
import { FilterForm } from "../overview/filter-form.tsx";
import { FormFailure } from "../controls/form-failure.tsx";
import { filterToText } from "../state/filter-words.ts";
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
      onOpenChange={(open) => {
        if (!open) props.onClose();
      }}
      title={props.rule === undefined ? "New traffic rule" : "Edit traffic rule"}
      description="Events that keep to all of its conditions are left out of every answer while it is on. They stay stored."
    >
      <RuleForm {...props} />
    </Dialog>
  );
}

function RuleForm(props: TrafficRuleDialogProps): JSX.Element {
  const headingId = createUniqueId();
  // eslint-disable-next-line solid/reactivity -- the rule at the time the dialog opens
  const { rule } = props;
  const [name, setName] = createSignal(rule?.name ?? "");
  const [conditions, setConditions] = createSignal<readonly Filter[]>(rule?.conditions ?? []);
  const [adding, setAdding] = createSignal(rule === undefined);
  const [pending, setPending] = createSignal(false);
  const [failure, setFailure] = createSignal<Failure>();
  const [wrong, setWrong] = createSignal<{ name?: string; conditions?: string }>({});

  const save = async (): Promise<void> => {
    if (name().trim() === "") return void setWrong({ name: "Give the rule a name." });
    if (conditions().length === 0) return void setWrong({ conditions: "Add a condition first." });
    setPending(true);
    const saved = await props.onSave({
      name: name().trim(),
      on: rule?.on ?? true,
      conditions: [...conditions()],
    });
    setPending(false);
    if (saved.ok) return props.onClose();
    setFailure(saved.failure);
  };
  const add = (filter: Filter): void => {
    setConditions([...conditions(), filter]);
    setAdding(false);
    setWrong({});
  };

  return (
    <>
      <div class={styles["draft"]}>
        <FormFailure failure={failure()} fields={[]} />
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
        <section class={styles["conditions"]} aria-labelledby={headingId}>
          <h3 id={headingId}>Leave out events where</h3>
          <Show when={conditions().length > 0}>
            <ul>
              <For each={conditions()}>
                {(condition, index) => (
                  <li>
                    {index() > 0 ? "and " : ""}
                    {filterToText(condition)}
                    <IconButton
                      icon="close"
                      label={`Remove condition: ${filterToText(condition)}`}
                      look="quiet"
                      small
                      onClick={() => setConditions(conditions().toSpliced(index(), 1))}
                    />
                  </li>
                )}
              </For>
            </ul>
          </Show>
          <Show
            when={adding()}
            fallback={
              <div>
                <Button
                  small
                  icon="plus"
                  disabled={conditions().length >= TRAFFIC_LIMITS.conditions}
                  onClick={() => setAdding(true)}
                >
                  Add a condition
                </Button>
              </div>
            }
          >
            <div class={styles["adding"]}>
              <FilterForm onAdd={add} words="Add condition" />
            </div>
          </Show>
          <Show when={wrong().conditions}>
            <p role="alert" class={styles["wrong"]}>
              {wrong().conditions}
            </p>
          </Show>
        </section>
        <Show when={conditions().length > 0}>
          <p class={styles["count"]} role="status">
            Leaves out: <RuleCount conditions={conditions()} />
          </p>
        </Show>
      </div>
      <DialogActions>
        <Button onClick={() => props.onClose()}>Cancel</Button>
        <Button look="primary" busy={pending()} onClick={() => void save()}>
          Save rule
        </Button>
      </DialogActions>
    </>
  );
}
