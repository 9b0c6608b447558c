import type { EngineApi, SqlResult } from "../../engine/api.ts";
import { canonicalJson } from "../../model/canonical-json.ts";
import type { JsonValue } from "../../model/event.ts";
import type { AskedSearch, SearchReceipt } from "../../model/event-search.ts";
import { success } from "../../model/failure.ts";
import { sizeWords } from "../../model/size-words.ts";
import { SQL_LIMITS } from "../../model/sql-limits.ts";
import { counted } from "../state/counted.ts";
import { isEventTerm } from "../../model/filter-terms.ts";
import { termToText, type TermWords } from "../state/filter-words.ts";
import { formatCount, formatInstant, formatMs } from "../state/format.ts";
import type { Outcome, ReceiptView } from "./receipt-view.ts";

const recordOf = (value: unknown): string => canonicalJson(value as JsonValue);

/** Of a statement that somebody wrote. */
export function sqlReceipt(
  engine: Pick<EngineApi, "sql">,
  projectId: string,
  text: string,
  result: SqlResult,
  limit?: number,
): ReceiptView {
  const record = ({ columns, rows, truncated }: SqlResult): string =>
    recordOf({ sql: text, columns, rows, truncated });
  return {
    words: "The statement below, of every event of the project",
    asked: JSON.stringify({ sql: text }, null, 2),
    facts: [
      ["Source", "Every event (DuckDB), read only"],
      [
        "Rows",
        result.truncated
          ? `the first ${formatCount(result.rows.length)}${result.truncatedBy === "bytes" ? `, as many as ${sizeWords(SQL_LIMITS.bytes)} hold` : ""}; there are more`
          : counted(result.rows.length, "row"),
      ],
      ["Columns", formatCount(result.columns.length)],
      ["Time in the worker", formatMs(result.ms)],
      ["As of", `log entry ${formatCount(result.sequence)}`],
    ],
    sql: text,
    record: record(result),
    async runAgain() {
      const again = await engine.sql(projectId, text, limit === undefined ? {} : { limit });
      if (!again.ok) return again;
      const isSame = record(result) === record(again.value);
      const words = [movedWords(result.sequence, again.value.sequence)];
      if (!isSame) {
        const [then, now] = [result.rows, again.value.rows];
        words.unshift(
          then.length === now.length
            ? `${counted(then.filter((row, at) => recordOf(row) !== recordOf(now[at])).length, "row differs", "rows differ")}.`
            : `There were ${counted(then.length, "row")}, and there are ${formatCount(now.length)}.`,
        );
        if (result.sequence === again.value.sequence)
          words.push(
            "A statement that leaves the order of its rows open, or asks for the time, may say another thing each time.",
          );
      }
      return success({ isSame, words });
    },
  };
}

const movedWords = (then: number, now: number): string =>
  then === now
    ? "The log is where it was."
    : `The log went on from entry ${formatCount(then)} to ${formatCount(now)}.`;

/** Of a search for events: of how many it found. */
export function searchReceipt(
  engine: Pick<EngineApi, "countEvents">,
  projectId: string,
  asked: {
    search: AskedSearch;
    total: number;
    page: SearchReceipt;
    count: SearchReceipt;
    timeZone: string;
    known: TermWords;
  },
): ReceiptView {
  const { search, total, page, count, timeZone, known } = asked;
  const record = (found: number): string => recordOf({ search, timeZone, answer: { total: found } });
  const { generation, sequence } = count;
  return {
    words: [
      "Events",
      ...(search.filters.length > 0
        ? [`where ${search.filters.map((term) => termToText(term, known)).join(" and ")}`]
        : []),
      ...(search.text === "" ? [] : [`that hold “${search.text}”`]),
      `from ${formatInstant(search.from, timeZone)} to ${formatInstant(search.to, timeZone)} (not included), ${timeZone}`,
    ].join("; "),
    asked: JSON.stringify(search, null, 2),
    facts: [
      ["Answer", counted(total, "event")],
      [
        "Source",
        search.filters.every(isEventTerm)
          ? "Every event (the log's columns)"
          : "Every event (the log's columns), and the query engine for what users and sessions did",
      ],
      ["The count", `${formatMs(count.ms)}, ${counted(count.scanned, "event")} looked at`],
      ["The page read last", `${formatMs(page.ms)}, ${counted(page.scanned, "event")} looked at`],
      ...(count.lost > 0
        ? [["Cannot be read", `${counted(count.lost, "event")} in damaged blocks`] as const]
        : []),
      ["As of", `log entry ${formatCount(sequence)}${generation > 1 ? `, generation ${generation}` : ""}`],
    ],
    record: record(total),
    async runAgain() {
      const again = await engine.countEvents(projectId, search);
      if (!again.ok) return again;
      const isSame = again.value.total === total;
      const outcome: Outcome = {
        isSame,
        words: [
          ...(isSame
            ? []
            : [`There were ${counted(total, "event")}, and there are ${formatCount(again.value.total)}.`]),
          again.value.receipt.generation === generation
            ? movedWords(sequence, again.value.receipt.sequence)
            : "The log was written anew since: something was erased, an import was undone, or other contents came to stand.",
        ],
      };
      return success(outcome);
    },
  };
}
