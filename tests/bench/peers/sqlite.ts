import sqlite3InitModule, { type OpfsSAHPoolDatabase } from "@sqlite.org/sqlite-wasm";
import { numberOf, TEXTS, textOf } from "./columns.ts";
import type { Peer, PeerAnswer } from "./peer.ts";
import { daySql, sqlOf } from "./sql.ts";

/** On disk through OPFS access handles, each event once by its id, an index for every question. */
export function makeSqlite(): Peer {
  let db: OpfsSAHPoolDatabase;
  let indexed = false;
  const dialect = { bound: String, day: daySql("ts") };
  const columns = ["id", "ts", ...TEXTS, "duration_ms", "amount"];

  return {
    store: "OPFS, ids unique, three covering indexes",
    async open() {
      const sqlite = await sqlite3InitModule();
      const pool = await sqlite.installOpfsSAHPoolVfs({ name: "events" });
      db = new pool.OpfsSAHPoolDb("/events.db");
      db.exec(`
        pragma page_size = 8192;
        pragma journal_mode = truncate;
        pragma synchronous = normal;
        pragma cache_size = -262144;
        pragma temp_store = memory;
        create table events (
          id text primary key, ts integer not null, ${TEXTS.map((column) => `${column} text`).join(", ")},
          duration_ms integer, amount real
        );`);
    },
    load(events) {
      db.transaction(() => {
        const insert = db.prepare(
          `insert or ignore into events (${columns.join(", ")}) values (${columns.map(() => "?").join(", ")})`,
        );
        for (const event of events) {
          insert.bind([
            event.id,
            event.timestamp,
            ...TEXTS.map((column) => textOf(event, column)),
            numberOf(event, "duration_ms"),
            numberOf(event, "amount"),
          ]);
          insert.stepReset();
        }
        insert.finalize();
      });
      return Promise.resolve();
    },
    finish() {
      if (!indexed)
        db.exec(`
          create index by_time on events (ts, actor, session_id, name);
          create index by_country on events (country, ts, path, actor, session_id);
          create index by_name on events (name, ts, country, device, actor, session_id);
          analyze;`);
      indexed = true;
      return Promise.resolve();
    },
    ask(question): Promise<PeerAnswer> {
      const rows = db.exec({
        sql: sqlOf(question, dialect),
        rowMode: "array",
        returnValue: "resultRows",
      }) as (string | number)[][];
      if (question.by === undefined) return Promise.resolve(Number(rows[0]?.[0]));
      return Promise.resolve(
        rows.map(([key, value]) => [question.by === "day" ? Number(key) : String(key), Number(value)]),
      );
    },
  };
}
