import type { JSX } from "solid-js";
import type { Result } from "../../model/failure.ts";
import type { Run } from "../../model/run.ts";
import { NameDialog } from "../controls/name-dialog.tsx";
import { counted } from "../state/counted.ts";

/** Names a run that has just ended, or another name for one. */
export function RunNameDialog(props: {
  run: Run | undefined;
  fresh: boolean;
  onRename: (run: Run, name: string) => Promise<Result<Run>>;
  onClose: () => void;
}): JSX.Element {
  return (
    <NameDialog
      open={props.run !== undefined}
      title={props.fresh ? "Name this run" : "Rename run"}
      description={
        props.fresh
          ? `${counted(props.run?.counts?.events ?? 0, "event")} of ${counted(props.run?.counts?.names ?? 0, "name")} recorded.`
          : undefined
      }
      name={props.run?.name ?? ""}
      maxLength={100}
      action="Save name"
      rename={(name) => props.onRename(props.run!, name)}
      onRenamed={() => props.onClose()}
      onClose={() => props.onClose()}
    />
  );
}
