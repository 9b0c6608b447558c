import { onMount, type JSX } from "solid-js";
import { Button } from "../controls/button.tsx";
import { EmptyState } from "../controls/empty-state.tsx";

/** Where a bug ends up: says so, keeps the rest of the page, offers a way on. */
export function BugBoundary(props: { error: unknown; reset: () => void }): JSX.Element {
  onMount(() => console.error(props.error));
  const words = (): string => (props.error instanceof Error ? props.error.message : "Unknown error");
  return (
    <div role="alert">
      <EmptyState
        title="Something in this page broke"
        icon="warning"
        actions={
          <>
            <Button look="primary" onClick={() => props.reset()}>
              Try again
            </Button>
            <Button onClick={() => location.reload()}>Reload</Button>
          </>
        }
      >
        This is a fault in Lochan, not in your data: events keep coming in and are kept. It said: {words()}
      </EmptyState>
    </div>
  );
}
