import { AsyncDuckDB, DuckDBDataProtocol, VoidLogger } from "@duckdb/duckdb-wasm";
import workerUrl from "@duckdb/duckdb-wasm/dist/duckdb-browser-eh.worker.js?url";
import wasmUrl from "@duckdb/duckdb-wasm/dist/duckdb-eh.wasm?url";
import { Dexie } from "dexie";
import Papa from "papaparse";

export interface FileReading {
  rows: number;
  /** Of reading alone: the engine was open before. */
  ms: number;
}

const READERS: Record<string, (file: File) => Promise<FileReading>> = {
  duckdb: readWithDuckdb,
  papaparse: readWithDexie,
};

/** A CSV file of events into what a developer would use instead. */
export function readFile(name: string, file: File): Promise<FileReading> {
  const read = READERS[name];
  if (read === undefined) throw new Error(`There is no reader named ${name}.`);
  return read(file);
}

/** A table in memory: plain DuckDB-WASM keeps nothing. */
async function readWithDuckdb(file: File): Promise<FileReading> {
  const engine = new AsyncDuckDB(new VoidLogger(), new Worker(workerUrl));
  await engine.instantiate(new URL(wasmUrl, self.location.href).href);
  await engine.open({ path: ":memory:" });
  const connection = await engine.connect();
  const started = performance.now();
  await engine.registerFileHandle("events.csv", file, DuckDBDataProtocol.BROWSER_FILEREADER, true);
  await connection.query("create table events as select * from read_csv('events.csv', header = true)");
  const ms = performance.now() - started;
  const counted = await connection.query("select count(*)::double as rows from events");
  return { rows: Number(counted.getChildAt(0)?.get(0)), ms };
}

/** A row an event, with indexes of what dashboards ask by. */
async function readWithDexie(file: File): Promise<FileReading> {
  const db = new Dexie("peer-files");
  db.version(1).stores({ events: "id, timestamp, name, distinctId" });
  const events = db.table<Record<string, string>, string>("events");
  const started = performance.now();
  await new Promise<void>((resolve, reject) => {
    Papa.parse<Record<string, string>>(file, {
      header: true,
      skipEmptyLines: true,
      chunkSize: 4 * 1024 * 1024,
      chunk: ({ data }, parser) => {
        parser.pause();
        events.bulkAdd(data).then(() => parser.resume(), reject);
      },
      complete: () => resolve(),
      error: reject,
    });
  });
  const ms = performance.now() - started;
  return { rows: await events.count(), ms };
}
