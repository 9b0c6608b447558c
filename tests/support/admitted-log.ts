import { openDatabase, type Database } from "../../src/database/database.ts";
import { claimEpoch } from "../../src/log/fence.ts";
import { openAdmission, type Admission, type Admitted } from "../../src/log/admission.ts";
import { readDictionary } from "../../src/log/dictionary.ts";
import { readEvents } from "../../src/log/reader.ts";
import { DICTIONARY_KINDS } from "../../src/model/batch.ts";
import type { LochanEvent } from "../../src/model/event.ts";
import type { Result } from "../../src/model/failure.ts";
import { toEventId, toProjectId, type ProjectId } from "../../src/model/identifier.ts";
import type { Project } from "../../src/model/project.ts";
import { packEvents } from "../../src/log/arrival-text.ts";

let events = 0;

export const shop = toProjectId("shop");
export const blog = toProjectId("blog");

function project(id: ProjectId): Project {
  return {
    id,
    name: id,
    timeZone: "UTC",
    writeKey: id,
    allowedOrigins: [],
    sessionIdleMs: 1_800_000,
    createdAt: 0,
    updatedAt: 0,
  };
}

export async function openTestDatabase(...ids: ProjectId[]): Promise<Database> {
  const db = openDatabase({ name: `log-test-${crypto.randomUUID()}` });
  await db.projects.bulkPut((ids.length > 0 ? ids : [shop, blog]).map(project));
  return db;
}

export async function lead(db: Database): Promise<{ epoch: number; admission: Admission }> {
  const epoch = await claimEpoch(db);
  return { epoch, admission: openAdmission(db, epoch) };
}

export function uuid(number: number): string {
  const hex = number.toString(16).padStart(12, "0");
  return `0190a000-0000-7000-8000-${hex}`;
}

export function makeEvent(given: Partial<Omit<LochanEvent, "id">> & { id?: string } = {}): LochanEvent {
  const number = events++;
  return {
    type: "track",
    name: "clicked",
    properties: {},
    distinctId: "device-1",
    timestamp: 1_700_000_000_000 + number,
    receivedAt: 1_700_000_000_500,
    source: "api",
    ...given,
    id: toEventId(given.id ?? uuid(number)),
  };
}

export function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.failure.kind}: ${result.failure.message}`);
  return result.value;
}

export function arrive(
  db: Database,
  projectId: ProjectId,
  arrived: LochanEvent[],
  reply = false,
): Promise<number | undefined> {
  return db.arrivals.add({ projectId, ...packEvents(arrived), ...(reply ? { reply } : {}) });
}

export async function admitAll(admission: Admission, maxEvents = 10_000): Promise<Admitted[]> {
  const rounds: Admitted[] = [];
  for (;;) {
    const round = valueOf(await admission.admit({ maxEvents }));
    rounds.push(round);
    if (!round.remaining) return rounds;
  }
}

export async function readAll(db: Database, projectId: ProjectId): Promise<LochanEvent[]> {
  const all: LochanEvent[] = [];
  for await (const page of readEvents(db, projectId)) all.push(...page);
  return all;
}

export const namesIn = async (db: Database): Promise<string[]> =>
  (await readAll(db, shop)).map(({ name }) => name);

/** Every string of the shop's log. */
export async function textsIn(db: Database): Promise<string> {
  const entries = [];
  for (const kind of DICTIONARY_KINDS) entries.push(...(await readDictionary(db, shop, kind)));
  return JSON.stringify(entries);
}

/** A log of both projects and who leads it; `bring` admits events of the shop. */
export async function openLog() {
  const db = await openTestDatabase();
  const { epoch, admission } = await lead(db);
  const bring = async (events: LochanEvent[]): Promise<Admitted> => {
    await arrive(db, shop, events);
    return (await admitAll(admission)).at(-1)!;
  };
  return { db, epoch, admission, bring };
}
