import { Show, type JSX } from "solid-js";
import type { AskedSearch } from "../../model/event-search.ts";
import styles from "../controls/receipt.module.css";
import { Popover } from "../controls/popover.tsx";
import { counted } from "../state/counted.ts";
import { filterToText } from "../state/filter-words.ts";
import { formatCount, formatInstant, formatMs } from "../state/format.ts";
import type { PagesState } from "./event-pages.ts";

/** What was asked, and what was read for it. */
export function SearchReceiptLine(props: {
  search: AskedSearch | undefined;
  state: PagesState | undefined;
  timeZone: string;
}): JSX.Element {
  const asked = () => {
    const { search, state } = props;
    return search !== undefined && state?.receipt !== undefined
      ? { search, receipt: state.receipt, count: state.countReceipt }
      : undefined;
  };
  return (
    <Show when={asked()}>
      {(now) => (
        <Popover
          title="Where this comes from"
          triggerClass={styles["trigger"]}
          label={`Receipt: the log, ${formatMs(now().receipt.ms)}`}
          placement="bottom-end"
          trigger={`the log · ${formatMs(now().receipt.ms)}`}
        >
          <dl class={styles["facts"]}>
            <dt>Source</dt>
            <dd>Every event (the log's columns)</dd>
            <dt>The page read last</dt>
            <dd>
              {formatMs(now().receipt.ms)}, {counted(now().receipt.scanned, "event")} looked at
            </dd>
            <Show when={now().count}>
              {(count) => (
                <>
                  <dt>The count</dt>
                  <dd>
                    {formatMs(count().ms)}, {counted(count().scanned, "event")} looked at
                  </dd>
                </>
              )}
            </Show>
            <Show when={(now().count?.lost ?? now().receipt.lost) > 0}>
              <dt>Cannot be read</dt>
              <dd>{counted(now().count?.lost ?? now().receipt.lost, "event")} in damaged blocks</dd>
            </Show>
            <dt>From</dt>
            <dd>{formatInstant(now().search.from, props.timeZone)}</dd>
            <dt>To, not included</dt>
            <dd>{formatInstant(now().search.to, props.timeZone)}</dd>
            <Show when={now().search.filters.length > 0}>
              <dt>Where</dt>
              <dd>{now().search.filters.map(filterToText).join(", and ")}</dd>
            </Show>
            <Show when={now().search.text !== ""}>
              <dt>Holding</dt>
              <dd>“{now().search.text}”</dd>
            </Show>
            <dt>As of</dt>
            <dd>
              log entry {formatCount(now().receipt.sequence)}
              {now().receipt.generation > 1 ? `, generation ${now().receipt.generation}` : ""}
            </dd>
          </dl>
        </Popover>
      )}
    </Show>
  );
}
