import type { Database } from "../database/database.ts";
import type { IdentityRow } from "../database/rows.ts";
import type { BatchColumns } from "../model/batch.ts";
import type { ProjectId } from "../model/identifier.ts";
import { readDictionary } from "../log/dictionary.ts";
import { makeIdReader } from "../log/event-id.ts";
import { requireIdentities } from "./damaged-row.ts";
import { SHARD_BITS, SHARD_SIZE } from "./shards.ts";

export interface IdentityChange {
  /** `people` ordinals of distinct ids whose canonical actor came or changed. */
  distinct: number[];
  rows: IdentityRow[];
}

/**
 * Who each distinct id was first identified as. A distinct id never identified whose text is also a
 * user id belongs to that user; such a pair has no time (Infinity), so that any identification wins.
 */
export interface PeopleIdentity {
  /** Reads `people` entries up to and including `greatest`, and pairs equal texts. */
  meet(greatest: number): Promise<void>;
  identify(columns: BatchColumns): void;
  /** What changed since the last call. */
  takeChanges(): IdentityChange;
  /** `people` ordinal a distinct id belongs to, -1 for itself. */
  canonical(distinct: number): number;
  pairs(): { distinct: Uint32Array; canonical: Uint32Array };
}

export async function openPeopleIdentity(
  db: Database,
  projectId: ProjectId,
  set: string,
): Promise<PeopleIdentity> {
  let capacity = 1024;
  let users = new Int32Array(capacity).fill(-1);
  let times = new Float64Array(capacity).fill(Infinity);
  const ids = new Map<number, string>();
  const distinctByText = new Map<string, number>();
  const userByText = new Map<string, number>();
  let met = 0;
  const changedPairs = new Set<number>();
  const changedShards = new Set<number>();

  const grow = (ordinal: number): void => {
    if (ordinal < capacity) return;
    while (capacity <= ordinal) capacity *= 2;
    const wider = new Int32Array(capacity).fill(-1);
    wider.set(users);
    const later = new Float64Array(capacity).fill(Infinity);
    later.set(times);
    users = wider;
    times = later;
  };
  const assign = (distinct: number, user: number, at: number, id: string): void => {
    if (users[distinct] !== user) changedPairs.add(distinct);
    users[distinct] = user;
    times[distinct] = at;
    ids.set(distinct, id);
    changedShards.add(distinct >> SHARD_BITS);
  };
  const pairTexts = (entry: string, ordinal: number): void => {
    const text = entry.slice(1);
    const isUser = entry.startsWith("u");
    (isUser ? userByText : distinctByText).set(text, ordinal);
    const other = (isUser ? distinctByText : userByText).get(text);
    if (other === undefined) return;
    const [distinct, user] = isUser ? [other, ordinal] : [ordinal, other];
    if (users[distinct] === -1) assign(distinct, user, Infinity, "");
  };
  const toRow = (shard: number): IdentityRow => {
    const members: number[] = [];
    const first = shard << SHARD_BITS;
    for (let ordinal = first; ordinal < first + SHARD_SIZE && ordinal < capacity; ordinal++)
      if (users[ordinal] !== -1) members.push(ordinal);
    return {
      projectId,
      set,
      shard,
      distinct: Uint32Array.from(members),
      user: Uint32Array.from(members, (ordinal) => users[ordinal] as number),
      at: Float64Array.from(members, (ordinal) => times[ordinal] as number),
      ids: members.map((ordinal) => ids.get(ordinal) ?? ""),
    };
  };

  // Not Dexie's each(): it ends without a word where its callback throws.
  const stored = await db.identities
    .where("[projectId+set+shard]")
    .between([projectId, set, 0], [projectId, set, Infinity])
    .toArray();
  for (const row of stored.map(requireIdentities))
    for (const [index, distinct] of row.distinct.entries()) {
      grow(distinct);
      users[distinct] = row.user[index] as number;
      times[distinct] = row.at[index] as number;
      ids.set(distinct, row.ids[index] as string);
    }

  return {
    async meet(greatest) {
      if (greatest < met) return;
      const entries = await readDictionary(db, projectId, "people", met);
      if (entries.length > 0) grow(met + entries.length - 1);
      for (const entry of entries) {
        if (entry !== null) pairTexts(entry, met);
        met++;
      }
      if (greatest >= met) throw new Error(`No entry for people ordinal ${greatest}`);
    },
    identify(columns) {
      const idOf = makeIdReader(columns);
      for (let row = 0; row < columns.count; row++) {
        const user = (columns.user[row] as number) - 1;
        if (user < 0) continue;
        const distinct = columns.distinct[row] as number;
        const at = columns.timestamp[row] as number;
        const known = times[distinct] as number;
        if (at > known) continue;
        const id = idOf(row);
        if (at < known || id < (ids.get(distinct) ?? "")) assign(distinct, user, at, id);
      }
    },
    takeChanges() {
      const change = { distinct: [...changedPairs], rows: [...changedShards].map(toRow) };
      changedPairs.clear();
      changedShards.clear();
      return change;
    },
    canonical: (distinct) => users[distinct] ?? -1,
    pairs() {
      const distinct: number[] = [];
      for (let ordinal = 0; ordinal < capacity; ordinal++) if (users[ordinal] !== -1) distinct.push(ordinal);
      return {
        distinct: Uint32Array.from(distinct),
        canonical: Uint32Array.from(distinct, (ordinal) => users[ordinal] as number),
      };
    },
  };
}
