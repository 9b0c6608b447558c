import { createResource, createSignal, Show, type JSX } from "solid-js";
import { DASHBOARD_LIMITS, type Dashboard, type WidgetBody } from "../../model/dashboard.ts";
import type { Result } from "../../model/failure.ts";
import { Button } from "../controls/button.tsx";
import { Dialog, DialogActions } from "../controls/dialog.tsx";
import dialog from "../controls/dialog.module.css";
import { TextInput } from "../controls/field.tsx";
import { fieldError, FormFailure } from "../controls/form-failure.tsx";
import { Form } from "../controls/form.tsx";
import { SelectField } from "../controls/select-field.tsx";
import { createSubmission } from "../controls/submission.ts";
import { useEngine } from "../state/engine-context.ts";
import { useProject } from "../state/projects-context.ts";
import { useTermWords } from "../state/segments.ts";
import { addBoard, boardKey } from "./board-list.ts";
import { withWidget } from "./new-widget.ts";
import { widgetTitle } from "./widget-words.ts";

/** Puts a widget on a dashboard, under an id of its own. */
export function PinDialog(props: {
  open: boolean;
  body: WidgetBody;
  /** The dashboard it is on already. */
  besides?: string;
  onPinned: (dashboard: Dashboard) => void;
  onClose: () => void;
}): JSX.Element {
  return (
    <Dialog open={props.open} onClose={() => props.onClose()} title="Pin to dashboard">
      <PinForm {...props} />
    </Dialog>
  );
}

const NEW = "new";
const OVERVIEW = "overview";

function PinForm(props: {
  body: WidgetBody;
  besides?: string;
  onPinned: (dashboard: Dashboard) => void;
  onClose: () => void;
}): JSX.Element {
  const engine = useEngine();
  const project = useProject();
  const [chosen, setChosen] = createSignal<string>();
  const [name, setName] = createSignal("");
  const [title, setTitle] = createSignal("");
  const [boards] = createResource(
    () => project().id,
    async (id) => {
      const found = await engine.dashboards(id);
      return found.ok ? found.value.filter((board) => board.id !== props.besides) : [];
    },
    { initialValue: [] },
  );
  const target = (): string => chosen() ?? boards.latest[0]?.id ?? NEW;
  const known = useTermWords();
  const usual = (): string => widgetTitle(props.body, known()).slice(0, DASHBOARD_LIMITS.titleLength);
  const hasTitle = (): boolean => props.body.kind === "answer" || props.body.kind === "top";
  const hasOverview = (): boolean =>
    props.besides === undefined || boardKey({ id: props.besides }) !== OVERVIEW;
  const pin = async (): Promise<Result<Dashboard>> => {
    const own = title().trim();
    const body: WidgetBody = {
      ...props.body,
      id: crypto.randomUUID(),
      ...(hasTitle() && own !== "" && { title: own }),
    };
    if (target() === NEW)
      return addBoard(engine, project().id, { name: name(), widgets: withWidget([], body) });
    const found = await engine.dashboard(project().id, target() === OVERVIEW ? undefined : target());
    if (!found.ok) return found;
    return engine.saveDashboard({ ...found.value, widgets: withWidget(found.value.widgets, body) });
  };
  const pinning = createSubmission(pin, (dashboard) => props.onPinned(dashboard));
  return (
    <Form onSubmit={pinning.submit}>
      <div class={dialog["fields"]}>
        <FormFailure failure={pinning.failure()} fields={["name"]} />
        <SelectField
          inDialog
          label="Dashboard"
          options={[
            ...boards.latest.map((board) => ({ value: board.id, label: board.name })),
            ...(hasOverview() ? [{ value: OVERVIEW, label: "Overview" }] : []),
            { value: NEW, label: "New dashboard…" },
          ]}
          value={target()}
          onChange={setChosen}
        />
        <Show when={!boards.loading && target() === NEW}>
          <TextInput
            label="Name of the dashboard"
            value={name()}
            onInput={setName}
            maxLength={DASHBOARD_LIMITS.nameLength}
            error={fieldError(pinning.failure(), "name")}
          />
        </Show>
        <Show
          when={hasTitle()}
          fallback={
            <p class={dialog["description"]}>
              {usual()}, over the range and under the filters of the dashboard it is on.
            </p>
          }
        >
          <TextInput
            label="Title"
            placeholder={usual()}
            value={title()}
            onInput={setTitle}
            maxLength={DASHBOARD_LIMITS.titleLength}
            hint="It shows the dashboard's range, and its filters beside those of its own."
          />
        </Show>
      </div>
      <DialogActions>
        <Button onClick={() => props.onClose()}>Cancel</Button>
        {/* Which one it goes to is known once they are. */}
        <Button type="submit" look="primary" icon="pin" busy={pinning.pending()} disabled={boards.loading}>
          Pin
        </Button>
      </DialogActions>
    </Form>
  );
}
