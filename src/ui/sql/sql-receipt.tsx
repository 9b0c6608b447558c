import type { JSX } from "solid-js";
import type { SqlResult } from "../../engine/api.ts";
import { Popover } from "../controls/popover.tsx";
import receipt from "../controls/receipt.module.css";
import { counted } from "../state/counted.ts";
import { formatCount, formatMs } from "../state/format.ts";

/** Where a result came from, how long it took, and what it is true at. */
export const SqlReceipt = (props: { text: string; result: SqlResult }): JSX.Element => (
  <Popover
    title="Where this comes from"
    triggerClass={receipt["trigger"]}
    label={`Receipt: SQL on raw events, ${formatMs(props.result.ms)}`}
    placement="bottom-end"
    trigger={`SQL on raw events · ${formatMs(props.result.ms)}`}
  >
    <dl class={receipt["facts"]}>
      <dt>Source</dt>
      <dd>Every event (DuckDB), read only</dd>
      <dt>Time in the worker</dt>
      <dd>{formatMs(props.result.ms)}</dd>
      <dt>Rows</dt>
      <dd>
        {props.result.truncated
          ? `the first ${formatCount(props.result.rows.length)}; there are more`
          : counted(props.result.rows.length, "row")}
      </dd>
      <dt>Columns</dt>
      <dd>{formatCount(props.result.columns.length)}</dd>
      <dt>As of</dt>
      <dd>log entry {formatCount(props.result.sequence)}</dd>
    </dl>
    <pre class={receipt["sql"]} tabIndex={0} role="region" aria-label="The statement">
      {props.text}
    </pre>
  </Popover>
);
