import { createMemo, Show, type JSX } from "solid-js";
import { zoneOf } from "../../model/time-zone.ts";
import { Button, LinkButton } from "../controls/button.tsx";
import { EmptyState } from "../controls/empty-state.tsx";
import { formatInstant } from "../state/format.ts";
import { useLive } from "../state/live.ts";
import { useProject } from "../state/projects-context.ts";
import { rangeInWords, rangeThatHolds } from "../state/range-words.ts";
import { useView } from "../state/view-context.ts";

/** An empty answer: what to change so that there is something to see. */
export function NothingInRange(props: { what: string }): JSX.Element {
  const live = useLive();
  const view = useView();
  const project = useProject();
  const latest = createMemo(() => live.recent()?.[0]?.timestamp);
  const filtered = (): boolean => view.state().filters.length > 0;
  return (
    <Show when={!live.counting()} fallback={<StillCounting />}>
      <Show
        when={!filtered()}
        fallback={
          <EmptyState
            title={`No ${props.what} match the filters`}
            icon="filter"
            actions={<Button onClick={() => view.change({ filters: [] })}>Remove the filters</Button>}
          />
        }
      >
        <Show
          when={latest()}
          fallback={
            <EmptyState
              title={`No ${props.what} yet`}
              icon="chart"
              actions={
                <>
                  <LinkButton href={view.href("/sources")}>Connect a site</LinkButton>
                  <LinkButton href={view.href("/data")}>Import a file</LinkButton>
                </>
              }
            />
          }
        >
          {(time) => (
            <EmptyState
              title={`No ${props.what} in this range`}
              icon="chart"
              actions={
                <Button
                  onClick={() =>
                    view.change({
                      window: rangeThatHolds(time(), Date.now(), zoneOf(project().timeZone)),
                    })
                  }
                >
                  Show{" "}
                  {rangeInWords(
                    rangeThatHolds(time(), Date.now(), zoneOf(project().timeZone)),
                    project().timeZone,
                  )}
                </Button>
              }
            >
              The latest event is from {formatInstant(time(), project().timeZone)}.
            </EmptyState>
          )}
        </Show>
      </Show>
    </Show>
  );
}

/** Instead of a nothing that is not known yet. */
export const StillCounting = (): JSX.Element => (
  <EmptyState title="Still counting" icon="chart">
    Events have come that are not in the numbers yet.
  </EmptyState>
);
