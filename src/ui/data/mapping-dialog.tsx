import { Show, type JSX } from "solid-js";
import type { FileInspection, MappingProposal, RowMapping } from "../../model/row-mapping.ts";
import { Button } from "../controls/button.tsx";
import { Dialog, DialogActions } from "../controls/dialog.tsx";
import { Form } from "../controls/form.tsx";
import { useEngine } from "../state/engine-context.ts";
import type { ImportJob } from "./import-queue.ts";
import { createMappingDraft } from "./mapping-draft.ts";
import { MappingFields, MappingWarnings } from "./mapping-fields.tsx";
import { EventsPreview, RowsPreview } from "./mapping-preview.tsx";
import styles from "./mapping.module.css";

interface Mappable {
  job: ImportJob;
  found: FileInspection;
  proposal: MappingProposal;
}

/** What a mapping of this file can be made from; undefined where its rows have no fields. */
function mappable(job: ImportJob | undefined): Mappable | undefined {
  if (job?.found === undefined) return undefined;
  const proposal = job.state.kind === "asking" ? job.state.proposal : job.found.proposal;
  return proposal && { job, found: job.found, proposal };
}

/** Asks what the columns of a file are, with what its first rows become. */
export function MappingDialog(props: {
  job: ImportJob | undefined;
  timeZone: string;
  /** What is done with the file then. Default `Import`. */
  action?: string;
  onMapped: (mapping: RowMapping) => void;
  onClose: () => void;
}): JSX.Element {
  return (
    <Dialog
      open={mappable(props.job) !== undefined}
      onClose={() => props.onClose()}
      widest
      title={`Which column is what in ${props.job?.fileName ?? "the file"}?`}
      description="Lochan proposes what the first rows look like. Files with the same columns are read like this from then on."
    >
      <Show when={mappable(props.job)}>
        {(made) => (
          <MappingForm
            {...made()}
            timeZone={props.timeZone}
            action={props.action ?? "Import"}
            onMapped={props.onMapped}
            onClose={props.onClose}
          />
        )}
      </Show>
    </Dialog>
  );
}

function MappingForm(
  props: Mappable & {
    timeZone: string;
    action: string;
    onMapped: (mapping: RowMapping) => void;
    onClose: () => void;
  },
): JSX.Element {
  // A fresh draft each time the dialog opens.
  const draft = createMappingDraft(useEngine(), {
    fileName: props.job.fileName,
    timeZone: props.timeZone,
    found: props.found,
    proposal: props.proposal,
    start: props.job.readAs.mapping ?? props.found.remembered,
  });
  return (
    <Form
      onSubmit={() => {
        if (draft.gap() === undefined) props.onMapped(draft.mapping());
      }}
    >
      <div class={styles["form"]}>
        <MappingWarnings draft={draft} />
        <RowsPreview draft={draft} />
        <MappingFields draft={draft} />
        <EventsPreview draft={draft} timeZone={props.timeZone} />
      </div>
      <DialogActions>
        <Show when={draft.gap()}>{(gap) => <p class={styles["gap"]}>{gap()}</p>}</Show>
        <Button onClick={() => props.onClose()}>Not now</Button>
        <Button type="submit" look="primary" disabled={draft.gap() !== undefined}>
          {props.action}
        </Button>
      </DialogActions>
    </Form>
  );
}
