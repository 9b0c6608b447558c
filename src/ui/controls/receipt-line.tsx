import { Show, type JSX } from "solid-js";
import type { AnswerSource, Receipt } from "../../model/question.ts";
import { capital } from "../state/capital.ts";
import { counted } from "../state/counted.ts";
import { formatCount, formatInstant, formatMs } from "../state/format.ts";
import { Popover } from "./popover.tsx";
import styles from "./receipt.module.css";

const SOURCES: Record<AnswerSource, { short: string; long: string; scanned: string }> = {
  counters: { short: "counters", long: "Realtime counters", scanned: "second" },
  hourly: { short: "hourly rollups", long: "Hourly rollups", scanned: "bucket" },
  daily: { short: "daily rollups", long: "Daily rollups", scanned: "bucket" },
  raw: { short: "raw events", long: "Every event (DuckDB)", scanned: "row" },
};

function leftOutText({ rules, events }: NonNullable<Receipt["leftOut"]>): string {
  if (rules.length === 0) return "nothing: no traffic rule is on";
  return `${counted(events, "event")}, by ${counted(rules.length, "traffic rule")}: ${rules.join(", ")}`;
}

/** Where an answer came from and how long it took; the whole receipt on demand. */
export function ReceiptLine(props: { receipt: Receipt | undefined }): JSX.Element {
  return (
    <Show when={props.receipt}>
      {(receipt) => (
        <Popover
          title="Where this comes from"
          triggerClass={styles["trigger"]}
          label={`Receipt: ${SOURCES[receipt().source].short}, ${formatMs(receipt().ms)}`}
          placement="bottom-end"
          trigger={`${SOURCES[receipt().source].short} · ${formatMs(receipt().ms)}`}
        >
          <dl class={styles["facts"]}>
            <dt>Source</dt>
            <dd>{SOURCES[receipt().source].long}</dd>
            <dt>Time in the worker</dt>
            <dd>{formatMs(receipt().ms)}</dd>
            <dt>Looked at</dt>
            <dd>{counted(receipt().scanned, SOURCES[receipt().source].scanned)}</dd>
            <dt>From</dt>
            <dd>{formatInstant(receipt().from, receipt().timeZone)}</dd>
            <dt>To, not included</dt>
            <dd>{formatInstant(receipt().to, receipt().timeZone)}</dd>
            <dt>Time zone</dt>
            <dd>{receipt().timeZone}</dd>
            <Show when={receipt().weekStart}>
              {(day) => (
                <>
                  <dt>Weeks from</dt>
                  <dd>{capital(day())}</dd>
                </>
              )}
            </Show>
            <Show when={receipt().leftOut}>
              {(leftOut) => (
                <>
                  <dt>Left out</dt>
                  <dd>{leftOutText(leftOut())}</dd>
                </>
              )}
            </Show>
            <dt>As of</dt>
            <dd>
              log entry {formatCount(receipt().sequence)}
              {receipt().generation > 1 ? `, generation ${receipt().generation}` : ""}
            </dd>
          </dl>
          <Show when={receipt().sql}>
            <pre class={styles["sql"]} tabIndex={0}>
              {receipt().sql}
            </pre>
          </Show>
        </Popover>
      )}
    </Show>
  );
}
