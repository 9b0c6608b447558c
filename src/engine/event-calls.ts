import * as v from "valibot";
import { readProject } from "../catalog/projects.ts";
import type { Database } from "../database/database.ts";
import { movedFailure } from "../log/events-moved.ts";
import {
  PAGE_EVENTS,
  SEARCH_LENGTH,
  type EventCount,
  type EventPage,
  type EventPlace,
  type EventSearch,
  type SearchPosition,
} from "../model/event-search.ts";
import { fail, success, type Result } from "../model/failure.ts";
import { filterTermsSchema } from "../model/filter-schema.ts";
import type { ProjectId } from "../model/identifier.ts";
import { makeEventSearcher, type EventSearcher } from "../query/search-events.ts";
import type { Cancellable } from "./cancellable.ts";
import type { TermJudge } from "./judged-rows.ts";
import { paceProgress } from "./pace-progress.ts";

/** The raw stream, searched. Every tab reads the log itself. */
export interface EventCalls {
  /**
   * A page of `{ from, to, filters?, text?, traffic? }` (see `AskedSearch`), newest first, at most 500. Pages `at` one position
   * are of the same events; where the log is no more what it was then, they fail with `log-changed`. What has arrived and is
   * not admitted is not among them. Filters that an event alone does not tell wait for the mirror, and fail as questions with them
   * do. Other failures: `invalid-input`, `unknown-project`, `query-cancelled`.
   */
  searchEvents(
    projectId: string,
    search: unknown,
    options?: {
      /** 100 if left out. */
      limit?: number;
      /** Passed over first. */
      skip?: number;
      before?: EventPlace;
      at?: SearchPosition;
      queryId?: string;
    },
  ): Promise<Result<EventPage>>;
  /** How many there are, exactly, and when; with `after`, of those admitted after that sequence. Fails as {@link searchEvents}. */
  countEvents(
    projectId: string,
    search: unknown,
    options?: { at?: SearchPosition; after?: number; queryId?: string },
    onProgress?: (entries: number, all: number) => void,
  ): Promise<Result<EventCount>>;
}

const instant = v.pipe(v.number(), v.finite());
const searchSchema = v.pipe(
  v.strictObject({
    from: instant,
    to: instant,
    filters: v.optional(filterTermsSchema, []),
    traffic: v.optional(v.picklist(["all", "real"], "traffic must be all or real."), "all"),
    judgedOver: v.optional(v.strictObject({ from: instant, to: instant })),
    text: v.optional(
      v.pipe(
        v.string(),
        v.trim(),
        v.maxLength(SEARCH_LENGTH, `A text to look for has at most ${SEARCH_LENGTH} characters.`),
      ),
      "",
    ),
  }),
  v.check(({ from, to }) => from < to, "The end must come after the start."),
  v.check(
    ({ from, to, judgedOver: over }) => over === undefined || (over.from <= from && to <= over.to),
    "judgedOver must hold the time that is searched.",
  ),
);
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const positionSchema = v.object({ generation: count, sequence: count, moved: count });
const pageSchema = v.object({
  limit: v.optional(v.pipe(count, v.minValue(1), v.maxValue(PAGE_EVENTS)), 100),
  skip: v.optional(count),
  before: v.optional(v.object({ timestamp: instant, id: v.exactOptional(v.string()) })),
  at: v.optional(positionSchema),
});
const countSchema = v.object({ after: v.optional(count), at: v.optional(positionSchema) });

function paced(onProgress: ((entries: number, all: number) => void) | undefined) {
  const tell = paceProgress<{ entries: number; all: number }>(({ entries, all }) =>
    onProgress?.(entries, all),
  );
  return (entries: number, all: number): void => tell({ entries, all });
}

/** Searchers are kept for the projects asked about last, for what they remember. */
const KEPT_SEARCHERS = 2;

export function makeEventCalls({
  session: { database, judge },
  cancellable,
}: {
  session: { database: Database; judge: TermJudge };
  cancellable: Cancellable;
}): EventCalls {
  const searchers = new Map<ProjectId, EventSearcher>();

  function searcherOf(projectId: ProjectId): EventSearcher {
    const searcher = searchers.get(projectId) ?? makeEventSearcher(database, projectId);
    searchers.delete(projectId);
    searchers.set(projectId, searcher);
    for (const oldest of searchers.keys()) if (searchers.size > KEPT_SEARCHERS) searchers.delete(oldest);
    return searcher;
  }

  function run<
    T,
    Options extends v.GenericSchema<unknown, { at?: SearchPosition | undefined; after?: number | undefined }>,
  >(
    { projectId, search, queryId }: { projectId: string; search: unknown; queryId: string | undefined },
    schema: Options,
    options: unknown,
    work: (
      searcher: EventSearcher,
      search: EventSearch,
      options: v.InferOutput<Options>,
      signal: AbortSignal,
    ) => Promise<T>,
  ): Promise<Result<T>> {
    return cancellable(queryId, async (signal): Promise<Result<T>> => {
      const parsed = v.safeParse(v.tuple([searchSchema, schema]), [search, options]);
      if (!parsed.success) return fail({ kind: "invalid-input", message: v.summarize(parsed.issues) });
      const project = await readProject(database, projectId);
      if (!project.ok) return project;
      try {
        const [{ text, ...asked }, how] = parsed.output;
        const { from, to } = asked;
        const told = await judge(project.value, asked, {
          at: how.at,
          // Of what came since nothing but the number is asked.
          isOnce: how.after !== undefined && how.at === undefined,
          signal,
        });
        if (!told.ok) return told;
        const { filters, judged } = told.value;
        const found: EventSearch = { from, to, text, filters, ...(judged && { among: judged.among }) };
        const at = judged?.at ?? how.at;
        return success(
          await work(searcherOf(project.value.id), found, { ...how, ...(at && { at }) }, signal),
        );
      } catch (error) {
        if (signal.aborted) return fail({ kind: "query-cancelled", message: "The search was cancelled." });
        const moved = movedFailure(error);
        if (moved === undefined) throw error;
        return fail(moved);
      }
    });
  }

  return {
    searchEvents: (projectId, search, { queryId, ...options } = {}) =>
      run({ projectId, search, queryId }, pageSchema, options, (searcher, asked, how, signal) =>
        searcher.page(asked, { ...how, signal }),
      ),
    countEvents: (projectId, search, { queryId, ...options } = {}, onProgress) =>
      run({ projectId, search, queryId }, countSchema, options, (searcher, asked, how, signal) =>
        searcher.count(asked, { ...how, signal, onProgress: paced(onProgress) }),
      ),
  };
}
