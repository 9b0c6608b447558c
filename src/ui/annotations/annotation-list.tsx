import { createSignal, For, Show, type JSX } from "solid-js";
import { ANNOTATION_LIMITS, type Annotation } from "../../model/annotation.ts";
import { KeptListNotices } from "../controls/kept-list-notices.tsx";
import { Icon } from "../controls/icon.tsx";
import { Menu } from "../controls/menu.tsx";
import { NameDialog } from "../controls/name-dialog.tsx";
import { formatInstant } from "../state/format.ts";
import styles from "./annotations.module.css";
import type { Annotations } from "./annotations-state.ts";

/** What happened in a time: edited, deleted and brought back. Nothing where nothing did. */
export function AnnotationList(props: {
  annotations: Annotations;
  /** Half-open. */
  from: number;
  to: number;
  timeZone: string;
}): JSX.Element {
  const [editing, setEditing] = createSignal<Annotation>();
  const inside = (): Annotation[] =>
    (props.annotations.all() ?? []).filter(({ time }) => time >= props.from && time < props.to);
  return (
    <>
      <KeptListNotices list={props.annotations} />
      <Show when={inside().length > 0}>
        <ul class={styles["list"]} aria-label="Annotations">
          <For each={inside()}>
            {(each) => (
              <li class={styles["row"]}>
                <span class={styles["mark"]} aria-hidden="true" />
                <span class={styles["when"]}>{formatInstant(each.time, props.timeZone)}</span>
                <bdi class={styles["words"]}>{each.name}</bdi>
                <Menu
                  label={`Actions for ${each.name}`}
                  trigger={<Icon name="menu" size={14} />}
                  triggerLook={{ look: "quiet", small: true }}
                  placement="bottom-end"
                  items={[
                    { label: "Edit", icon: "edit", onChoose: () => setEditing(each) },
                    {
                      label: "Delete",
                      icon: "trash",
                      danger: true,
                      onChoose: () => void props.annotations.remove(each),
                    },
                  ]}
                />
              </li>
            )}
          </For>
        </ul>
      </Show>
      <Show when={editing()}>
        {(annotation) => (
          <AnnotationDialog
            annotations={props.annotations}
            annotation={annotation()}
            timeZone={props.timeZone}
            onClose={() => setEditing(undefined)}
          />
        )}
      </Show>
    </>
  );
}

/** Writes what happened, or writes it anew. */
export function AnnotationDialog(props: {
  annotations: Annotations;
  /** A new one has no name yet. */
  annotation: Pick<Annotation, "id" | "time" | "name">;
  timeZone: string;
  onClose: () => void;
}): JSX.Element {
  return (
    <NameDialog
      open
      title={props.annotation.name === "" ? "Add an annotation" : "Edit the annotation"}
      description={`At ${formatInstant(props.annotation.time, props.timeZone)}. It is kept with the project, and goes into its backups.`}
      name={props.annotation.name}
      maxLength={ANNOTATION_LIMITS.length}
      action="Save"
      rename={(name) => props.annotations.save({ ...props.annotation, name })}
      onRenamed={() => props.onClose()}
      onClose={() => props.onClose()}
    />
  );
}
