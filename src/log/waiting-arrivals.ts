import type { Database } from "../database/database.ts";
import type { ArrivalRow } from "../database/rows.ts";
import type { ProjectId } from "../model/identifier.ts";
import type { Project } from "../model/project.ts";
import { currentForm } from "./arrival-events.ts";

/** Read at once, before it is known how much they hold, and after. */
const FIRST_ARRIVALS = 4;
const MOST_ARRIVALS = 32;

export interface Waiting {
  arrivals: ArrivalRow[];
  /** Those of them that are there. */
  projects: Map<ProjectId, Project>;
}

/**
 * The oldest arrivals: whole ones, at least one, until they hold `maxEvents`; and their projects, read
 * no earlier: what came after a project let its time in again finds it let in. A few are read in one
 * request with their projects, for each costs as much as they; many in several, for whoever writes
 * arrivals waits for each.
 */
export async function readWaiting(db: Database, maxEvents: number): Promise<Waiting> {
  const projectsOf = (rows: readonly ArrivalRow[]) =>
    readProjects(db, [...new Set(rows.map(({ projectId }) => projectId))]);
  const first = await db.transaction("r", db.arrivals, db.projects, async () => {
    const page = await readPage(db, 0, FIRST_ARRIVALS);
    return { page, projects: await projectsOf(page) };
  });
  const arrivals: ArrivalRow[] = [];
  let events = 0;
  let { page } = first;
  let pageRows = FIRST_ARRIVALS;
  for (;;) {
    let isFull = false;
    for (const arrival of page) {
      isFull ||= arrivals.length > 0 && events + arrival.count > maxEvents;
      if (isFull) break;
      arrivals.push(arrival);
      events += arrival.count;
    }
    if (isFull || page.length < pageRows || events >= maxEvents) break;
    const wanted = Math.ceil((maxEvents - events) / (events / arrivals.length));
    pageRows = Math.min(2 * pageRows, MOST_ARRIVALS, wanted);
    page = await readPage(db, arrivals.at(-1)!.id!, pageRows);
  }
  const isOne = page === first.page;
  return { arrivals, projects: isOne ? first.projects : await projectsOf(arrivals) };
}

const readPage = async (db: Database, after: number, limit: number): Promise<ArrivalRow[]> =>
  (await db.arrivals.where(":id").above(after).limit(limit).toArray()).map(currentForm);

export async function readProjects(
  db: Database,
  ids: readonly ProjectId[],
): Promise<Map<ProjectId, Project>> {
  if (ids.length === 0) return new Map();
  const found = await db.projects.bulkGet([...ids]);
  return new Map(found.filter((project) => project !== undefined).map((project) => [project.id, project]));
}
