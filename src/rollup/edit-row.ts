import type { StatsRow } from "../database/rows.ts";
import { bitmapBytes, readBitmap, type Bitmap } from "./bitmap.ts";
import type { Move } from "./merge-sessions.ts";
import type { BucketDelta, SeriesDelta } from "./series-delta.ts";

/** What a fold does to one row: sessions move first, then events are added. */
export interface RowEdit {
  moves: Move[];
  deltas: BucketDelta[];
}

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

function addTo(bytes: Uint8Array, added: Bitmap): Uint8Array {
  if (added.isEmpty) return bytes;
  const bitmap = readBitmap(bytes);
  bitmap.orInPlace(added);
  return bitmapBytes(bitmap);
}

function addDelta(columns: Columns, delta: BucketDelta): Columns {
  const at = new Map([...columns.series].map((series, index) => [series, index]));
  const series = [...new Set([...columns.series, ...delta.keys()])].sort((a, b) => a - b);
  const result: Columns = {
    series: Uint32Array.from(series),
    events: new Float64Array(series.length),
    users: [],
    sessions: [],
  };
  for (const [index, number] of series.entries()) {
    const old = at.get(number);
    const added: SeriesDelta | undefined = delta.get(number);
    if (old === undefined) {
      if (added === undefined) continue;
      result.events[index] = added.events;
      result.users.push(bitmapBytes(added.users));
      result.sessions.push(bitmapBytes(added.sessions));
      continue;
    }
    const users = columns.users[old] as Uint8Array;
    const sessions = columns.sessions[old] as Uint8Array;
    result.events[index] = (columns.events[old] as number) + (added?.events ?? 0);
    result.users.push(added === undefined ? users : addTo(users, added.users));
    result.sessions.push(added === undefined ? sessions : addTo(sessions, added.sessions));
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
    if (sessions.some((bytes, index) => bytes !== row.sessions[index]))
      columns = { ...columns, sessions };
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

