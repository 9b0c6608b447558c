import { Show, type JSX } from "solid-js";
import { Card } from "../controls/panel.tsx";
import { Skeleton } from "../controls/skeleton.tsx";
import { OverviewSkeleton } from "../overview/overview-skeleton.tsx";
import { PageHeader } from "./page-header.tsx";

/** A page's name and shape while what it shows, or its code, is on its way. */
export function PageSkeleton(props: { title: string; isOverview: boolean }): JSX.Element {
  return (
    <>
      <PageHeader title={props.title} />
      <Show
        when={props.isOverview}
        fallback={
          <Card>
            <div aria-busy="true">
              <Skeleton height="320px" />
            </div>
          </Card>
        }
      >
        <OverviewSkeleton />
      </Show>
    </>
  );
}
