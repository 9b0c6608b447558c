import type { JSX } from "solid-js";
import type { EngineApi, SqlResult } from "../../engine/api.ts";
import { sqlReceipt } from "../receipts/other-receipts.ts";
import { ReceiptButton } from "../receipts/receipt-button.tsx";
import { formatMs } from "../state/format.ts";
import { PAGE_ROWS } from "./create-sql-run.ts";

/** Where a result came from, how long it took, and what it is true at. */
export const SqlReceipt = (props: {
  engine: Pick<EngineApi, "sql">;
  projectId: string;
  text: string;
  result: SqlResult;
}): JSX.Element => (
  <ReceiptButton
    words={`SQL on raw events · ${formatMs(props.result.ms)}`}
    view={() => sqlReceipt(props.engine, props.projectId, props.text, props.result, PAGE_ROWS)}
  />
);
