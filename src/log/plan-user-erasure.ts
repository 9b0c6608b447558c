import type { Database } from "../database/database.ts";
import type { ErasureRule } from "../database/rows.ts";
import type { BatchColumns } from "../model/batch.ts";
import { toSequence, type ProjectId } from "../model/identifier.ts";
import { readDictionary } from "./dictionary.ts";
import { readUuid } from "./event-id.ts";
import { readBatches } from "./reader.ts";
import { breathe } from "./turns.ts";

interface Identification {
  user: number;
  time: number;
  id: string;
}

const PAGE_EVENTS = 20_000;

/**
 * The user's ordinal and the distinct ids whose events without a user id are that user's: first
 * identified so (least timestamp, then id), or never identified and of the same name.
 */
export async function planUserErasure(
  db: Database,
  projectId: ProjectId,
  userId: string,
): Promise<{ rule: ErasureRule; distinctIds: Set<string> }> {
  const people = await readDictionary(db, projectId, "people");
  const user = people.indexOf(`u${userId}`);
  const firstByDistinct = new Map<number, Identification>();
  for (let after = toSequence(0); ;) {
    const batches = await readBatches(db, projectId, after, { maxEvents: PAGE_EVENTS });
    const last = batches.at(-1);
    if (last === undefined) break;
    for (const { columns } of batches) learnIdentities(columns, firstByDistinct);
    after = last.sequence;
    await breathe();
  }
  const owned = [...firstByDistinct].filter(([, first]) => first.user === user).map(([distinct]) => distinct);
  const namesake = people.indexOf(`d${userId}`);
  const distinctIds = new Set(owned.map((ordinal) => people[ordinal]!.slice(1)));
  if (!firstByDistinct.has(namesake)) {
    distinctIds.add(userId);
    if (namesake >= 0) owned.push(namesake);
  }
  return {
    rule: { kind: "user", user: user < 0 ? null : user, distincts: Uint32Array.from(owned) },
    distinctIds,
  };
}

function learnIdentities(columns: BatchColumns, firstByDistinct: Map<number, Identification>): void {
  const otherIds = new Map(columns.otherIds);
  for (let row = 0; row < columns.count; row++) {
    const mark = columns.user[row]!;
    if (mark === 0) continue;
    const distinct = columns.distinct[row]!;
    const time = columns.timestamp[row]!;
    const first = firstByDistinct.get(distinct);
    if (first !== undefined && time > first.time) continue;
    const id = otherIds.get(row) ?? readUuid(columns.uuids, row * 16);
    if (first === undefined || time < first.time || id < first.id)
      firstByDistinct.set(distinct, { user: mark - 1, time, id });
  }
}
