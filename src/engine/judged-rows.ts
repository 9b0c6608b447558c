import type { Database } from "../database/database.ts";
import { readComingGeneration } from "../log/erasure-steps.ts";
import { EventsMovedError, movedFailure } from "../log/events-moved.ts";
import type { AskedSearch, SearchPosition } from "../model/event-search.ts";
import { fail, success, type Result } from "../model/failure.ts";
import { isEventTerm, withoutPlaced } from "../model/filter-terms.ts";
import type { Project } from "../model/project.ts";
import type { EventTerm, FilterTerm } from "../model/question.ts";
import type { RowSet } from "../model/row-set.ts";
import { readPosition } from "../query/search-entries.ts";
import { placeIn } from "./segment-calls.ts";

/** Filters of whoever reads the log's columns. */
export interface AskedTerms {
  filters: readonly FilterTerm[];
  from?: number | undefined;
  to?: number | undefined;
  traffic: "all" | "real";
  judgedOver?: AskedSearch["judgedOver"];
}

/** What an event tells by itself, and for everything else the rows that are kept, at a position. */
export interface JudgedTerms {
  filters: EventTerm[];
  judged?: { among: RowSet; at: SearchPosition };
}

/**
 * Filters as those can apply them who read the log's columns, and not the mirror. Asks whoever leads for the rows, once for a
 * position; `at` says which. Fails as a question does that the mirror answers, and with `log-changed` where the log is no
 * more at that position, and the rows of it are not here.
 */
export type TermJudge = (
  project: Project,
  asked: AskedTerms,
  options: {
    at?: SearchPosition | undefined;
    /** Nobody asks for more at their position. */
    isOnce?: boolean;
    signal: AbortSignal;
  },
) => Promise<Result<JudgedTerms>>;

const KEPT_SETS = 4;
/** An erasure may come between as often. */
const TRIES = 5;

type Judged = NonNullable<JudgedTerms["judged"]>;

export function makeTermJudge(
  database: Database,
  askLeader: <T>(operation: string, input: unknown, cancel?: AbortSignal) => Promise<Result<T>>,
): TermJudge {
  const kept = new Map<string, Judged>();

  function keep(key: string, judged: Judged): void {
    kept.delete(key);
    kept.set(key, judged);
    for (const oldest of kept.keys()) if (kept.size > KEPT_SETS) kept.delete(oldest);
  }

  async function findRows(project: Project, asked: AskedTerms, signal: AbortSignal): Promise<Result<Judged>> {
    for (let tried = 0; tried < TRIES; tried++) {
      const before = await readPosition(database, project.id);
      const input = { ...asked, projectId: project.id };
      const found = await askLeader<Omit<RowSet, "key">>("rows", input, signal);
      if (!found.ok) return found;
      // While a log is rewritten its rows have other numbers before its generation is another.
      const generation = await readComingGeneration(database, project.id);
      const { moved } = await readPosition(database, project.id);
      if (generation !== found.value.generation || moved !== before.moved) continue;
      const among: RowSet = { ...found.value, key: crypto.randomUUID() };
      return success({ among, at: { generation, sequence: among.sequence, moved } });
    }
    return logChanged;
  }

  return async (project, { filters, ...time }, { at, isOnce = false, signal }) => {
    const placed = await placeIn(database, project.id, filters);
    if (!placed.ok) return placed;
    const told = withoutPlaced(placed.value).filter(isEventTerm);
    const untold = filters.filter((_, place) => !withoutPlaced([placed.value[place]!]).every(isEventTerm));
    if (untold.length === 0) return success({ filters: told });
    const key = (position: SearchPosition): string =>
      JSON.stringify([project, placed.value, time, position.generation, position.sequence, position.moved]);
    const known = at && kept.get(key(at));
    if (known !== undefined) {
      keep(key(known.at), known);
      return success({ filters: told, judged: known });
    }
    const found = await findRows(project, { ...time, filters: untold }, signal);
    if (!found.ok) return found;
    if (!isOnce) keep(key(found.value.at), found.value);
    if (at !== undefined && key(at) !== key(found.value.at)) return logChanged;
    return success({ filters: told, judged: found.value });
  };
}

const logChanged: Result<never> = fail(movedFailure(new EventsMovedError())!);
