import { PGlite } from "@electric-sql/pglite";
import { numberOf, TEXTS, textOf } from "./columns.ts";
import type { Peer, PeerAnswer } from "./peer.ts";
import { daySql, sqlOf } from "./sql.ts";

/** A field of COPY's text format. */
const field = (value: string | null): string => (value === null ? "\\N" : value.replaceAll("\\", "\\\\"));

/** On disk through OPFS access handles, loaded by COPY, indexes made once everything is there. */
export function makePglite(): Peer {
  let db: PGlite;
  let indexed = false;
  const dialect = { bound: String, day: daySql("ts"), distinctBySubquery: true };
  const columns = ["id", "ts", ...TEXTS, "duration_ms", "amount"];

  return {
    store: "OPFS, ids unique, three covering indexes",
    async open() {
      db = await PGlite.create("opfs-ahp://events", { relaxedDurability: true });
      await db.exec(`
        set work_mem = '256MB';
        set maintenance_work_mem = '256MB';
        set synchronous_commit = off;
        create table events (
          id uuid primary key, ts bigint not null, ${TEXTS.map((column) => `${column} text`).join(", ")},
          duration_ms integer, amount double precision
        );`);
    },
    async load(events) {
      const lines = events.map((event) =>
        [
          event.id,
          event.timestamp,
          ...TEXTS.map((column) => field(textOf(event, column))),
          numberOf(event, "duration_ms"),
          numberOf(event, "amount"),
        ].join("\t"),
      );
      await db.query(`copy events (${columns.join(", ")}) from '/dev/blob'`, [], {
        blob: new Blob([`${lines.join("\n")}\n`]),
      });
    },
    async finish() {
      if (!indexed)
        await db.exec(`
          create index on events (ts) include (actor, session_id, name);
          create index on events (country, ts) include (path, actor, session_id);
          create index on events (name, ts) include (country, device, actor, session_id);`);
      indexed = true;
      await db.exec("vacuum analyze events");
    },
    async ask(question): Promise<PeerAnswer> {
      const { rows } = await db.query<[unknown, unknown]>(sqlOf(question, dialect), [], { rowMode: "array" });
      if (question.by === undefined) return Number(rows[0]?.[0]);
      return rows.map(([key, value]) => [question.by === "day" ? Number(key) : String(key), Number(value)]);
    },
  };
}
