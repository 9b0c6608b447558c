import type { JSX } from "solid-js";
import { LinkButton } from "../controls/button.tsx";
import { EmptyState } from "../controls/empty-state.tsx";
import { useView } from "../state/view-context.ts";
import { PageHeader } from "./page-header.tsx";

export function NotFound(): JSX.Element {
  const view = useView();
  return (
    <>
      <PageHeader title="No such page" />
      <EmptyState
        title="This address leads nowhere"
        icon="info"
        actions={<LinkButton href={view.href("/")}>Go to the Overview</LinkButton>}
      >
        The link may be mistyped, or from another version. Your events are untouched.
      </EmptyState>
    </>
  );
}
