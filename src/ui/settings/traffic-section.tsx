import { createSignal, createUniqueId, For, Show, type JSX } from "solid-js";
import type { Failure, Result } from "../../model/failure.ts";
import type { Project } from "../../model/project.ts";
import type { Filter } from "../../model/question.ts";
import {
  BOT_PROPERTY,
  BOTS,
  TRAFFIC_LIMITS,
  trafficRules,
  type TrafficRule,
  type TrafficRules,
} from "../../model/traffic.ts";
import { Button, IconButton } from "../controls/button.tsx";
import { FormFailure } from "../controls/form-failure.tsx";
import { useEngine } from "../state/engine-context.ts";
import { filterToText } from "../state/filter-words.ts";
import { RuleCount } from "./rule-count.tsx";
import { TrafficRuleDialog } from "./traffic-rule-dialog.tsx";
import settings from "./settings.module.css";
import styles from "./traffic-section.module.css";

const BOT_CONDITIONS: Filter[] = [{ property: BOT_PROPERTY, op: "is", value: true }];

/** Which events answers leave out: bots, and what the user's own rules say. */
export function TrafficSection(props: { project: Project; onSaved: () => Promise<void> }): JSX.Element {
  const engine = useEngine();
  const [failure, setFailure] = createSignal<Failure>();
  const [said, setSaid] = createSignal("");
  /** The place of the rule that is being edited; past the last for a new one. */
  const [editing, setEditing] = createSignal<number>();
  const traffic = (): TrafficRules => trafficRules(props.project);
  const rules = (): TrafficRule[] => traffic().rules;

  const save = async (patch: Partial<TrafficRules>, words: string): Promise<Result<Project>> => {
    const updated = await engine.updateProject(props.project.id, { traffic: { ...traffic(), ...patch } });
    if (updated.ok) await props.onSaved();
    setSaid(updated.ok ? words : "");
    return updated;
  };
  const change = async (patch: Partial<TrafficRules>, words: string): Promise<void> => {
    const saved = await save(patch, words);
    setFailure(saved.ok ? undefined : saved.failure);
  };
  const turn = (at: number, on: boolean): Promise<void> =>
    change(
      { rules: rules().map((rule, index) => (index === at ? { ...rule, on } : rule)) },
      `${rules()[at]?.name} is ${on ? "on" : "off"}.`,
    );
  const remove = (at: number): Promise<void> =>
    change({ rules: rules().toSpliced(at, 1) }, `${rules()[at]?.name} was removed.`);
  const keep = (at: number, rule: TrafficRule): Promise<Result<Project>> =>
    save({ rules: rules().toSpliced(at, 1, rule) }, `${rule.name} was saved.`);

  return (
    <div class={settings["form"]}>
      <FormFailure failure={failure()} fields={[]} />
      <ul class={styles["rules"]} aria-label="Traffic rules">
        <RuleRow
          name={BOTS}
          words="Browsers that say they are automated"
          on={traffic().bots}
          conditions={BOT_CONDITIONS}
          onTurn={(bots) => void change({ bots }, `${BOTS} is ${bots ? "on" : "off"}.`)}
        />
        <For each={rules()}>
          {(rule, index) => (
            <RuleRow
              name={rule.name}
              words={rule.conditions.map(filterToText).join(", and ")}
              on={rule.on}
              conditions={rule.conditions}
              onTurn={(on) => void turn(index(), on)}
              onEdit={() => setEditing(index())}
              onRemove={() => void remove(index())}
            />
          )}
        </For>
      </ul>
      <div class={settings["submit"]}>
        <Button
          icon="plus"
          disabled={rules().length >= TRAFFIC_LIMITS.rules}
          onClick={() => setEditing(rules().length)}
        >
          Add a rule
        </Button>
        <span role="status" class={settings["said"]}>
          {said()}
        </span>
      </div>
      <TrafficRuleDialog
        open={editing() !== undefined}
        rule={rules()[editing() ?? -1]}
        onClose={() => setEditing(undefined)}
        onSave={(rule) => keep(editing() ?? rules().length, rule)}
      />
    </div>
  );
}

function RuleRow(props: {
  name: string;
  words: string;
  on: boolean;
  conditions: readonly Filter[];
  onTurn: (on: boolean) => void;
  onEdit?: () => void;
  onRemove?: () => void;
}): JSX.Element {
  const id = createUniqueId();
  return (
    <li class={styles["rule"]}>
      <div class={styles["main"]}>
        <input
          id={id}
          type="checkbox"
          aria-describedby={`${id}-words`}
          checked={props.on}
          onChange={(event) => props.onTurn(event.currentTarget.checked)}
        />
        <label for={id} class={styles["name"]}>
          {props.name}
        </label>
        <span id={`${id}-words`} class={styles["words"]}>
          {props.words}
        </span>
        <span class={styles["words"]}>
          <RuleCount conditions={props.conditions} />
        </span>
      </div>
      <Show when={props.onEdit}>
        {(edit) => (
          <span class={styles["actions"]}>
            <Button small look="quiet" aria-label={`Edit ${props.name}`} onClick={() => edit()()}>
              Edit
            </Button>
            <IconButton
              icon="close"
              label={`Remove ${props.name}`}
              look="quiet"
              small
              onClick={() => props.onRemove?.()}
            />
          </span>
        )}
      </Show>
    </li>
  );
}
