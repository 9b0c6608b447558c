import type { Database } from "../database/database.ts";
import type { CutSessionsRow } from "../database/rows.ts";
import type { ProjectId } from "../model/identifier.ts";
import { requireCutSessions } from "./damaged-row.ts";
import type { Sessions } from "./merge-sessions.ts";
import { SHARD_BITS } from "./shards.ts";

const KEPT_SHARDS = 512;

/** Cut sessions by distinct id, read and written in shards of 256 `people` ordinals. */
export interface CutSessionShards {
  /** Must resolve for every distinct id before {@link get} or {@link set}. */
  load(distinct: Iterable<number>): Promise<void>;
  get(distinct: number): Sessions;
  set(distinct: number, sessions: Sessions): void;
  /** Rows of the shards written since the last call. */
  takeRows(): CutSessionsRow[];
}

function rowToSessions(row: CutSessionsRow): Map<number, Sessions> {
  const byDistinct = new Map<number, Sessions>();
  for (const [index, distinct] of row.distinct.entries()) {
    let sessions = byDistinct.get(distinct);
    if (sessions === undefined) {
      sessions = { start: [], end: [], session: [] };
      byDistinct.set(distinct, sessions);
    }
    sessions.start.push(row.start[index] as number);
    sessions.end.push(row.end[index] as number);
    sessions.session.push(row.session[index] as number);
  }
  return byDistinct;
}

export function makeCutSessionShards(db: Database, projectId: ProjectId, set: string): CutSessionShards {
  const shards = new Map<number, Map<number, Sessions>>();
  const written = new Set<number>();

  const toRow = (shard: number): CutSessionsRow => {
    const byDistinct = shards.get(shard) as Map<number, Sessions>;
    const sorted = [...byDistinct].sort(([a], [b]) => a - b);
    const count = sorted.reduce((sum, [, sessions]) => sum + sessions.start.length, 0);
    const row: CutSessionsRow = {
      projectId,
      set,
      shard,
      distinct: new Uint32Array(count),
      start: new Float64Array(count),
      end: new Float64Array(count),
      session: new Uint32Array(count),
    };
    let at = 0;
    for (const [distinct, sessions] of sorted) {
      row.distinct.fill(distinct, at, at + sessions.start.length);
      row.start.set(sessions.start, at);
      row.end.set(sessions.end, at);
      row.session.set(sessions.session, at);
      at += sessions.start.length;
    }
    return row;
  };

  return {
    async load(distinct) {
      const wanted = new Set<number>();
      for (const ordinal of distinct) wanted.add(ordinal >> SHARD_BITS);
      for (const shard of shards.keys()) {
        if (shards.size <= KEPT_SHARDS) break;
        if (!wanted.has(shard)) shards.delete(shard);
      }
      const missing = [...wanted].filter((shard) => !shards.has(shard));
      if (missing.length === 0) return;
      const rows = await db.cutSessions.bulkGet(
        missing.map((shard): [string, string, number] => [projectId, set, shard]),
      );
      for (const [index, shard] of missing.entries()) {
        const row = rows[index];
        shards.set(shard, row === undefined ? new Map() : rowToSessions(requireCutSessions(row)));
      }
    },
    get: (distinct) =>
      shards.get(distinct >> SHARD_BITS)?.get(distinct) ?? { start: [], end: [], session: [] },
    set(distinct, sessions) {
      const shard = distinct >> SHARD_BITS;
      shards.get(shard)?.set(distinct, sessions);
      written.add(shard);
    },
    takeRows() {
      const rows = [...written].map(toRow);
      written.clear();
      return rows;
    },
  };
}
