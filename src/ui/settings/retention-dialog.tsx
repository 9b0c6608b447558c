import { createSignal, Show, type JSX } from "solid-js";
import type { RetentionPreview } from "../../engine/api.ts";
import type { Project } from "../../model/project.ts";
import { Button } from "../controls/button.tsx";
import { Dialog, DialogActions } from "../controls/dialog.tsx";
import { Form } from "../controls/form.tsx";
import { TypedConfirmation } from "../projects/typed-confirmation.tsx";
import { counted } from "../state/counted.ts";
import { formatInstant } from "../state/format.ts";
import styles from "./settings.module.css";

interface Asked {
  days: number;
  preview: RetentionPreview;
}

/** Says how many events would go now before a project keeps fewer days. */
export function RetentionDialog(props: {
  project: Project;
  asked: Asked | undefined;
  onClose: () => void;
  onAgreed: (days: number) => void;
}): JSX.Element {
  return (
    <Dialog
      open={props.asked !== undefined}
      onClose={() => props.onClose()}
      title={props.asked === undefined ? "" : `Keep ${counted(props.asked.days, "day")} of events`}
    >
      <Show when={props.asked} keyed>
        {(asked) => (
          <Agreement
            project={props.project}
            asked={asked}
            onClose={() => props.onClose()}
            onAgreed={() => props.onAgreed(asked.days)}
          />
        )}
      </Show>
    </Dialog>
  );
}

function Agreement(props: {
  project: Project;
  asked: Asked;
  onClose: () => void;
  onAgreed: () => void;
}): JSX.Element {
  const { events, before, clockAhead } = props.asked.preview;
  const [matches, setMatches] = createSignal(events === 0);
  return (
    <Form onSubmit={() => matches() && props.onAgreed()}>
      <div class={styles["form"]}>
        <p>
          <Show when={events > 0} fallback="No event is older: nothing goes now. ">
            <strong>
              {counted(events, "event")} of {props.project.name} from before{" "}
              {formatInstant(before, props.project.timeZone)}{" "}
              {clockAhead === undefined ? (events === 1 ? "goes" : "go") + " now" : "would go"}.
            </strong>{" "}
          </Show>
          Then each day goes when it is older than {counted(props.asked.days, "day")}.
        </p>
        <Show when={clockAhead}>
          {(ahead) => (
            <p>
              For now nothing goes: the newest event was received{" "}
              {formatInstant(ahead().receivedAt, props.project.timeZone)}, so the clock of this device may be
              wrong.
            </p>
          )}
        </Show>
        <p>
          What goes is removed from everything Lochan can read or export, and cannot be brought back. Files
          exported before still hold it.
        </p>
        <Show when={events > 0}>
          <TypedConfirmation words="erase" onMatch={setMatches} />
        </Show>
      </div>
      <DialogActions>
        <Button onClick={() => props.onClose()}>Cancel</Button>
        <Button type="submit" look={events > 0 ? "danger" : "primary"} disabled={!matches()}>
          {events > 0 ? `Erase ${counted(events, "event")}` : "Save"}
        </Button>
      </DialogActions>
    </Form>
  );
}
