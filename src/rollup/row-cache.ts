import type { Table } from "dexie";
import type { StatsRow } from "../database/rows.ts";
import type { ProjectId } from "../model/identifier.ts";
import { requireStats } from "./damaged-row.ts";
import { makeKept } from "./kept.ts";

const KEPT_BYTES = 32 * 1024 * 1024;

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
  return {
    async read(starts) {
      const rows = new Map<number, StatsRow>();
      const missing: number[] = [];
      for (const start of starts) {
        const row = kept.get(start);
        if (row === undefined) missing.push(start);
        else rows.set(start, row);
      }
      if (missing.length > 0)
        for (const row of await table.bulkGet(
          missing.map((start): [string, string, number] => [projectId, set, start]),
        ))
          if (row !== undefined) rows.set(row.start, requireStats(row));
      return rows;
    },
    keep(rows) {
      for (const row of rows) kept.put(row.start, row);
    },
  };
}
