import { createMemo, createSignal, onCleanup, type Accessor } from "solid-js";
import type { EngineApi, SqlResult } from "../../engine/api.ts";
import type { Failure } from "../../model/failure.ts";
import { SQL_TABLE_NAMES, SQL_TABLES, type SqlTable } from "../../model/sql-schema.ts";

export interface SqlColumn {
  name: string;
  type: string;
  /** Undefined for a property, which means what the site means by it. */
  meaning: string | undefined;
}

export interface SqlTableColumns {
  name: SqlTable;
  meaning: string;
  columns: readonly SqlColumn[];
}

export interface SqlSchema {
  /** What is documented at once, properties when the engine told them. */
  tables: Accessor<readonly SqlTableColumns[]>;
  /** Names of functions this engine has, ascending; empty until it told them. */
  functions: Accessor<readonly string[]>;
  failure: Accessor<Failure | undefined>;
  /** Properties are not told yet. */
  loading: Accessor<boolean>;
  refresh(): Promise<void>;
}

const FUNCTIONS_SQL = `SELECT DISTINCT function_name FROM duckdb_functions()
  WHERE function_type IN ('scalar', 'aggregate', 'macro') AND regexp_full_match(function_name, '[a-z][a-z0-9_]*')
  AND schema_name = 'main' AND database_name = 'system' AND NOT starts_with(function_name, 'pg_') ORDER BY 1`;

/** Window functions are syntax, not in DuckDB's list. */
const WINDOW_FUNCTIONS =
  "cume_dist dense_rank first_value lag last_value lead nth_value ntile percent_rank rank row_number".split(
    " ",
  );

/** What SQL of a project can name, asked of its engine. */
export function createSqlSchema(engine: EngineApi, projectId: string): SqlSchema {
  const [found, setFound] = createSignal<readonly { name: string; type: string }[]>();
  const [functions, setFunctions] = createSignal<readonly string[]>([]);
  const [failure, setFailure] = createSignal<Failure>();
  const queryIds = new Set<string>();
  let isGone = false;
  onCleanup(() => {
    isGone = true;
    for (const queryId of queryIds) void engine.cancel(queryId);
  });

  async function ask(text: string): Promise<SqlResult["rows"] | undefined> {
    const queryId = crypto.randomUUID();
    queryIds.add(queryId);
    const answer = await engine.sql(projectId, text, { limit: MOST_NAMES, queryId });
    queryIds.delete(queryId);
    if (isGone) return undefined;
    setFailure(answer.ok ? undefined : answer.failure);
    return answer.ok ? answer.value.rows : undefined;
  }

  async function refresh(): Promise<void> {
    const described = await ask("DESCRIBE events");
    if (described === undefined) return;
    setFound(described.map(([name, type]) => ({ name: String(name), type: String(type) })));
    if (functions().length > 0) return;
    const listed = await ask(FUNCTIONS_SQL);
    if (listed !== undefined)
      setFunctions([...new Set([...listed.map(([name]) => String(name)), ...WINDOW_FUNCTIONS])].sort());
  }

  const tables = createMemo(() =>
    SQL_TABLE_NAMES.map((name): SqlTableColumns => {
      const { meaning, columns } = SQL_TABLES[name];
      const known = new Set(columns.map((column) => column.name));
      const properties = name === "events" ? (found() ?? []).filter((column) => !known.has(column.name)) : [];
      return {
        name,
        meaning,
        columns: [...columns, ...properties.map((column) => ({ ...column, meaning: undefined }))],
      };
    }),
  );
  void refresh();
  const loading = (): boolean => found() === undefined && failure() === undefined;
  return { tables, functions, failure, loading, refresh };
}

const MOST_NAMES = 20_000;
