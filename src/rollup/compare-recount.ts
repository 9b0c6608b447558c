import { Dexie } from "dexie";
import type { Database } from "../database/database.ts";
import type { StatsRow } from "../database/rows.ts";
import type { ProjectId } from "../model/identifier.ts";
import type { Project } from "../model/project.ts";
import { zoneOf } from "../model/time-zone.ts";
import { readBitmap } from "./bitmap.ts";
import { DamagedRowError, requireCutSessions, requireIdentities, requireStats } from "./damaged-row.ts";

export interface Counted {
  events: number;
  /** Texts of canonical actors. */
  users: Set<string>;
  /** `given` + ordinal, or `cut` + distinct id + start. */
  sessions: Set<string>;
}

/** By bucket start, then by series number. */
export type Tally = Map<number, Map<number, Counted>>;

/** Turns the ordinals in stored sets back into what a {@link Tally} holds. */
export interface StoredSets {
  users(bytes: Uint8Array): Set<string>;
  sessions(bytes: Uint8Array): Set<string>;
  person(ordinal: number): string;
  session(ordinal: number): string;
}

export async function openStoredSets(
  db: Database,
  projectId: ProjectId,
  set: string,
  people: readonly (string | null)[],
): Promise<StoredSets> {
  const all = [
    [projectId, set, Dexie.minKey],
    [projectId, set, Dexie.maxKey],
  ] as const;
  const canonical = new Map<number, number>();
  const identities = await db.identities
    .where(":id")
    .between(...all)
    .toArray();
  for (const row of identities.map(requireIdentities))
    for (const [index, distinct] of row.distinct.entries())
      canonical.set(distinct, row.user[index] as number);
  const cut = new Map<number, string>();
  const cutSessions = await db.cutSessions
    .where(":id")
    .between(...all)
    .toArray();
  for (const row of cutSessions.map(requireCutSessions))
    for (const [index, session] of row.session.entries())
      cut.set(session, `cut ${row.distinct[index]} ${row.start[index]}`);
  const members = <T>(bytes: Uint8Array, read: (ordinal: number) => T): Set<T> => {
    const bitmap = readBitmap(bytes);
    const result = new Set<T>();
    for (const ordinal of bitmap.toUint32Array()) result.add(read(ordinal));
    bitmap.dispose();
    return result;
  };
  const person = (ordinal: number): string => people[canonical.get(ordinal) ?? ordinal]?.slice(1) ?? "";
  const session = (ordinal: number): string => cut.get(ordinal) ?? `given ${ordinal}`;
  return {
    users: (bytes) => members(bytes, person),
    sessions: (bytes) => members(bytes, session),
    person,
    session,
  };
}

function describeSets(what: string, expected: Set<string>, found: Set<string>): string | undefined {
  if (expected.size !== found.size) return `${found.size} ${what} where the log has ${expected.size}`;
  for (const member of expected) if (!found.has(member)) return `other ${what} than in the log`;
  return undefined;
}

function differenceOf(
  row: StatsRow,
  bucket: Map<number, Counted>,
  stored: StoredSets,
  nameOf: (series: number) => string,
): string | undefined {
  try {
    requireStats(row);
  } catch (error) {
    if (error instanceof DamagedRowError) return "it cannot be read";
    throw error;
  }
  const found = new Set(row.series);
  for (const series of bucket.keys()) if (!found.has(series)) return `${nameOf(series)} is missing`;
  for (const [index, series] of row.series.entries()) {
    const expected = bucket.get(series);
    if (expected === undefined) return `${nameOf(series)} is not in the log`;
    const where = `, in ${nameOf(series)}`;
    if (row.events[index] !== expected.events)
      return `${row.events[index]} events where the log has ${expected.events}${where}`;
    const sets =
      describeSets("users", expected.users, stored.users(row.users[index] as Uint8Array)) ??
      describeSets("sessions", expected.sessions, stored.sessions(row.sessions[index] as Uint8Array));
    if (sets !== undefined) return `${sets}${where}`;
  }
  return undefined;
}

export function bucketWords(project: Project, unit: "hour" | "day", start: number): string {
  const zone = zoneOf(project.timeZone);
  const time = unit === "day" ? "" : ` ${String(zone.localHour(start)).padStart(2, "0")}:00`;
  return `${unit === "day" ? "Day" : "Hour"} ${zone.localDate(start)}${time}`;
}

/**
 * Every bucket that is in the tally or among the rows; a difference in words for each that differs.
 * Those that differ where events are lost are only counted: nobody knows which side is right.
 */
export function compareBuckets(
  label: "hourly" | "daily",
  tally: Tally,
  rows: readonly StatsRow[],
  stored: StoredSets,
  project: Project,
  nameOf: (series: number) => string,
  isLost: (from: number, to: number) => boolean,
): { buckets: number; unknown: number; differences: string[] } {
  const zone = zoneOf(project.timeZone);
  const rowsByStart = new Map(rows.map((row) => [row.start, row]));
  const starts = new Set([...tally.keys(), ...rowsByStart.keys()]);
  const differences: string[] = [];
  let unknown = 0;
  for (const start of starts) {
    const row = rowsByStart.get(start);
    const bucket = tally.get(start);
    const hour = label === "hourly" ? zone.localHour(start) : undefined;
    const difference =
      row === undefined
        ? "the row is missing"
        : bucket === undefined
          ? "the log has no event in it"
          : row.date !== zone.localDate(start) || row.hour !== hour
            ? `it is labelled ${row.date} ${row.hour ?? ""}`
            : differenceOf(row, bucket, stored, nameOf);
    if (difference === undefined) continue;
    if (isLost(start, zone.nextBucket(label === "daily" ? "day" : "hour", start))) {
      unknown++;
      continue;
    }
    differences.push(`${bucketWords(project, label === "daily" ? "day" : "hour", start)}: ${difference}`);
  }
  return { buckets: starts.size, unknown, differences };
}
