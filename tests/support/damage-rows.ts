import type { Database } from "../../src/database/database.ts";
import type { Sequence } from "../../src/model/identifier.ts";

/** As a disk that lost a bit of a block. */
export async function damageBlock(db: Database, sequence: Sequence): Promise<void> {
  const row = await db.batches.get(sequence);
  if (row === undefined || !("packed" in row)) throw new Error(`No block ${sequence}`);
  const packed = row.packed.slice();
  packed[packed.length >> 1]! ^= 1;
  await db.batches.put({ ...row, packed });
}

/** An arrival that waits to be admitted, made unreadable where it is stored. */
export const ARRIVAL_DAMAGE: Record<string, (db: Database, id: number) => Promise<unknown>> = {
  "an arrival whose text is cut off": (db, id) =>
    db.arrivals.update(id, (row) => {
      row.packed = (row.packed as string).slice(0, -9);
    }),
  "an arrival whose text is something else": (db, id) => db.arrivals.update(id, { packed: "[1, null]" }),
  "an arrival with fewer events than counted": (db, id) => db.arrivals.update(id, { packed: "[]" }),
  "an arrival whose columns are not there": (db, id) =>
    db.arrivals.update(id, (row) => {
      Object.assign(row, { packed: { columns: { count: row.count }, entries: {} } });
    }),
  "an arrival without content": (db, id) =>
    db.arrivals.update(id, (row) => {
      Object.assign(row, { packed: undefined });
    }),
  "an arrival that does not say how many": (db, id) =>
    db.arrivals.update(id, (row) => {
      Object.assign(row, { count: undefined });
    }),
  "an arrival of one event and a half": (db, id) => db.arrivals.update(id, { count: 1.5 }),
};

const cut = <T extends Uint32Array | Float64Array>(list: T): T => list.slice(1) as T;

/** One row of each kind of derived row, made unreadable where it is stored. */
export const DERIVED_DAMAGE: Record<string, (db: Database) => Promise<unknown>> = {
  "an hour whose set of users is cut off": (db) =>
    db.hourlyStats.toCollection().modify((row) => {
      row.users = row.users.map((set) => set.slice(0, -1));
    }),
  "an hour whose set of sessions is noise": (db) =>
    db.hourlyStats.toCollection().modify((row) => {
      row.sessions = row.sessions.map(() => Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9));
    }),
  "a day with fewer counts than series": (db) =>
    db.dailyStats.toCollection().modify((row) => {
      row.events = cut(row.events);
    }),
  "a day without sets": (db) =>
    db.dailyStats.toCollection().modify((row) => {
      Object.assign(row, { users: undefined });
    }),
  "a list of who is whom that is too short": (db) =>
    db.identities.toCollection().modify((row) => {
      row.user = cut(row.user);
    }),
  "a list of sessions that is too short": (db) =>
    db.cutSessions.toCollection().modify((row) => {
      row.start = cut(row.start);
    }),
  "counts of values of which a bit is lost": (db) =>
    db.dimensions.toCollection().modify((row) => {
      row.packed = row.packed.map((byte, at) => (at === row.packed.length >> 1 ? byte ^ 1 : byte));
    }),
  "a day of which the values are damaged": (db) =>
    db.dimensions.filter(({ part }) => part === "day:whole").modify({ checksum: -1 }),
  "a checkpoint without a sequence": (db) =>
    db.checkpoints.toCollection().modify((row) => {
      Object.assign(row, { sequence: "far" });
    }),
};
