import { AsyncDuckDB, DuckDBDataProtocol, VoidLogger } from "@duckdb/duckdb-wasm";
import workerUrl from "@duckdb/duckdb-wasm/dist/duckdb-browser-eh.worker.js?url";
import wasmUrl from "@duckdb/duckdb-wasm/dist/duckdb-eh.wasm?url";
import { tableFromIPC, tableToIPC, type Table } from "@uwdata/flechette";
import type { MirrorFile } from "./mirror-file.ts";

const START_LIMIT_MS = 120_000;
/** DuckDB can read for ever in a file that is not what it was. */
export const FILE_LIMIT_MS = 60_000;
/** A cancelled query that has not let go by then takes its worker with it. */
const CANCEL_LIMIT_MS = 1_500;
const MEMORY_LIMIT = "2800MB";

/** The worker is gone or its memory is not to be trusted. Everything in it is lost. */
export class EngineDied extends Error {
  override readonly name = "EngineDied";
  /** It was ended for one query, which is known: the others may be run again. */
  readonly known: boolean;
  /** What it was writing may be damaged. */
  readonly suspect: boolean;

  constructor(why: string, { known = false, suspect = false }: { known?: boolean; suspect?: boolean } = {}) {
    super(why);
    this.known = known;
    this.suspect = suspect;
  }
}

/** DuckDB refused or stopped a statement, in its words. */
export class SqlRefused extends Error {
  override readonly name = "SqlRefused";
}

/** DuckDB cannot open the mirror's file. */
export class FileRefused extends Error {
  override readonly name = "FileRefused";
}

/** The signal aborted; the statement has stopped. */
export class QueryCancelled extends Error {
  override readonly name = "QueryCancelled";
}

const DEADLY =
  /memory access out of bounds|table index is out of bounds|null function or function signature|unreachable|indirect call|Maximum call stack|stack overflow|Aborted\(|INTERNAL Error|FATAL Error|database has been invalidated/i;

/** A file that is not what was written, or that cannot be written: no space. */
const DAMAGED_FILE =
  /"exception_type":"IO"[^]*(corrupt|checksum|deserializ|could not (read|write)|failed to)|QuotaExceeded|exceeded its (storage )?quota/i;

const isDeadly = (error: Error): boolean =>
  error.name === "RuntimeError" ||
  error.name === "RangeError" ||
  error.name === "QuotaExceededError" ||
  DEADLY.test(error.message) ||
  DAMAGED_FILE.test(error.message);

/** DuckDB sends its errors as JSON in the message. */
function readableMessage(message: string): string {
  if (!message.startsWith("{")) return message;
  try {
    const parsed = JSON.parse(message) as { exception_type?: unknown; exception_message?: unknown };
    return typeof parsed.exception_message === "string"
      ? `${String(parsed.exception_type)} Error: ${parsed.exception_message}`
      : message;
  } catch (error) {
    if (error instanceof SyntaxError) return message;
    throw error;
  }
}

export type Connection = number & { readonly connection: unique symbol };

export interface Duckdb {
  /** For diagnostics; ending it counts as a crash. */
  readonly worker: Worker;
  /** Resolves, with the reason, when the engine has died. */
  readonly died: Promise<EngineDied>;
  /** Whether `m` is the file. */
  readonly stored: boolean;
  connect(): Promise<Connection>;
  disconnect(connection: Connection): Promise<void>;
  /** Short statements of ours. */
  execute(connection: Connection, sql: string): Promise<Table>;
  /**
   * Runs in slices, so that other statements and the signal get their turn. Rejects with
   * {@link QueryCancelled}, {@link SqlRefused} or {@link EngineDied}. A query that does not let go
   * when the signal aborts is ended with the engine, which then has died of it.
   */
  query(connection: Connection, sql: string, signal?: AbortSignal): Promise<Table>;
  /** What reads over more than one statement: no checkpoint begins meanwhile, one under way is waited for. */
  reading<T>(work: () => Promise<T>): Promise<T>;
  /**
   * Compresses what came in; where `m` is a file, everything committed is in it from then on.
   * False while someone reads: nothing has changed. Not while anything else writes.
   */
  checkpoint(connection: Connection, database: "m" | "joins"): Promise<boolean>;
  /** Creates `name` in the connection's default schema from the table. */
  stage(connection: Connection, name: string, table: Table): Promise<void>;
  /** `suspect`: what is in its file is not to be trusted either. */
  stop(why: string, options?: { suspect?: boolean }): void;
}

/** The file and its write-ahead log, as DuckDB knows them. */
const FILE = "mirror-file";
const FILE_LOG = `${FILE}.wal`;

/** An engine that was ended a moment ago may have its file a little longer. */
const TAKEN_MS = 1_500;
const TRY_AGAIN_MS = 50;

/** No checkpoint but those asked for. */
const NEVER = "1TB";

/**
 * Starts DuckDB in a worker of its own, with the database `m`: the file, or one in memory where there is none
 * or it is taken meanwhile. It is locked down before the first statement of anyone else: no
 * extension is fetched, no other file and no address can be read, no setting changed. Rejects with
 * {@link FileRefused} where DuckDB does not take the file for its own.
 */
export async function startDuckdb(file?: MirrorFile): Promise<Duckdb> {
  const worker = new Worker("/flush-first.js", { name: workerUrl });
  const engine = new AsyncDuckDB(new VoidLogger(), worker);
  let dead: EngineDied | undefined;
  let announce!: (death: EngineDied) => void;
  const died = new Promise<EngineDied>((resolve) => (announce = resolve));
  const endWorker = worker.terminate.bind(worker);
  const die = (death: EngineDied) => {
    if (dead !== undefined) return;
    dead = death;
    endWorker();
    announce(death);
  };
  const stop: Duckdb["stop"] = (why, { suspect = false } = {}) => die(new EngineDied(why, { suspect }));
  // A worker that is ended from outside fires no event.
  worker.terminate = () => stop("the worker was ended");
  worker.addEventListener("error", (event) => stop(event.message || "the worker failed"));

  async function attempt<T>(task: () => Promise<T>): Promise<T> {
    if (dead !== undefined) throw dead;
    try {
      return await Promise.race([
        task(),
        died.then((death): never => {
          throw death;
        }),
      ]);
    } catch (error) {
      if (error instanceof EngineDied || !(error instanceof Error)) throw error;
      if (!isDeadly(error)) throw new SqlRefused(readableMessage(error.message));
      const death = new EngineDied(readableMessage(error.message), { suspect: true });
      die(death);
      throw death;
    }
  }

  const execute = async (connection: Connection, sql: string): Promise<Table> =>
    tableFromIPC(await attempt(() => engine.runQuery(connection, sql)));

  async function cancel(connection: Connection): Promise<never> {
    await attempt(() => engine.cancelPendingQuery(connection));
    throw new QueryCancelled("The query was cancelled.");
  }

  async function poll(connection: Connection, sql: string, signal?: AbortSignal): Promise<Table> {
    let header = await attempt(() => engine.startPendingQuery(connection, sql, true));
    while (header === null) {
      if (signal?.aborted) return cancel(connection);
      header = await attempt(() => engine.pollPendingQuery(connection));
    }
    const parts: Uint8Array[] = [header];
    for (;;) {
      if (signal?.aborted) return cancel(connection);
      const part = await attempt(() => engine.fetchQueryResults(connection));
      if (part === null) continue;
      if (part.length === 0) return tableFromIPC(parts);
      parts.push(part);
    }
  }

  /**
   * The log is kept in memory and begun anew after a checkpoint: DuckDB removes no file here, and would
   * find what it had written before. So the file is always what it was at the last checkpoint.
   */
  const beginFileLog = async () => engine.registerFileBuffer(FILE_LOG, new Uint8Array(0));

  /** False where another engine has it, and keeps it. */
  async function openFile({ handle }: MirrorFile): Promise<boolean> {
    for (const until = performance.now() + TAKEN_MS; ;) {
      try {
        const protocol = DuckDBDataProtocol.BROWSER_FSACCESS;
        await attempt(() => engine.registerFileHandle(FILE, handle, protocol, true));
        return true;
      } catch (error) {
        if (!(error instanceof SqlRefused)) throw error;
        if (performance.now() > until) return false;
        await new Promise((resolve) => setTimeout(resolve, TRY_AGAIN_MS));
      }
    }
  }

  async function attachFile(connection: Connection, taken: MirrorFile): Promise<boolean> {
    if (!(await openFile(taken))) return false;
    await attempt(beginFileLog);
    const hangs = setTimeout(() => stop("DuckDB did not open the file", { suspect: true }), FILE_LIMIT_MS);
    try {
      await execute(connection, `ATTACH '${FILE}' AS m (TYPE duckdb)`);
    } catch (error) {
      if (error instanceof SqlRefused || (error instanceof EngineDied && error.suspect))
        throw new FileRefused(error.message);
      throw error;
    } finally {
      clearTimeout(hangs);
    }
    return true;
  }

  let stored = false;
  let readers = 0;
  let checkpointing: Promise<unknown> = Promise.resolve();

  async function writeCheckpoint(connection: Connection, database: "m" | "joins"): Promise<boolean> {
    try {
      await execute(connection, `CHECKPOINT ${database}`);
    } catch (error) {
      if (error instanceof SqlRefused && error.message.includes("Cannot CHECKPOINT")) return false;
      throw error;
    }
    if (stored && database === "m") {
      await attempt(() => engine.dropFile(FILE_LOG));
      await attempt(beginFileLog);
    }
    return true;
  }

  const connect = async () => (await attempt(() => engine.connectInternal())) as Connection;

  const limit = setTimeout(() => stop("DuckDB did not start"), START_LIMIT_MS);
  try {
    await attempt(() => engine.instantiate(new URL(wasmUrl, self.location.href).href));
    await attempt(() => engine.open({ path: ":memory:" }));
    const connection = await connect();
    stored = file !== undefined && (await attachFile(connection, file));
    for (const statement of [
      "SET autoload_known_extensions = false",
      "SET autoinstall_known_extensions = false",
      `SET custom_extension_repository = '${self.location.origin}/no-extensions'`,
      `SET memory_limit = '${MEMORY_LIMIT}'`,
      `SET wal_autocheckpoint = '${NEVER}'`,
      ...(stored ? [] : ["ATTACH ':memory:' AS m (COMPRESS)"]),
      "ATTACH ':memory:' AS joins (COMPRESS)",
      "SET enable_external_access = false",
      "SET lock_configuration = true",
    ])
      await execute(connection, statement);
    await attempt(() => engine.disconnect(connection));
  } catch (error) {
    stop("DuckDB did not start");
    throw error;
  } finally {
    clearTimeout(limit);
  }

  return {
    worker,
    died,
    stored,
    connect,
    disconnect: (connection) => attempt(() => engine.disconnect(connection)),
    execute,
    async query(connection, sql, signal) {
      if (signal?.aborted) throw new QueryCancelled("The query was cancelled.");
      let limit: ReturnType<typeof setTimeout> | undefined;
      // Within one slice the worker hears nothing, so the wait begins here and not at the next one.
      const letGo = () => {
        limit = setTimeout(
          () => die(new EngineDied("a cancelled query did not stop", { known: true })),
          CANCEL_LIMIT_MS,
        );
      };
      signal?.addEventListener("abort", letGo, { once: true });
      try {
        return await poll(connection, sql, signal);
      } catch (error) {
        if (error instanceof EngineDied && error.known && signal?.aborted)
          throw new QueryCancelled("The query was cancelled, and its engine with it.");
        throw error;
      } finally {
        clearTimeout(limit);
        signal?.removeEventListener("abort", letGo);
      }
    },
    async reading(work) {
      readers++;
      try {
        await checkpointing;
        return await work();
      } finally {
        readers--;
      }
    },
    async checkpoint(connection, database) {
      // On one thread a checkpoint waits for ever for a query that has not been read to its end.
      if (readers > 0) return false;
      const done = writeCheckpoint(connection, database);
      checkpointing = done.catch(() => undefined);
      return done;
    },
    async stage(connection, name, table) {
      const bytes = tableToIPC(table, { format: "stream" });
      if (bytes === null) throw new TypeError("no Arrow bytes");
      await attempt(() => engine.insertArrowFromIPCStream(connection, bytes, { name, create: true }));
    },
    stop,
  };
}
