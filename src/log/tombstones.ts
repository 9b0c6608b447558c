import { Dexie } from "dexie";
import type { Database } from "../database/database.ts";
import type { TombstoneRow } from "../database/rows.ts";
import type { LocalEvents } from "../model/batch.ts";
import { fromHex, toHex } from "../model/hex.ts";
import type { ProjectId } from "../model/identifier.ts";

const TOMBSTONE_KEY = "tombstone-key";
const KEY_BYTES = 32;

/** Under which this device hashes whom it erases, in hex; made on first use. */
export async function readSecret(db: Database): Promise<string> {
  return db.transaction("rw", db.singletons, async () => {
    const row = await db.singletons.get(TOMBSTONE_KEY);
    if (row?.key === TOMBSTONE_KEY) return toHex(row.secret);
    const made = crypto.getRandomValues(new Uint8Array(KEY_BYTES));
    await db.singletons.put({ key: TOMBSTONE_KEY, secret: made });
    return toHex(made);
  });
}

/**
 * Hashes entries of the `people` dictionary (`u` + user id, `d` + distinct id). Not inside a
 * transaction: WebCrypto's promises would let IndexedDB commit it.
 */
export async function hashPeople(secret: string, entries: Iterable<string>): Promise<Map<string, string>> {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", fromHex(secret), algorithm, false, ["sign"]);
  const hashes = new Map<string, string>();
  for (const entry of entries) {
    const units = new Uint16Array(entry.length);
    for (let at = 0; at < entry.length; at++) units[at] = entry.charCodeAt(at);
    const bytes = new Uint8Array(await crypto.subtle.sign("HMAC", key, units));
    hashes.set(entry, toHex(bytes));
  }
  return hashes;
}

/** Of people looked up under each secret the time before which what they did is erased; -Infinity for who was not. */
export async function findErased(
  secrets: ReadonlyMap<string, ReadonlyMap<string, number>>,
  entries: readonly string[],
): Promise<Map<string, number>> {
  const beforeByPerson = new Map(entries.map((entry) => [entry, -Infinity]));
  // A key is made of each secret, whoever is looked up.
  if (entries.length === 0) return beforeByPerson;
  for (const [secret, beforeByHash] of secrets)
    for (const [entry, hash] of await hashPeople(secret, entries)) {
      const before = beforeByHash.get(hash);
      if (before !== undefined) beforeByPerson.set(entry, Math.max(before, beforeByPerson.get(entry)!));
    }
  return beforeByPerson;
}

export const tombstonesOf = (db: Database, projectId: ProjectId): Promise<TombstoneRow[]> =>
  db.tombstones.where("[projectId+hash]").between([projectId], [projectId, Dexie.maxKey]).toArray();

export interface Tombstones {
  /** Which rows are of people who were erased; undefined where nobody was. */
  testOf(local: LocalEvents): Promise<((row: number) => boolean) | undefined>;
}

const NONE: Tombstones = { testOf: () => Promise.resolve(undefined) };
const REMEMBERED_PEOPLE = 50_000;

export async function readTombstones(db: Database, projectId: ProjectId): Promise<Tombstones> {
  const rows = await tombstonesOf(db, projectId);
  if (rows.length === 0) return NONE;
  const own = await readSecret(db);
  const secrets = new Map<string, Map<string, number>>();
  for (const { hash, before, secret = own } of rows) {
    const byHash = secrets.get(secret);
    if (byHash === undefined) secrets.set(secret, new Map([[hash, before]]));
    else byHash.set(hash, before);
  }
  const beforeByPerson = new Map<string, number>();
  return {
    async testOf({ columns, entries: { people } }) {
      if (beforeByPerson.size > REMEMBERED_PEOPLE) beforeByPerson.clear();
      const unknown = people.filter((entry) => !beforeByPerson.has(entry));
      for (const [entry, before] of await findErased(secrets, unknown)) beforeByPerson.set(entry, before);
      const before = Float64Array.from(people, (entry) => beforeByPerson.get(entry)!);
      const { timestamp, user, distinct } = columns;
      return (row) => {
        const actor = user[row] === 0 ? distinct[row]! : user[row]! - 1;
        return timestamp[row]! < before[actor]!;
      };
    },
  };
}
