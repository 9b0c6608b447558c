import type { Table } from "@uwdata/flechette";
import type { Checkpoint } from "../model/batch.ts";
import { toSequence } from "../model/identifier.ts";
import { EngineDied, SqlRefused, type Connection, type Duckdb } from "./duckdb.ts";
import type { Loaded } from "./loader.ts";

/** Connections kept for the next reading. */
const IDLE_CONNECTIONS = 4;

/** One snapshot of the mirror: everything read from it is true at its checkpoint. */
export interface Reading {
  readonly checkpoint: Checkpoint;
  /** Matches the snapshot: no column of it is missing there. */
  readonly loaded: Loaded;
  /** Our own SQL, on `m.main`. */
  run(sql: string): Promise<Table>;
}

export interface SnapshotOptions {
  signal?: AbortSignal | undefined;
  /** A statement to run first, on a connection that is closed afterwards with all it holds. */
  prepare?: (loaded: Loaded) => string;
}

export interface Readings {
  /** Rejects as {@link Duckdb.query} does. */
  read<T>(work: (reading: Reading) => Promise<T>, options?: SnapshotOptions): Promise<T>;
}

/** A database joins a transaction where it is first named: both are here. */
const BEGIN_SNAPSHOT =
  "BEGIN TRANSACTION READ ONLY; SELECT generation::DOUBLE AS g, sequence::DOUBLE AS s, (SELECT count(*) FROM joins.main.identity) AS pairs FROM m.main.checkpoint";

export function makeReadings(duckdb: Duckdb, loaded: () => Loaded): Readings {
  const idle: Connection[] = [];

  async function snapshot<T>(
    work: (reading: Reading) => Promise<T>,
    { signal, prepare }: SnapshotOptions,
  ): Promise<T> {
    const connection = (prepare ? undefined : idle.pop()) ?? (await duckdb.connect());
    try {
      if (prepare) await duckdb.execute(connection, prepare(loaded()));
      const begun = await duckdb.execute(connection, BEGIN_SNAPSHOT);
      const atStart = loaded();
      const row = begun.get(0) as { g: number; s: number };
      return await work({
        checkpoint: { generation: row.g, sequence: toSequence(row.s) },
        loaded: atStart,
        run: (sql) => duckdb.query(connection, sql, signal),
      });
    } finally {
      await release(duckdb, connection, prepare ? undefined : idle);
    }
  }

  return { read: (work, options = {}) => duckdb.reading(() => snapshot(work, options)) };
}

/** Resolves once the snapshot stands, or there will be none; `finished` as {@link Readings.read}. */
export async function beginReading<T>(
  readings: Readings,
  work: (reading: Reading) => Promise<T>,
  options: SnapshotOptions,
): Promise<{ finished: Promise<T> }> {
  let began = () => {};
  const begun = new Promise<void>((resolve) => (began = resolve));
  const finished = readings.read((reading) => {
    began();
    return work(reading);
  }, options);
  await Promise.race([
    begun,
    finished.then(
      () => undefined,
      () => undefined,
    ),
  ]);
  return { finished };
}

async function release(duckdb: Duckdb, connection: Connection, idle?: Connection[]): Promise<void> {
  try {
    await rollBack(duckdb, connection);
    if (idle && idle.length < IDLE_CONNECTIONS) idle.push(connection);
    else await duckdb.disconnect(connection);
  } catch (error) {
    // What died of the work is reported by the work.
    if (!(error instanceof EngineDied)) throw error;
  }
}

async function rollBack(duckdb: Duckdb, connection: Connection): Promise<void> {
  try {
    await duckdb.execute(connection, "ROLLBACK");
  } catch (error) {
    // Refused where the transaction never began or is gone already.
    if (!(error instanceof SqlRefused)) throw error;
  }
}
