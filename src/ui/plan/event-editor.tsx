import { For, Index, Show, type JSX } from "solid-js";
import type { ViolationCount } from "../../model/plan-violations.ts";
import {
  PLAN_LIMITS,
  PLANNED_TYPES,
  type PlannedEvent,
  type PlannedProperty,
  type PlannedType,
} from "../../model/tracking-plan.ts";
import { Button, IconButton } from "../controls/button.tsx";
import { EmptyState } from "../controls/empty-state.tsx";
import { Panel } from "../controls/panel.tsx";
import { Select } from "../controls/select.tsx";
import { counted } from "../state/counted.ts";
import { keyWords, TYPE_LABELS, violationWords } from "../state/violation-words.ts";
import { AddRow } from "./add-row.tsx";
import { CommitInput } from "../controls/commit-input.tsx";
import { editProperty, keyError, nameError, withDescription } from "./edit-plan.ts";
import styles from "./plan.module.css";

const TYPES = PLANNED_TYPES.map((value) => ({ value, label: TYPE_LABELS[value] }));

/** One event of the plan: its name, what it means, and its properties. */
export function EventEditor(props: {
  event: PlannedEvent;
  otherNames: readonly string[];
  violations: readonly ViolationCount[];
  onEdit: (event: PlannedEvent) => void;
  onRemove: () => void;
}): JSX.Element {
  const keys = (): string[] => props.event.properties.map(({ key }) => key);
  const edit = (key: string, change: (property: PlannedProperty) => PlannedProperty): void =>
    props.onEdit(editProperty(props.event, key, change));
  return (
    <Panel
      title="Event"
      aside={
        <Button look="danger" small icon="trash" onClick={() => props.onRemove()}>
          Remove event
        </Button>
      }
    >
      <div class={styles["about"]}>
        <CommitInput
          label="Name of the event"
          strong
          value={props.event.name}
          maxLength={PLAN_LIMITS.nameLength}
          check={(name) => nameError(name, props.otherNames)}
          onCommit={(name) => props.onEdit({ ...props.event, name })}
        />
        <CommitInput
          label="Description of the event"
          placeholder="What it means, and when it is sent"
          value={props.event.description ?? ""}
          maxLength={PLAN_LIMITS.descriptionLength}
          onCommit={(text) => props.onEdit(withDescription(props.event, text))}
        />
      </div>
      <Show when={props.violations.length > 0}>
        <ul class={styles["departures"]} aria-label={`Violations of ${props.event.name}`}>
          <For each={props.violations}>
            {({ violation, count }) => (
              <li>
                {counted(count, "event")}: {violationWords(violation)}
              </li>
            )}
          </For>
        </ul>
      </Show>
      <h3 class={styles["group"]}>Properties</h3>
      <Show
        when={props.event.properties.length > 0}
        fallback={
          <p class={styles["none"]}>None yet. What Lochan adds itself, such as path, needs no line here.</p>
        }
      >
        <ul class={styles["properties"]} aria-label={`Properties of ${props.event.name}`}>
          <Index each={props.event.properties}>
            {(property) => (
              <PropertyRow
                property={property()}
                otherKeys={keys().filter((key) => key !== property().key)}
                onEdit={(changed) => edit(property().key, () => changed)}
                onRemove={() =>
                  props.onEdit({
                    ...props.event,
                    properties: props.event.properties.filter(({ key }) => key !== property().key),
                  })
                }
              />
            )}
          </Index>
        </ul>
      </Show>
      <AddRow
        label="Add a property"
        maxLength={PLAN_LIMITS.keyLength}
        check={(key) =>
          keys().length >= PLAN_LIMITS.properties
            ? `An event has at most ${PLAN_LIMITS.properties} properties.`
            : keyError(key, keys())
        }
        onAdd={(key) =>
          props.onEdit({
            ...props.event,
            properties: [...props.event.properties, { key, type: "text", required: false }],
          })
        }
      />
    </Panel>
  );
}

function PropertyRow(props: {
  property: PlannedProperty;
  otherKeys: readonly string[];
  onEdit: (property: PlannedProperty) => void;
  onRemove: () => void;
}): JSX.Element {
  const name = (): string => keyWords(props.property.key);
  return (
    <li class={styles["property"]}>
      <CommitInput
        label={`Name of property ${name()}`}
        strong
        value={props.property.key}
        maxLength={PLAN_LIMITS.keyLength}
        check={(key) => keyError(key, props.otherKeys)}
        onCommit={(key) => props.onEdit({ ...props.property, key })}
      />
      <Select<PlannedType>
        label={`Type of ${name()}`}
        wide
        options={TYPES}
        value={props.property.type}
        onChange={(type) => props.onEdit({ ...props.property, type })}
      />
      <label class={styles["required"]}>
        <input
          type="checkbox"
          aria-label={`Required: ${name()}`}
          checked={props.property.required}
          onChange={(event) => props.onEdit({ ...props.property, required: event.currentTarget.checked })}
        />
        Required
      </label>
      <CommitInput
        label={`Description of ${name()}`}
        placeholder="Description"
        value={props.property.description ?? ""}
        maxLength={PLAN_LIMITS.descriptionLength}
        onCommit={(text) => props.onEdit(withDescription(props.property, text))}
      />
      <IconButton icon="trash" label={`Remove ${name()}`} look="quiet" onClick={() => props.onRemove()} />
    </li>
  );
}

/** An event that came and that the plan does not name. */
export function UnplannedEvent(props: {
  name: string;
  events: number | undefined;
  onAdd: () => void;
}): JSX.Element {
  return (
    <Panel title={props.name}>
      <EmptyState
        title="Not in the plan"
        icon="plan"
        actions={
          <Button look="primary" icon="plus" onClick={() => props.onAdd()}>
            Add to the plan
          </Button>
        }
      >
        <Show when={props.events !== undefined}>
          {counted(props.events ?? 0, "event")} of this name came.{" "}
        </Show>
        Add it if you mean to send it; Infer from data then finds its properties.
      </EmptyState>
    </Panel>
  );
}
