import { useNavigate } from "@solidjs/router";
import type { JSX } from "solid-js";
import { STAT_KINDS, type WidgetBody } from "../../model/dashboard.ts";
import { MEASURES } from "../../model/question.ts";
import { Button } from "../controls/button.tsx";
import { Icon } from "../controls/icon.tsx";
import { Menu } from "../controls/menu.tsx";
import { useView } from "../state/view-context.ts";
import type { WidgetDraft } from "./widget-dialog.tsx";
import { STAT_WORDS } from "./widget-words.ts";
import styles from "./widgets.module.css";

/** What can be done while a dashboard is edited. */
export function EditBar(props: {
  canUndo: boolean;
  onUndo: () => void;
  onAdd: (widget: WidgetBody) => void;
  onDraft: (draft: WidgetDraft) => void;
}): JSX.Element {
  const view = useView();
  const navigate = useNavigate();
  const id = (): string => crypto.randomUUID();
  return (
    <div class={styles["bar"]} role="group" aria-label="Editing">
      <Menu
        trigger={
          <>
            <Icon name="plus" size={13} /> Add widget
          </>
        }
        items={[
          {
            label: "New question…",
            hint: "in Explore",
            icon: "chart",
            onChoose: () => navigate(view.href("/explore")),
          },
          { label: "Saved question…", icon: "chart", onChoose: () => props.onDraft({ kind: "saved" }) },
          { label: "List of a property…", icon: "menu", onChoose: () => props.onDraft({ kind: "list" }) },
          {
            label: "Text…",
            icon: "text",
            onChoose: () => props.onDraft({ kind: "text", widget: undefined }),
          },
          {
            label: "Events, users, sessions over time",
            icon: "chart",
            separated: true,
            onChoose: () => props.onAdd({ id: id(), kind: "series", measures: [...MEASURES] }),
          },
          {
            label: "Recent events",
            icon: "live",
            onChoose: () => props.onAdd({ id: id(), kind: "recent" }),
          },
          {
            label: "Goals",
            icon: "check",
            onChoose: () => props.onAdd({ id: id(), kind: "goals" }),
          },
          ...STAT_KINDS.map((stat, at) => ({
            label: STAT_WORDS[stat],
            icon: "overview" as const,
            separated: at === 0,
            onChoose: () => props.onAdd({ id: id(), kind: "stat", stat }),
          })),
        ]}
      />
      <Button disabled={!props.canUndo} onClick={() => props.onUndo()}>
        Undo
      </Button>
      <p>
        <span class={styles["broad"]}>
          Drag widgets, or their corner to resize them. By keyboard: Enter on a handle, then arrow keys, with
          Shift to resize.
        </span>
        <span class={styles["narrow"]}>
          Here widgets go up and down; on a wider screen they are dragged and resized.
        </span>
      </p>
    </div>
  );
}
