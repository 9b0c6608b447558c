import type { Table } from "dexie";
import type { StatsRow } from "../database/rows.ts";
import type { ProjectId } from "../model/identifier.ts";
import { requireStats } from "./damaged-row.ts";
import { makeKept } from "./kept.ts";

const KEPT_BYTES = 32 * 1024 * 1024;
/** Rows that are asked for one by one. */
const FEW = 8;

const rowBytes = (row: StatsRow): number => {
  let bytes = 200 + row.series.length * 60;
  for (const set of row.users) bytes += set.byteLength;
  for (const set of row.sessions) bytes += set.byteLength;
  return bytes;
};

/** Rows a fold read or wrote, so that the next one need not read them. Valid while this is the only writer. */
export interface RowCache {
  /** Stored rows by start; those that do not exist are left out. */
  read(starts: readonly number[]): Promise<Map<number, StatsRow>>;
  keep(rows: readonly StatsRow[]): void;
}

export function makeRowCache(
  table: Table<StatsRow, [string, string, number]>,
  projectId: ProjectId,
  set: string,
): RowCache {
  const kept = makeKept<number, StatsRow>(KEPT_BYTES, rowBytes);
  type Key = [projectId: string, set: string, start: number];

  /** A bulk of events is of hours that are new: one request tells, where each row asked for in vain is one. */
  async function storedAmong(starts: readonly number[]): Promise<Key[]> {
    const keys = starts.map((start): Key => [projectId, set, start]);
    if (keys.length <= FEW) return keys;
    const [first, last] = [Math.min(...starts), Math.max(...starts)];
    const stored = await table
      .where(":id")
      .between([projectId, set, first], [projectId, set, last], true, true)
      .primaryKeys();
    const known = new Set(stored.map(([, , start]) => start));
    return keys.filter(([, , start]) => known.has(start));
  }

  return {
    async read(starts) {
      const rows = new Map<number, StatsRow>();
      const missing: number[] = [];
      for (const start of starts) {
        const row = kept.get(start);
        if (row === undefined) missing.push(start);
        else rows.set(start, row);
      }
      const stored = missing.length > 0 ? await storedAmong(missing) : [];
      if (stored.length > 0)
        for (const row of await table.bulkGet(stored))
          if (row !== undefined) rows.set(row.start, requireStats(row));
      return rows;
    },
    keep(rows) {
      for (const row of rows) kept.put(row.start, row);
    },
  };
}
