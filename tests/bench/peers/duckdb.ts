import { AsyncDuckDB, type AsyncDuckDBConnection, VoidLogger } from "@duckdb/duckdb-wasm";
import workerUrl from "@duckdb/duckdb-wasm/dist/duckdb-browser-eh.worker.js?url";
import wasmUrl from "@duckdb/duckdb-wasm/dist/duckdb-eh.wasm?url";
import { TEXTS, toArrow } from "./columns.ts";
import type { Peer, PeerAnswer } from "./peer.ts";
import { daySql, sqlOf } from "./sql.ts";

const ENUMS = TEXTS.filter(
  (column) => !["distinct_id", "user_id", "actor", "session_id", "path"].includes(column),
);

/**
 * Plain: one table as Arrow makes it. Tuned: compressed in memory, time in milliseconds, ascending,
 * an ENUM for each column of few values, taken from the first events.
 */
export function makeDuckdb(tuned: boolean): Peer {
  let connection: AsyncDuckDBConnection;
  let created = false;

  async function read(sql: string): Promise<[unknown, unknown][]> {
    const table = await connection.query(sql);
    const [keys, values] = [table.getChildAt(0), table.getChildAt(1)];
    return Array.from({ length: table.numRows }, (_, row) => [keys?.get(row), values?.get(row)]);
  }

  async function createTuned(): Promise<void> {
    const columns = [];
    for (const column of ENUMS) {
      await connection.query(
        `create type ${column}_word as enum (select distinct ${column} from stage where ${column} is not null order by 1)`,
      );
      columns.push(`${column}::${column}_word as ${column}`);
    }
    await connection.query(
      `create table events as select * replace (epoch_ms(ts) as ts, ${columns.join(", ")}) from stage`,
    );
  }

  return {
    store: tuned
      ? "in memory, compressed, sorted by time, ENUMs; ids left out"
      : "in memory, plain columns; ids left out",
    async open() {
      const engine = new AsyncDuckDB(new VoidLogger(), new Worker(workerUrl));
      await engine.instantiate(new URL(wasmUrl, self.location.href).href);
      await engine.open({ path: ":memory:" });
      connection = await engine.connect();
      await connection.query("set autoload_known_extensions = false");
      await connection.query("set autoinstall_known_extensions = false");
      if (tuned) {
        await connection.query("attach ':memory:' as m (compress)");
        await connection.query("use m");
      }
    },
    async load(events) {
      const bytes = toArrow(events, "dictionary");
      if (!tuned) {
        await connection.insertArrowFromIPCStream(bytes, { name: "events", create: !created });
        created = true;
        return;
      }
      await connection.insertArrowFromIPCStream(bytes, { name: "stage", create: true });
      if (!created) await createTuned();
      else
        await connection.query("insert into events by name select * replace (epoch_ms(ts) as ts) from stage");
      created = true;
      await connection.query("drop table stage");
    },
    async finish() {
      if (tuned) await connection.query("checkpoint m");
    },
    async ask(question): Promise<PeerAnswer> {
      const sql = sqlOf(
        question,
        tuned
          ? { bound: String, day: daySql("ts").replace(" / ", " // ") }
          : {
              bound: (at) => `make_timestamp(${at * 1_000})`,
              day: "epoch_ms(date_trunc('day', ts)::timestamp)",
            },
      );
      const rows = await read(sql);
      if (question.by === undefined) return Number(rows[0]?.[0]);
      return rows.map(([key, value]) => [question.by === "day" ? Number(key) : String(key), Number(value)]);
    },
  };
}
