import { useNavigate } from "@solidjs/router";
import { createSignal, lazy, Show, Suspense, type JSX } from "solid-js";
import { dashboardToFile } from "../../catalog/dashboard-file.ts";
import { DASHBOARD_LIMITS, type Dashboard } from "../../model/dashboard.ts";
import type { Failure } from "../../model/failure.ts";
import { Button } from "../controls/button.tsx";
import { Icon } from "../controls/icon.tsx";
import { Menu } from "../controls/menu.tsx";
import { saveBlob, toFileName } from "../data/save-blob.ts";
import { useEngine } from "../state/engine-context.ts";
import { useView } from "../state/view-context.ts";
import { addBoard, boardPath, removedBoardOf } from "./board-list.ts";
import type { BoardState } from "./board-state.ts";

const NameDialog = lazy(async () => ({
  default: (await import("../controls/name-dialog.tsx")).NameDialog,
}));

const COPY = " (copy)";

/** What is done with a dashboard as a whole. The Overview is reset where others are deleted. */
export function BoardMenu(props: {
  state: BoardState;
  dashboard: Dashboard;
  isOverview: boolean;
  editing: boolean;
  onEditing: (editing: boolean) => void;
  onFailure: (failure: Failure | undefined) => void;
}): JSX.Element {
  const engine = useEngine();
  const view = useView();
  const navigate = useNavigate();
  const [naming, setNaming] = createSignal(false);
  const duplicate = async (): Promise<void> => {
    const { projectId, name, widgets } = props.dashboard;
    const copy = await addBoard(engine, projectId, {
      name: `${name.slice(0, DASHBOARD_LIMITS.nameLength - COPY.length)}${COPY}`,
      widgets,
    });
    props.onFailure(copy.ok ? undefined : copy.failure);
    if (copy.ok) navigate(view.href(boardPath(copy.value)));
  };
  const exportFile = (): void =>
    saveBlob(
      new Blob([dashboardToFile(props.dashboard)], { type: "application/json" }),
      `${toFileName(props.dashboard.name)}-dashboard.json`,
    );
  const remove = async (): Promise<void> => {
    const { dashboard } = props;
    const gone = await engine.deleteDashboard(dashboard.projectId, dashboard.id);
    props.onFailure(gone.ok ? undefined : gone.failure);
    if (!gone.ok) return;
    removedBoardOf(engine).setRemoved(gone.value ?? undefined);
    navigate(view.href("/dashboards"));
  };
  return (
    <>
      <Button pressed={props.editing} onClick={() => props.onEditing(!props.editing)}>
        {props.editing ? "Done" : "Edit"}
      </Button>
      <Menu
        label={`Actions for the dashboard ${props.dashboard.name}`}
        trigger={<Icon name="menu" size={15} />}
        placement="bottom-end"
        items={[
          { label: "Rename…", icon: "edit", onChoose: () => setNaming(true) },
          { label: "Duplicate", icon: "copy", onChoose: () => void duplicate() },
          { label: "Export as JSON", icon: "download", onChoose: exportFile },
          props.isOverview
            ? {
                label: "Reset to default",
                icon: "trash",
                danger: true,
                separated: true,
                onChoose: () => {
                  props.state.reset();
                  // Where it can be undone.
                  props.onEditing(true);
                },
              }
            : {
                label: "Delete",
                icon: "trash",
                danger: true,
                separated: true,
                onChoose: () => void remove(),
              },
        ]}
      />
      <Show when={naming()}>
        <Suspense>
          <NameDialog
            open
            title="Rename dashboard"
            name={props.dashboard.name}
            maxLength={DASHBOARD_LIMITS.nameLength}
            action="Save name"
            rename={(name) => props.state.change({ name })}
            onRenamed={() => setNaming(false)}
            onClose={() => setNaming(false)}
          />
        </Suspense>
      </Show>
    </>
  );
}
