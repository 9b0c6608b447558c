import { Dexie } from "dexie";
import type { Database } from "../database/database.ts";
import type { BatchPart } from "../model/batch.ts";
import type { ProjectId } from "../model/identifier.ts";
import {
  CLAIM_ROWS,
  chunkOf,
  hasBit,
  noClaims,
  packClaims,
  readClaims,
  setBit,
  type ClaimBits,
} from "./claims.ts";

/** The claims of a part of a project's rows, in memory. */
export interface ClaimSheet {
  /** Reads the claims on the rows of an entry's parts, unless they are here. */
  load(parts: readonly BatchPart[]): Promise<void>;
  isClaimed(row: number, claimant: string): boolean;
  /** Nobody but these claims a row. */
  put(row: number, claimants: readonly string[]): void;
  /**
   * Rows are numbered on without those that went: of the rows from `firstRow` on, as many as `kept` has
   * places, only these are left, in this order.
   */
  renumber(firstRow: number, kept: Uint8Array): void;
  /** Writes what was changed. */
  save(): Promise<void>;
}

export function openClaimSheet(db: Database, projectId: ProjectId): ClaimSheet {
  const bitsByClaimant = new Map<string, Map<number, ClaimBits>>();
  const loaded = new Set<number>();
  const changed = new Set<number>();

  const isSet = (chunks: ReadonlyMap<number, ClaimBits>, row: number): boolean => {
    const bits = chunks.get(chunkOf(row));
    return bits !== undefined && hasBit(bits, row % CLAIM_ROWS);
  };

  function set(chunks: Map<number, ClaimBits>, row: number, value: boolean): void {
    if (isSet(chunks, row) === value) return;
    const chunk = chunkOf(row);
    let bits = chunks.get(chunk);
    if (bits === undefined) chunks.set(chunk, (bits = noClaims()));
    setBit(bits, row % CLAIM_ROWS, value);
    changed.add(chunk);
  }

  return {
    async load(parts) {
      const last = parts.at(-1)!;
      const to = chunkOf(last.firstRow + Math.max(0, last.count - 1));
      const missing: number[] = [];
      for (let chunk = chunkOf(parts[0]!.firstRow); chunk <= to; chunk++)
        if (!loaded.has(chunk)) missing.push(chunk);
      if (missing.length === 0) return;
      const rows = await db.claims
        .where("[projectId+chunk+claimant]")
        .between([projectId, missing[0]], [projectId, missing.at(-1), Dexie.maxKey])
        .toArray();
      for (const row of rows) {
        if (loaded.has(row.chunk)) continue;
        let chunks = bitsByClaimant.get(row.claimant);
        if (chunks === undefined) bitsByClaimant.set(row.claimant, (chunks = new Map()));
        chunks.set(row.chunk, readClaims(db, row));
      }
      for (const chunk of missing) loaded.add(chunk);
    },
    isClaimed(row, claimant) {
      const chunks = bitsByClaimant.get(claimant);
      return chunks !== undefined && isSet(chunks, row);
    },
    put(row, claimants) {
      for (const claimant of claimants)
        if (!bitsByClaimant.has(claimant)) bitsByClaimant.set(claimant, new Map());
      for (const [claimant, chunks] of bitsByClaimant) set(chunks, row, claimants.includes(claimant));
    },
    renumber(firstRow, kept) {
      for (const chunks of bitsByClaimant.values()) {
        const put = (row: number, value: boolean) => set(chunks, row, value);
        let next = firstRow;
        for (let place = 0; place < kept.length; place++)
          if (kept[place] === 1) put(next++, isSet(chunks, firstRow + place));
        for (; next < firstRow + kept.length; next++) put(next, false);
      }
    },
    async save() {
      for (const [claimant, chunks] of bitsByClaimant)
        for (const [chunk, bits] of chunks) {
          if (!changed.has(chunk)) continue;
          const packed = packClaims(bits);
          if (packed === undefined) await db.claims.delete([projectId, chunk, claimant]);
          else await db.claims.put({ projectId, chunk, claimant, packed });
        }
      changed.clear();
    },
  };
}
