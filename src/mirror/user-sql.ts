import { fail, success, type Result } from "../model/failure.ts";
import type { FilterScalar } from "../model/question.ts";
import { SQL_LIMITS } from "../model/sql-limits.ts";
import { eventsView, eventsViewNeeds, mentionsIn } from "./events-view.ts";
import type { Loaded } from "./loader.ts";
import { sessionsView, usersView } from "./members-views.ts";
import type { Mirror } from "./mirror.ts";
import type { Reading } from "./readings.ts";
import { textLiteral } from "./sql-text.ts";
import { FILES_REFUSED, sqlRefusal } from "./sql-walk.ts";
import { LONGEST_LIMIT_MS, QUESTION_LIMIT_MS, withinLimit } from "./time-limit.ts";

const MOST_CHARACTERS = 100_000;
/** Of a value that is no text. */
const PLAIN_BYTES = 8;

/** Structurally the `SqlResult` of the engine's API. */
export interface UserSqlResult {
  columns: { name: string; type: string }[];
  rows: FilterScalar[][];
  truncated: boolean;
  truncatedBy?: "rows" | "bytes";
  ms: number;
  sequence: number;
}

const refused = (message: string): Result<never> => fail({ kind: "query-failed", message });

/**
 * Runs one SELECT of the user's on `events`, `sessions` and `users` of the mirrored project, read only and on a
 * connection of its own, so that nothing stays behind. Taken is one statement that DuckDB says is a
 * SELECT, as are WITH, FROM, VALUES, PIVOT with its values named, UNPIVOT, DESCRIBE, SUMMARIZE and
 * SHOW. No file or address can be read.
 * Whole numbers that JavaScript cannot hold, dates (ISO 8601), lists and the like arrive as text.
 * There are at most `limit` rows, and as many as `limitBytes` hold: of texts their UTF-8, of all else 8 bytes each. Rows over that never leave
 * the engine.
 * Ends with `query-cancelled` when the signal aborts, `query-timeout` after `timeoutMs` (at most ten minutes).
 */
export async function runUserSql(
  mirror: Mirror,
  text: string,
  options: { limit?: number; limitBytes?: number; signal?: AbortSignal; timeoutMs?: number } = {},
): Promise<Result<UserSqlResult>> {
  const { signal, timeoutMs = QUESTION_LIMIT_MS } = options;
  if (text.trim() === "") return refused("There is no SQL to run.");
  if (text.length > MOST_CHARACTERS) return refused("The SQL is too long.");
  if (text.includes("\0")) return refused("The SQL contains a NUL character.");
  const refusal = sqlRefusal(text);
  if (refusal !== undefined) return refused(refusal);
  const limit = Math.min(SQL_LIMITS.mostRows, Math.max(1, Math.floor(options.limit ?? SQL_LIMITS.rows)));
  const limitBytes = Math.min(
    SQL_LIMITS.mostBytes,
    Math.max(1, Math.floor(options.limitBytes ?? SQL_LIMITS.bytes)),
  );
  const started = performance.now();
  const result = await withinLimit(Math.min(timeoutMs, LONGEST_LIMIT_MS), signal, (both) =>
    mirror.read((reading) => answer(reading, text, limit, limitBytes), {
      signal: both,
      needs: eventsViewNeeds(text),
      prepare: (loaded) => createViews(loaded, text),
      // The statement may be what killed the engine.
      retry: false,
    }),
  );
  if (result.ok) return success({ ...result.value, ms: performance.now() - started });
  if (result.failure.kind === "query-failed") return refused(inOurWords(result.failure.message));
  return result;
}

/** `events`, and of `sessions` and `users` those the statement may look at: each costs a few milliseconds to plan. */
function createViews(loaded: Loaded, text: string): string {
  const mentions = mentionsIn(text);
  const views = [`events AS ${eventsView(loaded, text)}`];
  if (mentions("sessions")) views.push(`sessions AS ${sessionsView(loaded, mentions)}`);
  if (mentions("users")) views.push(`users AS ${usersView(loaded, mentions)}`);
  return views.map((view) => `CREATE TEMP VIEW ${view}`).join("; ");
}

function inOurWords(message: string): string {
  if (message.includes("Expected a single SELECT statement"))
    return "Lochan runs one SELECT statement at a time, and it can only read. WITH, FROM, VALUES, PIVOT … ON … IN (…), UNPIVOT, DESCRIBE, SUMMARIZE and SHOW are taken as well; a PIVOT that does not name its values, EXPLAIN, ATTACH, COPY, INSTALL, LOAD, SET and statements that change something are refused.";
  if (/file system operations are disabled|Permission Error/.test(message)) return FILES_REFUSED;
  if (message.startsWith("Out of Memory"))
    return "This needs more memory than there is. Ask for fewer rows or columns, or a shorter time.";
  if (/extension '?icu|in the icu extension/.test(message))
    return "Time zones are not in this engine: use local_time, date and hour, which are in the project's time zone, or time, which is in UTC.";
  if (/in the json extension/.test(message))
    return 'JSON functions are not in this engine: objects and lists are JSON as text, and a value comes out with regexp_extract(column, \'"key":"([^"]*)"\', 1).';
  const required = /the required extension '(\w+)'/.exec(message)?.[1];
  if (required !== undefined) return `This needs DuckDB's extension ${required}, which Lochan does not load.`;
  if (/in the \w+ extension/.test(message)) {
    const what = /with name "?([^" ]+)"?/.exec(message)?.[1] ?? "This";
    return `${what} is part of a DuckDB extension that Lochan does not load.`;
  }
  return message.replace(/\n\nLINE \d+: (SELECT|DESCRIBE SELECT) [\s\S]*?query\([\s\S]*$/, "").trim();
}

const PLAIN = /^(VARCHAR|BOOLEAN|U?(TINY|SMALL|BIG)?INT(EGER)?|UINTEGER|FLOAT|DOUBLE)$/;
const WHOLE = /^(HUGEINT|UHUGEINT|U?BIGINT)$/;

async function answer(
  reading: Reading,
  text: string,
  limit: number,
  limitBytes: number,
): Promise<Omit<UserSqlResult, "ms">> {
  const statement = textLiteral(text);
  const described = await reading.run(`DESCRIBE SELECT * FROM query(${statement})`);
  const columns = described.toArray().map((row) => {
    const { column_name: name, column_type: type } = row as { column_name: string; column_type: string };
    return { name, type };
  });
  const asText = columns.map(({ type }) => !PLAIN.test(type) || WHOLE.test(type));
  const aliased = asText.map(
    (isText, index) => `${isText ? `CAST(#${index + 1} AS VARCHAR)` : `#${index + 1}`} AS c${index}`,
  );
  const names = columns.map((_, index) => `c${index}`);
  const bytes = columns.map(({ type }, index) =>
    asText[index] === true || type === "VARCHAR" ? `coalesce(strlen(c${index}), 0)` : `${PLAIN_BYTES}`,
  );
  // A running sum is worked out row by row, in their order. The row that goes over is told without what is in it.
  const table = await reading.run(
    `SELECT ${names.map((name) => `CASE WHEN held <= ${limitBytes} THEN ${name} END AS ${name}`).join(", ")}, held <= ${limitBytes} AS fits FROM (
      SELECT *, sum(bytes) OVER (ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS held FROM (
        SELECT *, ${bytes.join(" + ")} AS bytes FROM (
          SELECT ${aliased.join(", ")} FROM query(${statement}) LIMIT ${limit + 1})))
    WHERE held - bytes <= ${limitBytes}`,
  );
  const rows: FilterScalar[][] = [];
  const cells = columns.map((_, index) => table.getChildAt(index));
  const fits = table.getChildAt(columns.length);
  const isOver = table.numRows > 0 && fits.at(table.numRows - 1) !== true;
  const held = table.numRows - (isOver ? 1 : 0);
  for (let row = 0; row < Math.min(limit, held); row++)
    rows.push(cells.map((cell, index) => plainCell(cell.at(row), columns[index]!.type)));
  const truncatedBy = held > limit || table.numRows > limit ? "rows" : isOver ? "bytes" : undefined;
  return {
    ...{ columns, rows, truncated: truncatedBy !== undefined, sequence: reading.checkpoint.sequence },
    ...(truncatedBy && { truncatedBy }),
  };
}

function plainCell(value: unknown, type: string): FilterScalar {
  if (value === null || value === undefined) return null;
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (typeof value === "boolean") return value;
  const text =
    typeof value === "string" ? value : typeof value === "bigint" ? `${value}` : JSON.stringify(value);
  if (WHOLE.test(type)) return Number.isSafeInteger(Number(text)) ? Number(text) : text;
  if (type.startsWith("DECIMAL")) return decimalCell(text);
  if (type.startsWith("TIMESTAMP WITH TIME ZONE")) return text.replace(" ", "T").replace(/\+00$/, "Z");
  if (type.startsWith("TIMESTAMP")) return text.replace(" ", "T");
  return text;
}

/** A number where it holds every digit, else the digits. */
function decimalCell(text: string): FilterScalar {
  const digits = text.replace(/^-/, "").replace(".", "").replace(/^0+/, "");
  return digits.length <= 15 ? Number(text) : text;
}
