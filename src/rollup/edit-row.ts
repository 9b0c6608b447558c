import type { StatsRow } from "../database/rows.ts";
import { bitmapBytes, readBitmap } from "./bitmap.ts";
import type { BucketDelta, SeriesDelta } from "./group-events.ts";
import type { Move } from "./merge-sessions.ts";
import { packSets } from "./portable-set.ts";

/** What a fold does to one row: sessions move first, then events are added. */
export interface RowEdit {
  moves: Move[];
  deltas: BucketDelta[];
}

const NOTHING: SeriesDelta = {
  events: 0,
  users: new Uint32Array(0),
  sessions: new Uint32Array(0),
};

type Columns = Pick<StatsRow, "series" | "events" | "users" | "sessions">;

function moveSessions(bytes: Uint8Array, moves: readonly Move[]): Uint8Array {
  const sessions = readBitmap(bytes);
  let changed = false;
  for (const { from, to } of moves) {
    if (!sessions.delete(from)) continue;
    changed = true;
    if (to !== undefined) sessions.add(to);
  }
  return changed ? bitmapBytes(sessions) : bytes;
}

function addTo(bytes: Uint8Array, members: Uint32Array): Uint8Array {
  if (members.length === 0) return bytes;
  const bitmap = readBitmap(bytes);
  bitmap.addMany(members);
  return bitmapBytes(bitmap);
}

type Sets = readonly (Uint8Array | Uint32Array)[];

function inOneBuffer(users: Sets, sessions: Sets): Pick<Columns, "users" | "sessions"> {
  const sets = packSets([...users, ...sessions]);
  return { users: sets.slice(0, users.length), sessions: sets.slice(users.length) };
}

function addDelta(columns: Columns, delta: BucketDelta): Columns {
  if (delta.size === 0) return columns;
  const at = new Map<number, number>();
  for (const [index, series] of columns.series.entries()) at.set(series, index);
  const numbers = new Set([...columns.series, ...delta.keys()]);
  const series = Uint32Array.from(numbers).sort();
  const events = new Float64Array(series.length);
  const users: (Uint8Array | Uint32Array)[] = [];
  const sessions: (Uint8Array | Uint32Array)[] = [];
  for (const [index, number] of series.entries()) {
    const old = at.get(number);
    const added = delta.get(number) ?? NOTHING;
    if (old === undefined) {
      events[index] = added.events;
      users.push(added.users);
      sessions.push(added.sessions);
      continue;
    }
    events[index] = (columns.events[old] as number) + added.events;
    users.push(addTo(columns.users[old] as Uint8Array, added.users));
    sessions.push(addTo(columns.sessions[old] as Uint8Array, added.sessions));
  }
  return { series, events, ...inOneBuffer(users, sessions) };
}

/**
 * A new row, or the same where nothing changes; the old one is left as it was. Call inside
 * {@link withBitmaps}.
 */
export function editRow<Row extends Columns>(row: Row, edit: RowEdit): Row {
  let columns: Columns = row;
  if (edit.moves.length > 0) {
    const sessions = row.sessions.map((bytes) => moveSessions(bytes, edit.moves));
    if (sessions.some((bytes, index) => bytes !== row.sessions[index]))
      columns = { ...columns, ...inOneBuffer(row.users, sessions) };
  }
  for (const delta of edit.deltas) columns = addDelta(columns, delta);
  return columns === row ? row : { ...row, ...columns };
}

export const emptyColumns = (): Columns => ({
  series: new Uint32Array(0),
  events: new Float64Array(0),
  users: [],
  sessions: [],
});
