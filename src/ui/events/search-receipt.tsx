import { Show, type JSX } from "solid-js";
import type { AskedSearch } from "../../model/event-search.ts";
import { searchReceipt } from "../receipts/other-receipts.ts";
import { ReceiptButton } from "../receipts/receipt-button.tsx";
import { useEngine } from "../state/engine-context.ts";
import { formatMs } from "../state/format.ts";
import { useProject } from "../state/projects-context.ts";
import { useTermWords } from "../state/segments.ts";
import type { PagesState } from "./event-pages.ts";

/** What was asked, and what was read for it; there once all is counted. */
export function SearchReceiptLine(props: {
  search: AskedSearch | undefined;
  state: PagesState | undefined;
}): JSX.Element {
  const engine = useEngine();
  const project = useProject();
  const known = useTermWords();
  const asked = () => {
    const { search, state } = props;
    return search !== undefined &&
      state?.receipt !== undefined &&
      state.countReceipt !== undefined &&
      state.total !== undefined
      ? { search, total: state.total, page: state.receipt, count: state.countReceipt }
      : undefined;
  };
  return (
    <Show when={asked()}>
      {(now) => (
        <ReceiptButton
          words={`the log · ${formatMs(now().page.ms)}`}
          view={() =>
            searchReceipt(engine, project().id, {
              ...now(),
              timeZone: project().timeZone,
              known: known(),
            })
          }
        />
      )}
    </Show>
  );
}
