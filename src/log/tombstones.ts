import { Dexie } from "dexie";
import type { Database } from "../database/database.ts";
import type { TombstoneRow } from "../database/rows.ts";
import type { LocalEvents } from "../model/batch.ts";
import { toHex } from "../model/hex.ts";
import type { ProjectId } from "../model/identifier.ts";

const TOMBSTONE_KEY = "tombstone-key";
const KEY_BYTES = 32;

/** The secret under which erased ids are hashed, made on first use. */
async function readHashKey(db: Database): Promise<CryptoKey> {
  const secret = await db.transaction("rw", db.singletons, async () => {
    const row = await db.singletons.get(TOMBSTONE_KEY);
    if (row?.key === TOMBSTONE_KEY) return row.secret;
    const made = crypto.getRandomValues(new Uint8Array(KEY_BYTES));
    await db.singletons.put({ key: TOMBSTONE_KEY, secret: made });
    return made;
  });
  return crypto.subtle.importKey("raw", secret, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
}

/**
 * Hashes entries of the `people` dictionary (`u` + user id, `d` + distinct id). Not inside a
 * transaction: WebCrypto's promises would let IndexedDB commit it.
 */
export async function hashPeople(db: Database, entries: Iterable<string>): Promise<Map<string, string>> {
  const key = await readHashKey(db);
  const hashes = new Map<string, string>();
  for (const entry of entries) {
    const units = new Uint16Array(entry.length);
    for (let at = 0; at < entry.length; at++) units[at] = entry.charCodeAt(at);
    const bytes = new Uint8Array(await crypto.subtle.sign("HMAC", key, units));
    hashes.set(entry, toHex(bytes));
  }
  return hashes;
}

export interface Tombstones {
  /** Which rows are of people who were erased; undefined where nobody was. */
  testOf(local: LocalEvents): Promise<((row: number) => boolean) | undefined>;
}

const NONE: Tombstones = { testOf: () => Promise.resolve(undefined) };
const REMEMBERED_PEOPLE = 50_000;

export async function readTombstones(db: Database, projectId: ProjectId): Promise<Tombstones> {
  const rows: TombstoneRow[] = await db.tombstones
    .where("[projectId+hash]")
    .between([projectId], [projectId, Dexie.maxKey])
    .toArray();
  if (rows.length === 0) return NONE;
  const beforeByHash = new Map(rows.map(({ hash, before }) => [hash, before]));
  const beforeByPerson = new Map<string, number>();
  return {
    async testOf({ columns, entries: { people } }) {
      if (beforeByPerson.size > REMEMBERED_PEOPLE) beforeByPerson.clear();
      const unknown = people.filter((entry) => !beforeByPerson.has(entry));
      for (const [entry, hash] of await hashPeople(db, unknown))
        beforeByPerson.set(entry, beforeByHash.get(hash) ?? -Infinity);
      const before = Float64Array.from(people, (entry) => beforeByPerson.get(entry)!);
      const { timestamp, user, distinct } = columns;
      return (row) => {
        const actor = user[row] === 0 ? distinct[row]! : user[row]! - 1;
        return timestamp[row]! < before[actor]!;
      };
    },
  };
}
