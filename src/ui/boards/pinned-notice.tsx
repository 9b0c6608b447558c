import type { JSX } from "solid-js";
import type { Dashboard } from "../../model/dashboard.ts";
import { LinkButton } from "../controls/button.tsx";
import { Notice } from "../controls/notice.tsx";
import { useView } from "../state/view-context.ts";
import { boardKey, boardPath } from "./board-list.ts";

const pathOf = (dashboard: Dashboard): string =>
  boardKey(dashboard) === "overview" ? "/" : boardPath(dashboard);

/** Says where a widget was pinned to. */
export function PinnedNotice(props: { dashboard: Dashboard; onDismiss: () => void }): JSX.Element {
  const view = useView();
  return (
    <Notice
      tone="good"
      title={`Pinned to ${props.dashboard.name}`}
      actions={
        <LinkButton small href={view.href(pathOf(props.dashboard), { filters: [] })}>
          Open it
        </LinkButton>
      }
      onDismiss={() => props.onDismiss()}
    />
  );
}
