import type { StatsRow } from "../database/rows.ts";
import { bitmapBytes, readBitmap } from "./bitmap.ts";
import type { BucketDelta, SeriesDelta } from "./group-events.ts";
import type { Move } from "./merge-sessions.ts";
import { encodePortable } from "./portable-set.ts";

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

function addDelta(columns: Columns, delta: BucketDelta): Columns {
  const at = new Map<number, number>();
  for (const [index, series] of columns.series.entries()) at.set(series, index);
  const numbers = new Set([...columns.series, ...delta.keys()]);
  const series = Uint32Array.from(numbers).sort();
  const result: Columns = {
    series,
    events: new Float64Array(series.length),
    users: [],
    sessions: [],
  };
  for (const [index, number] of series.entries()) {
    const old = at.get(number);
    const added = delta.get(number) ?? NOTHING;
    if (old === undefined) {
      result.events[index] = added.events;
      result.users.push(encodePortable(added.users));
      result.sessions.push(encodePortable(added.sessions));
      continue;
    }
    result.events[index] = (columns.events[old] as number) + added.events;
    result.users.push(addTo(columns.users[old] as Uint8Array, added.users));
    result.sessions.push(addTo(columns.sessions[old] as Uint8Array, added.sessions));
  }
  return result;
}

/**
 * A new row, or the same where nothing changes; the old one is left as it was. Call inside
 * {@link withBitmaps}.
 */
export function editRow<Row extends Columns>(row: Row, edit: RowEdit): Row {
  let columns: Columns = row;
  if (edit.moves.length > 0) {
    const sessions = row.sessions.map((bytes) => moveSessions(bytes, edit.moves));
    if (sessions.some((bytes, index) => bytes !== row.sessions[index])) columns = { ...columns, sessions };
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
