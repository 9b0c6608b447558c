import type { EngineApi } from "../../engine/api.ts";
import type { LochanEvent } from "../../model/event.ts";
import {
  PAGE_EVENTS,
  type EventPlace,
  type AskedSearch,
  type SearchPosition,
} from "../../model/event-search.ts";
import { toCsv, type Cell } from "../../model/csv-cells.ts";
import { success, type Result } from "../../model/failure.ts";
import { columnLabel, columnText, type ColumnId } from "./event-columns.ts";

/** A table any spreadsheet opens; files of all events are what Data exports. */
export const SAVED_ROWS = 100_000;

const cell = (event: LochanEvent, column: ColumnId): Cell =>
  column === "time" ? new Date(event.timestamp).toISOString() : columnText(event, column, "UTC");

/** What a search finds, the newest first, as CSV with these columns; times are in UTC. Undefined when it was stopped. */
export async function foundToCsv(options: {
  engine: EngineApi;
  projectId: string;
  search: AskedSearch;
  at: SearchPosition;
  columns: readonly ColumnId[];
  signal: AbortSignal;
  onProgress: (rows: number) => void;
}): Promise<Result<{ csv: string; rows: number } | undefined>> {
  const { engine, projectId, search, at, columns, signal, onProgress } = options;
  const parts = [toCsv([columns.map(columnLabel)])];
  let rows = 0;
  let before: EventPlace | undefined;
  for (;;) {
    const limit = Math.min(PAGE_EVENTS, SAVED_ROWS - rows);
    const page = await engine.searchEvents(
      projectId,
      { ...search, filters: [...search.filters] },
      { limit, at, ...(before && { before }) },
    );
    if (signal.aborted) return success(undefined);
    if (!page.ok) return page;
    const { events, end } = page.value;
    parts.push(toCsv(events.map((event) => columns.map((column) => cell(event, column)))));
    rows += events.length;
    onProgress(rows);
    if (end === undefined || rows >= SAVED_ROWS) return success({ csv: parts.join(""), rows });
    before = end;
  }
}
