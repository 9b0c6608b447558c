import { createResource, createSignal, createUniqueId, For, Match, Show, Switch, type JSX } from "solid-js";
import { DASHBOARD_LIMITS, type Widget, type WidgetBody } from "../../model/dashboard.ts";
import { MEASURES, type Measure } from "../../model/question.ts";
import type { SavedExploration } from "../../model/saved-exploration.ts";
import { Button } from "../controls/button.tsx";
import { Dialog, DialogActions } from "../controls/dialog.tsx";
import dialog from "../controls/dialog.module.css";
import field from "../controls/field.module.css";
import { Field, TextInput } from "../controls/field.tsx";
import { Form } from "../controls/form.tsx";
import { SelectField } from "../controls/select-field.tsx";
import { SuggestInput } from "../controls/suggest-input.tsx";
import { suggestProperties } from "../filters/suggestions.ts";
import { useEngine } from "../state/engine-context.ts";
import { labelToProperty, propertyLabel } from "../state/filter-words.ts";
import { useProject } from "../state/projects-context.ts";
import { MEASURE_LABELS } from "../state/question-words.ts";
import styles from "./widgets.module.css";

/** What is written or changed about a widget. */
export type WidgetDraft =
  | { kind: "text"; widget: Widget | undefined }
  | { kind: "title"; widget: Widget }
  | { kind: "list" }
  | { kind: "saved" };

const TITLES: Record<WidgetDraft["kind"], string> = {
  text: "Text",
  title: "Rename widget",
  list: "List of a property",
  saved: "Saved question",
};

/** Asks for what a widget needs; `onDone` gets it whole, but for its place where it is new. */
export function WidgetDialog(props: {
  draft: WidgetDraft | undefined;
  onAdd: (widget: WidgetBody) => void;
  onReplace: (widget: Widget) => void;
  onClose: () => void;
}): JSX.Element {
  const add = (widget: WidgetBody): void => {
    props.onAdd(widget);
    props.onClose();
  };
  const replace = (widget: Widget): void => {
    props.onReplace(widget);
    props.onClose();
  };
  const of = <Kind extends WidgetDraft["kind"]>(kind: Kind) => {
    const { draft } = props;
    return draft?.kind === kind ? (draft as Extract<WidgetDraft, { kind: Kind }>) : undefined;
  };
  return (
    <Dialog
      open={props.draft !== undefined}
      onClose={() => props.onClose()}
      title={props.draft === undefined ? "" : TITLES[props.draft.kind]}
      wide={props.draft?.kind === "text"}
    >
      <Switch>
        <Match when={of("text")}>
          {(draft) => (
            <TextForm
              text={draft().widget?.kind === "text" ? (draft().widget as { text: string }).text : ""}
              onSave={(text) => {
                const { widget } = draft();
                if (widget?.kind === "text") replace({ ...widget, text });
                else add({ id: crypto.randomUUID(), kind: "text", text });
              }}
              onClose={() => props.onClose()}
            />
          )}
        </Match>
        <Match when={of("title")}>
          {(draft) => <TitleForm widget={draft().widget} onSave={replace} onClose={() => props.onClose()} />}
        </Match>
        <Match when={of("list")}>
          <ListForm onSave={add} onClose={() => props.onClose()} />
        </Match>
        <Match when={of("saved")}>
          <SavedForm onSave={add} onClose={() => props.onClose()} />
        </Match>
      </Switch>
    </Dialog>
  );
}

function Actions(props: { action: string; disabled?: boolean; onClose: () => void }): JSX.Element {
  return (
    <DialogActions>
      <Button onClick={() => props.onClose()}>Cancel</Button>
      <Button type="submit" look="primary" disabled={props.disabled}>
        {props.action}
      </Button>
    </DialogActions>
  );
}

function TextForm(props: { text: string; onSave: (text: string) => void; onClose: () => void }): JSX.Element {
  // eslint-disable-next-line solid/reactivity -- the text at the time the dialog opens
  const [text, setText] = createSignal(props.text);
  return (
    <Form onSubmit={() => props.onSave(text())}>
      <div class={dialog["fields"]}>
        <Field
          label="Text"
          hint="# heading, - list, **bold**, *italic*, `code` and [link](https://…) are shown as such."
        >
          {(wiring) => (
            <textarea
              {...wiring}
              class={`${field["input"]} ${styles["writing"]}`}
              rows={9}
              maxLength={DASHBOARD_LIMITS.textLength}
              value={text()}
              onInput={(event) => setText(event.currentTarget.value)}
            />
          )}
        </Field>
      </div>
      <Actions action="Save text" onClose={props.onClose} />
    </Form>
  );
}

function TitleForm(props: {
  widget: Widget;
  onSave: (widget: Widget) => void;
  onClose: () => void;
}): JSX.Element {
  const before = (): string => {
    const { widget } = props;
    return widget.kind === "answer" || widget.kind === "top" ? (widget.title ?? "") : "";
  };
  // eslint-disable-next-line solid/reactivity -- the title at the time the dialog opens
  const [title, setTitle] = createSignal(before());
  const save = (): void => {
    const { widget } = props;
    const next = title().trim();
    if (widget.kind === "answer") {
      const { title: _, ...rest } = widget;
      props.onSave({ ...rest, ...(next !== "" && { title: next }) });
    } else if (widget.kind === "top" && next !== "") props.onSave({ ...widget, title: next });
    else props.onClose();
  };
  return (
    <Form onSubmit={save}>
      <div class={dialog["fields"]}>
        <TextInput
          label="Title"
          value={title()}
          onInput={setTitle}
          maxLength={DASHBOARD_LIMITS.titleLength}
          hint={props.widget.kind === "answer" ? "Left empty, it is called by what it counts." : undefined}
        />
      </div>
      <Actions action="Save title" onClose={props.onClose} />
    </Form>
  );
}

function ListForm(props: { onSave: (widget: WidgetBody) => void; onClose: () => void }): JSX.Element {
  const [property, setProperty] = createSignal("");
  const [measure, setMeasure] = createSignal<Measure>("events");
  const [error, setError] = createSignal<string>();
  const properties = suggestProperties(property);
  const save = (): void => {
    if (property().trim() === "") return void setError("Choose a property.");
    const breakdown = labelToProperty(property());
    const label = propertyLabel(breakdown).slice(0, 80);
    props.onSave({
      id: crypto.randomUUID(),
      kind: "top",
      title: label,
      tabs: [{ label, breakdown, ...(measure() !== "events" && { measure: measure() }) }],
    });
  };
  return (
    <Form onSubmit={save}>
      <div class={dialog["fields"]}>
        <SuggestInput
          label="Property"
          placeholder="Event, page, plan …"
          value={property()}
          error={error()}
          suggestions={properties.list()}
          note={properties.note()}
          onInput={(text) => {
            setProperty(text);
            setError(undefined);
          }}
          onChoose={({ value, label }) => setProperty(label ?? value)}
        />
        <SelectField
          inDialog
          label="Counted"
          options={MEASURES.map((value) => ({ value, label: MEASURE_LABELS[value] }))}
          value={measure()}
          onChange={setMeasure}
        />
      </div>
      <Actions action="Add list" onClose={props.onClose} />
    </Form>
  );
}

function SavedForm(props: { onSave: (widget: WidgetBody) => void; onClose: () => void }): JSX.Element {
  const engine = useEngine();
  const project = useProject();
  const groupName = createUniqueId();
  const [chosen, setChosen] = createSignal<SavedExploration>();
  const [saved] = createResource(
    () => project().id,
    async (id) => {
      const found = await engine.explorations(id);
      return found.ok ? found.value : [];
    },
    { initialValue: [] },
  );
  const save = (): void => {
    const question = chosen();
    if (question === undefined) return;
    props.onSave({
      id: crypto.randomUUID(),
      kind: "answer",
      title: question.name,
      exploration: question.exploration,
    });
  };
  return (
    <Form onSubmit={save}>
      <div class={dialog["fields"]}>
        <Show
          when={saved.latest.length > 0}
          fallback={
            <p class={styles["none"]}>
              None yet. Save a question in Explore, or pin it to a dashboard from there.
            </p>
          }
        >
          <fieldset class={styles["choices"]}>
            <legend class="visually-hidden">Saved question</legend>
            <For each={saved.latest}>
              {(each) => (
                <label class={styles["choice"]}>
                  <input
                    type="radio"
                    name={groupName}
                    checked={chosen()?.id === each.id}
                    onChange={() => setChosen(each)}
                  />
                  <bdi>{each.name}</bdi>
                </label>
              )}
            </For>
          </fieldset>
        </Show>
      </div>
      <Actions action="Add question" disabled={chosen() === undefined} onClose={props.onClose} />
    </Form>
  );
}
