import * as v from "valibot";
import type { Database } from "../database/database.ts";
import { type ErasedPeople, uniteErased } from "../model/erasure.ts";
import { fail, type Result, success } from "../model/failure.ts";
import { newestMappings } from "../model/file-mapping.ts";
import { toHex } from "../model/hex.ts";
import { NEWER_BACKUP } from "../model/backup.ts";
import { FEED_LIMITS } from "../model/live-feed.ts";
import { type MergeConflict, mergePortable, type PortableProject } from "../model/merge-portable.ts";
import { refuseNewer } from "../model/newer-schema.ts";
import type { Project } from "../model/project.ts";
import { hasTime } from "../model/time-span.ts";
import { unknownProject } from "../model/unknown-project.ts";
import { annotationList } from "./annotations.ts";
import { attempt } from "./attempt.ts";
import { erasedPeopleSchema } from "./erased-people-schema.ts";
import { parseFeeds } from "./feed-schema.ts";
import { explorationList } from "./explorations.ts";
import { fileMappingsKey, mappingsToNote } from "./file-mappings.ts";
import { goalList } from "./goals.ts";
import { feedsKey, feedsToNote } from "./live-feeds.ts";
import { parseFileMappings } from "./mapping-schema.ts";
import { parseDashboard } from "./parse-dashboard.ts";
import { parseInput, parseStored } from "./parse-input.ts";
import { parseProjectNote } from "./project-note.ts";
import { LONGEST_GRACE_MS, storedProjectSchema } from "./project-schema.ts";
import { foldName } from "./projects.ts";
import { segmentList } from "./segments.ts";
import { savedQueriesKey } from "./saved-queries.ts";
import { parseSavedQueries, queriesToNote } from "./saved-query-schema.ts";
import { trackingPlanKey } from "./tracking-plan-note.ts";
import { storedPlanSchema } from "./tracking-plan-schema.ts";

/** 1: no word of erased people, whom code that does not know of them would let in. */
const VERSION = 2;

/** A project as JSON, in a backup or a shared folder. */
export interface PortableFile extends PortableProject {
  version: typeof VERSION;
}

/**
 * What another device needs of a project beside its events. What cannot be understood here (a damaged dashboard,
 * say) is left out of it, but a damaged project is `damaged-record`.
 */
export function readPortable(db: Database, projectId: string): Promise<Result<PortableFile>> {
  return attempt(() =>
    db.transaction("r", [db.projects, db.dashboards, db.settings, db.singletons, db.tombstones], async () => {
      const row: unknown = await db.projects.get(projectId);
      if (row === undefined) return unknownProject(projectId);
      const project = parseStored(storedProjectSchema, row, "projects", projectId);
      if (!project.ok) return project;
      const erasedPeople = await readErased(db, project.value);
      return success({
        version: VERSION,
        ...(await readRest(db, project.value)),
        ...(erasedPeople.length > 0 && { erasedPeople }),
      });
    }),
  );
}

async function readRest(db: Database, project: Project): Promise<PortableProject> {
  const { id } = project;
  const rows: unknown[] = await db.dashboards.where("projectId").equals(id).sortBy("id");
  const keys = [
    trackingPlanKey(id),
    feedsKey(id),
    fileMappingsKey(id),
    savedQueriesKey(id),
    explorationList.key(id),
    goalList.key(id),
    segmentList.key(id),
    annotationList.key(id),
  ];
  const [plan, feeds, mappings, queries, saved, wanted, named, noted] = await db.settings.bulkGet(keys);
  const fileMappings = newestMappings(parseFileMappings(mappings?.value));
  const savedQueries = parseSavedQueries(queries?.value);
  const trackingPlan = parseProjectNote(storedPlanSchema, plan?.value);
  const explorations = explorationList.parse(saved?.value);
  const goals = goalList.parse(wanted?.value);
  const segments = segmentList.parse(named?.value);
  const annotations = annotationList.parse(noted?.value);
  return {
    project,
    dashboards: rows.flatMap((row) => {
      const dashboard = parseDashboard(row, id, String((row as { id: unknown }).id));
      return dashboard.ok ? [dashboard.value] : [];
    }),
    feeds: parseFeeds(feeds?.value),
    ...(trackingPlan && { trackingPlan }),
    ...(fileMappings.length > 0 && { fileMappings }),
    ...(savedQueries.length > 0 && { savedQueries }),
    ...(explorations.length > 0 && { explorations }),
    ...(goals.length > 0 && { goals }),
    ...(segments.length > 0 && { segments }),
    ...(annotations.length > 0 && { annotations }),
  };
}

/** After every hash, which are in hex. */
const HASHES_END = "g";

/** Under this device's secret, and under those of others it heard of. */
async function readErased(db: Database, { id }: Project): Promise<ErasedPeople[]> {
  const key = await db.singletons.get("tombstone-key");
  const own = key !== undefined && "secret" in key ? toHex(key.secret) : undefined;
  const rows = await db.tombstones.where("[projectId+hash]").between([id, ""], [id, HASHES_END]).toArray();
  return uniteErased(
    rows.flatMap(({ hash, before, secret = own }): ErasedPeople[] =>
      secret === undefined ? [] : [{ secret, people: [[hash, before]] }],
    ),
  );
}

/** Long ones would be gone through for every event. */
const MOST_LISTED = 10_000;
const isDate = (ms: number): boolean => !Number.isNaN(new Date(ms).getTime());

const portableFile = v.object({
  version: v.number("It does not say its version."),
  project: v.pipe(
    storedProjectSchema,
    v.check(
      ({ createdAt, updatedAt, retiredKeys = [] }) =>
        [createdAt, updatedAt, ...retiredKeys.map(({ endsAt }) => endsAt)].every(isDate),
      "A date of the project is none.",
    ),
    v.check(
      ({ erasedSpans = [], retiredKeys = [] }) =>
        erasedSpans.length <= MOST_LISTED && retiredKeys.length <= MOST_LISTED,
      `The project has more than ${MOST_LISTED} old keys or times that were erased.`,
    ),
  ),
  dashboards: v.array(v.unknown()),
  trackingPlan: v.optional(storedPlanSchema),
  feeds: v.array(v.unknown()),
  erasedPeople: v.optional(erasedPeopleSchema),
  fileMappings: v.optional(v.array(v.unknown())),
  savedQueries: v.optional(v.array(v.unknown())),
  explorations: v.optional(v.array(v.unknown())),
  goals: v.optional(v.array(v.unknown())),
  segments: v.optional(v.array(v.unknown())),
  annotations: v.optional(v.array(v.unknown())),
});

/**
 * What {@link readPortable} gave, from a file. `newer-schema`, or `invalid-input` with the first thing wrong; a
 * dashboard, feed, mapping, saved query, goal or segment that is not understood is left out, and so is what is more than a project may have.
 */
export function parsePortable(input: unknown): Result<PortableProject> {
  const newer = refuseNewer(input, VERSION, NEWER_BACKUP);
  if (newer !== undefined) return newer;
  const parsed = parseInput(portableFile, input);
  if (!parsed.ok) return parsed;
  const {
    erasedPeople: erased = [],
    fileMappings = [],
    savedQueries = [],
    explorations: saved = [],
    goals: wanted = [],
    segments: named = [],
    annotations: noted = [],
    ...rest
  } = parsed.value;
  const { project, dashboards, trackingPlan, feeds } = rest;
  // Devices that were merged may have more than can be added one by one.
  const explorations = explorationList.parse(explorationList.toNote(saved.slice(0, MOST_LISTED)));
  const goals = goalList.parse(goalList.toNote(wanted.slice(0, MOST_LISTED)));
  const segments = segmentList.parse(segmentList.toNote(named.slice(0, MOST_LISTED)));
  const annotations = annotationList.parse(annotationList.toNote(noted.slice(0, MOST_LISTED)));
  const mappings = newestMappings(
    fileMappings.flatMap((each) => parseFileMappings({ version: 1, mappings: [each] })),
  );
  const queries = parseSavedQueries({ version: 1, queries: savedQueries });
  return success({
    project,
    dashboards: dashboards.flatMap((each) => {
      const id = (each as { id?: unknown } | null)?.id;
      const isItsOwn = typeof id === "string" && id.startsWith(`${project.id}:`);
      const dashboard = isItsOwn ? parseDashboard(each, project.id, id) : undefined;
      return dashboard?.ok === true ? [dashboard.value] : [];
    }),
    feeds: parseFeeds({ version: 1, feeds }).slice(0, FEED_LIMITS.feeds),
    ...(trackingPlan && { trackingPlan }),
    ...(erased.length > 0 && { erasedPeople: erased }),
    ...(mappings.length > 0 && { fileMappings: mappings }),
    ...(queries.length > 0 && { savedQueries: queries }),
    ...(explorations.length > 0 && { explorations }),
    ...(goals.length > 0 && { goals }),
    ...(segments.length > 0 && { segments }),
    ...(annotations.length > 0 && { annotations }),
  });
}

export interface PortableMerge {
  project: Project;
  /** There was none of its id. */
  isNew: boolean;
  conflicts: MergeConflict[];
}

/**
 * Puts a project of another device beside ours, or joins it to the one with its id, see {@link mergePortable}; all
 * or nothing. A new one whose name is taken gets a number after it. Dates that are still to come here are taken
 * for now: a clock ahead, or a file made to do so, would outdo every later edit and keep out every event to come.
 * `invalid-input` where more times would be erased than a backup may tell: its own could not be read again.
 * Whom another device erased, and what is here of erased times, is for `mergeErasures` of the log room, after this.
 */
export function putPortable(db: Database, given: PortableProject): Promise<Result<PortableMerge>> {
  const theirs = untilNow(given, Date.now());
  return attempt(() =>
    db.transaction(
      "rw",
      db.projects,
      db.dashboards,
      db.settings,
      async (): Promise<Result<PortableMerge>> => {
        const { id } = theirs.project;
        const row: unknown = await db.projects.get(id);
        const ours = row === undefined ? undefined : parseStored(storedProjectSchema, row, "projects", id);
        if (ours?.ok === false) return ours;
        // Merged with itself, it comes as from another device: its feeds are off.
        const { merged, conflicts } =
          ours === undefined
            ? mergePortable({ ...theirs, feeds: [] }, theirs)
            : mergePortable(await readRest(db, ours.value), theirs);
        if ((merged.project.erasedSpans?.length ?? 0) > MOST_LISTED)
          return fail({
            kind: "invalid-input",
            message: `The project would have more than ${MOST_LISTED} times that were erased.`,
          });
        const project = { ...merged.project, name: await freeName(db, merged.project) };
        await db.projects.put(project);
        await db.dashboards.bulkPut(merged.dashboards);
        if (merged.trackingPlan !== undefined)
          await db.settings.put({ key: trackingPlanKey(id), value: merged.trackingPlan });
        if (merged.feeds.length > 0)
          await db.settings.put({ key: feedsKey(id), value: feedsToNote(merged.feeds) });
        if (merged.fileMappings !== undefined)
          await db.settings.put({ key: fileMappingsKey(id), value: mappingsToNote(merged.fileMappings) });
        if (merged.savedQueries !== undefined)
          await db.settings.put({ key: savedQueriesKey(id), value: queriesToNote(merged.savedQueries) });
        if (merged.explorations !== undefined)
          await db.settings.put({
            key: explorationList.key(id),
            value: explorationList.toNote(merged.explorations),
          });
        if (merged.goals !== undefined)
          await db.settings.put({ key: goalList.key(id), value: goalList.toNote(merged.goals) });
        if (merged.segments !== undefined)
          await db.settings.put({ key: segmentList.key(id), value: segmentList.toNote(merged.segments) });
        if (merged.annotations !== undefined)
          await db.settings.put({
            key: annotationList.key(id),
            value: annotationList.toNote(merged.annotations),
          });
        return success({ project, isNew: ours === undefined, conflicts });
      },
    ),
  );
}

function untilNow(
  {
    project,
    dashboards,
    trackingPlan,
    feeds,
    fileMappings,
    savedQueries,
    explorations,
    goals,
    segments,
    annotations,
  }: PortableProject,
  now: number,
): PortableProject {
  const { erasedSpans, retiredKeys, ...rest } = project;
  const dated = <T extends { updatedAt: number }>(each: T): T => ({
    ...each,
    updatedAt: Math.min(each.updatedAt, now),
  });
  const made = <T extends { createdAt: number; updatedAt: number }>(each: T): T => ({
    ...dated(each),
    createdAt: Math.min(each.createdAt, now),
  });
  const past = erasedSpans?.map((span) => ({ ...span, before: Math.min(span.before, now) })).filter(hasTime);
  const latest = now + LONGEST_GRACE_MS;
  const keys = retiredKeys?.map(({ key, endsAt }) => ({ key, endsAt: Math.min(endsAt, latest) }));
  return {
    project: {
      ...dated(rest),
      createdAt: Math.min(rest.createdAt, now),
      ...(keys && { retiredKeys: keys }),
      ...(past !== undefined && past.length > 0 && { erasedSpans: past }),
    },
    dashboards: dashboards.map(dated),
    feeds,
    ...(trackingPlan && { trackingPlan: dated(trackingPlan) }),
    ...(fileMappings && {
      fileMappings: fileMappings.map((each) => ({ ...each, usedAt: Math.min(each.usedAt, now) })),
    }),
    ...(savedQueries && { savedQueries: savedQueries.map(dated) }),
    ...(explorations && { explorations: explorations.map(made) }),
    ...(goals && { goals: goals.map(made) }),
    ...(segments && { segments: segments.map(made) }),
    ...(annotations && { annotations: annotations.map(made) }),
  };
}

async function freeName(db: Database, { id, name }: Project): Promise<string> {
  const rows = await db.projects.toArray();
  const taken = new Set(rows.filter((row) => row.id !== id).map((row) => foldName(String(row.name))));
  for (let number = 1; ; number++) {
    const tried = number === 1 ? name : `${name.slice(0, 90)} (${number})`;
    if (!taken.has(foldName(tried))) return tried;
  }
}
