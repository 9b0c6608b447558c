import type { Database } from "../database/database.ts";
import { fail, success, type Result } from "../model/failure.ts";
import type { Project } from "../model/project.ts";
import type { Granularity, Measure, Point } from "../model/question.ts";
import { zoneOfProject } from "../model/time-zone.ts";
import { makeKept, type Kept } from "./kept.ts";
import { rollupFailure } from "./damaged-row.ts";
import { initBitmaps } from "./bitmap.ts";
import { answerByKey, type GroupsAnswer, type KeyedSeries } from "./group-answer.ts";
import {
  makePropertyReader,
  type PropertyAnswer,
  type PropertyReader,
  type PropertyRequest,
} from "./property-reader.ts";
import { makeProjectStats, type ProjectStats, type StatsSource } from "./project-stats.ts";
import { nameSeries, OVERALL_SERIES, rollupSet, typeSeries } from "./series.ts";
import { answerSeries } from "./series-answer.ts";
import { makeWindowUnions, type WindowUnions } from "./window-union.ts";

export type { GroupsAnswer } from "./group-answer.ts";
export type { PropertyAnswer, PropertyRequest } from "./property-reader.ts";

/** A name without a type means that name over all types. */
export type Series = "overall" | { type: string } | { type?: string; name: string };

export interface StatsRequest {
  source: StatsSource;
  /** Bucket edges of `source` in the project's zone; half-open, epoch milliseconds. */
  from: number;
  to: number;
  measure: Measure;
  series: Series;
  /** `hour` (hourly only), `day`, `week` or `month`; no points without it. */
  granularity?: Exclude<Granularity, "minute">;
}

export interface StatsAnswer {
  total: number;
  /** One a bucket of `granularity` that overlaps the window, zeros included. */
  points: Point[];
  /** Rows looked at. */
  scanned: number;
  generation: number;
  sequence: number;
}

export interface GroupsRequest {
  /** Default `daily`. */
  source?: StatsSource;
  from: number;
  to: number;
  measure: Measure;
  type?: string;
  limit: number;
}

/**
 * Reads a project's rollups for its configured zone, in any tab. Users and sessions are exact unions
 * over the window. Answers are at most a second behind the checkpoint, and as of one checkpoint.
 * Fails with `engine-unavailable` while the rows are being built, `damaged-record` where a row cannot
 * be read and must be built anew, or with a storage failure.
 */
export interface StatsReader {
  stats(project: Project, request: StatsRequest): Promise<Result<StatsAnswer>>;
  /** Hidden names (`$`) are in no group. */
  byName(project: Project, request: GroupsRequest): Promise<Result<GroupsAnswer>>;
  byType(project: Project, request: Omit<GroupsRequest, "type">): Promise<Result<GroupsAnswer>>;
  /** The greatest values of a tracked property; undefined where the rows do not tell them exactly. */
  byProperty(project: Project, request: PropertyRequest): Promise<Result<PropertyAnswer | undefined>>;
  /** Something was folded, wherever: the next answer looks at the checkpoint first, and reads what that says has changed. */
  doubt(projectId: string): void;
  /** What is held may not be what is stored: everything is read again. */
  forget(projectId: string): void;
  dispose(): void;
}

interface Open {
  set: string;
  stats: ProjectStats;
  unions: WindowUnions;
  /** Answers at `stamp` of their rows. */
  answers: Kept<string, { stamp: number; answer: StatsAnswer | GroupsAnswer }>;
  properties: PropertyReader;
  identityStamp: number;
}

const KEPT_ANSWERS = 200;

function seriesNumbers({ kinds }: ProjectStats, series: Series): number[] {
  if (series === "overall") return [OVERALL_SERIES];
  if (!("name" in series)) {
    const ordinal = kinds.types().indexOf(series.type);
    return ordinal < 0 ? [] : [typeSeries(ordinal)];
  }
  const numbers: number[] = [];
  for (const [ordinal, kind] of kinds.all().entries())
    if (kind.name === series.name && (series.type === undefined || kind.type === series.type))
      numbers.push(nameSeries(ordinal));
  return numbers;
}

interface Keys {
  keyed: KeyedSeries;
  totalSeries: number;
}

function nameKeys(stats: ProjectStats, type: string | undefined): Keys {
  const { kinds } = stats;
  const keyed: KeyedSeries = new Map();
  for (const [ordinal, kind] of kinds.all().entries())
    if (!kind.hidden && (type === undefined || kind.type === type)) {
      const numbers = keyed.get(kind.name);
      if (numbers === undefined) keyed.set(kind.name, [nameSeries(ordinal)]);
      else numbers.push(nameSeries(ordinal));
    }
  const [totalSeries = -1] = seriesNumbers(stats, type === undefined ? "overall" : { type });
  return { keyed, totalSeries };
}

const typeKeys = ({ kinds }: ProjectStats): Keys => ({
  keyed: new Map(kinds.types().map((type, ordinal) => [type, [typeSeries(ordinal)]])),
  totalSeries: OVERALL_SERIES,
});

const building = (project: Project): Result<never> =>
  fail({ kind: "engine-unavailable", message: `The rollups of ${project.name} are being built.` });

export function openStatsReader(db: Database, { now = Date.now }: { now?: () => number } = {}): StatsReader {
  const open = new Map<string, Open>();
  const ready = initBitmaps();

  /** Not cleared: an answer that is being made goes on with what it holds. */
  const drop = (projectId: string): void => void open.delete(projectId);
  const opened = (project: Project): Open => {
    const set = rollupSet(project);
    const known = open.get(project.id);
    if (known?.set === set) return known;
    drop(project.id);
    const fresh: Open = {
      set,
      stats: makeProjectStats(db, project, now),
      unions: makeWindowUnions(),
      answers: makeKept(KEPT_ANSWERS),
      properties: makePropertyReader(db, project),
      identityStamp: 0,
    };
    open.set(project.id, fresh);
    return fresh;
  };
  const answer = async <T extends StatsAnswer | GroupsAnswer>(
    project: Project,
    source: StatsSource,
    { from, to }: { from: number; to: number },
    key: string,
    work: (state: Open) => Omit<T, "generation" | "sequence">,
  ): Promise<Result<T>> => {
    await ready;
    const state = opened(project);
    const { stats } = state;
    try {
      if (!(await stats.hold(source, from, to))) return building(project);
    } catch (error) {
      const failure = rollupFailure(error);
      if (failure === undefined) throw error;
      return { ok: false, failure };
    }
    const place = { generation: stats.generation, sequence: stats.sequence };
    if (state.identityStamp !== stats.identityStamp) state.unions.clear();
    state.identityStamp = stats.identityStamp;
    const { stamp } = stats.rows(source);
    const known = state.answers.get(key);
    if (known?.stamp === stamp) return success({ ...(known.answer as T), ...place });
    const made = { ...work(state), ...place } as T;
    state.answers.put(key, { stamp, answer: made });
    return success(made);
  };
  const groups = (
    project: Project,
    request: Omit<GroupsRequest, "type">,
    key: string,
    keysOf: (stats: ProjectStats) => Keys,
  ): Promise<Result<GroupsAnswer>> => {
    const { source = "daily", from, to, measure, limit } = request;
    return answer<GroupsAnswer>(project, source, request, `${key}|${JSON.stringify(request)}`, ({ stats }) =>
      answerByKey(stats.rows(source).between(from, to), keysOf(stats), measure, limit),
    );
  };

  return {
    stats(project, request) {
      const { source, from, to, measure, series, granularity } = request;
      // The week begins as the project says, and it may come to say another day.
      const key = JSON.stringify([request, project.weekStart]);
      return answer<StatsAnswer>(project, source, request, key, ({ stats, unions }) =>
        answerSeries({
          rows: stats.rows(source).between(from, to),
          series: seriesNumbers(stats, series),
          measure,
          from,
          to,
          unions,
          unionKey: JSON.stringify([source, from, to, measure, series, project.weekStart]),
          zone: zoneOfProject(project),
          ...(granularity !== undefined && { granularity }),
        }),
      );
    },
    byName: (project, request) => groups(project, request, "name", (stats) => nameKeys(stats, request.type)),
    async byProperty(project, request) {
      await ready;
      const { stats, properties } = opened(project);
      try {
        const found = await properties.read(stats, request);
        return found === "building" ? building(project) : success(found);
      } catch (error) {
        const failure = rollupFailure(error);
        if (failure === undefined) throw error;
        return { ok: false, failure };
      }
    },
    byType: (project, request) => groups(project, request, "type", typeKeys),
    doubt: (projectId) => open.get(projectId)?.stats.doubt(),
    forget: drop,
    dispose() {
      for (const projectId of [...open.keys()]) drop(projectId);
    },
  };
}
