import * as v from "valibot";
import type { Database } from "../database/database.ts";
import { fail, type Result, success } from "../model/failure.ts";
import { randomHex } from "../model/hex.ts";
import { toProjectId } from "../model/identifier.ts";
import { DEFAULT_IDLE_MS, type Project } from "../model/project.ts";
import type { TimeSpan } from "../model/time-span.ts";
import { unknownProject } from "../model/unknown-project.ts";
import { attempt } from "./attempt.ts";
import { parseInput, parseStored } from "./parse-input.ts";
import { newProjectSchema, projectPatchSchema, storedProjectSchema } from "./project-schema.ts";
import { endKey, randomKey, rotateKey } from "./rotate-key.ts";
import { projectSettingPrefix } from "./settings.ts";

/** Oldest first. A damaged row is left out here; {@link readProject} says what is wrong with it. */
export function listProjects(db: Database): Promise<Result<Project[]>> {
  return attempt(async () => {
    const rows: unknown[] = await db.projects.toArray();
    const projects = rows.flatMap((row) => {
      const parsed = v.safeParse(storedProjectSchema, row);
      return parsed.success ? [parsed.output] : [];
    });
    return success(projects.sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1)));
  });
}

export function readProject(db: Database, projectId: string): Promise<Result<Project>> {
  return attempt(async () => {
    const row: unknown = await db.projects.get(projectId);
    return row === undefined
      ? unknownProject(projectId)
      : parseStored(storedProjectSchema, row, "projects", projectId);
  });
}

/**
 * Makes a project from `{ name, timeZone?, weekStart?, origins?, sessionIdleMs?, retentionDays?, id?, writeKey? }`.
 * Left out: the browser's time zone, weeks from Monday, no origins, 30 minutes, a random id and key. `invalid-input`
 * where something is wrong with it, or where name (whatever the case) or id are taken.
 */
export async function createProject(db: Database, input: unknown): Promise<Result<Project>> {
  const parsed = parseInput(newProjectSchema, input);
  if (!parsed.ok) return parsed;
  const { id, name, timeZone, weekStart, origins, sessionIdleMs, retentionDays, writeKey } = parsed.value;
  const now = Date.now();
  const project: Project = {
    id: id ?? toProjectId(randomHex(10)),
    name,
    timeZone: timeZone ?? browserTimeZone(),
    writeKey: writeKey ?? randomKey(),
    allowedOrigins: origins ?? [],
    sessionIdleMs: sessionIdleMs ?? DEFAULT_IDLE_MS,
    createdAt: now,
    updatedAt: now,
  };
  if (weekStart !== undefined) project.weekStart = weekStart;
  if (retentionDays !== undefined) project.retentionDays = retentionDays;
  return attempt(() =>
    db.transaction("rw", db.projects, async (): Promise<Result<Project>> => {
      if ((await db.projects.get(project.id)) !== undefined)
        return taken(`There is already a project with the id ${project.id}.`, "id");
      if (await isNameTaken(db, project)) return nameTaken(name);
      await db.projects.add(project);
      return success(project);
    }),
  );
}

/**
 * Applies what {@link projectPatchSchema} lets through. Nothing is changed when any part of it is wrong.
 * Also mends a damaged row whose other members are sound.
 */
export async function updateProject(
  db: Database,
  projectId: string,
  patch: unknown,
): Promise<Result<Project>> {
  const parsed = parseInput(projectPatchSchema, patch);
  if (!parsed.ok) return parsed;
  const { origins, retentionDays, letIn, rotateKey: rotation, endKey: ending, ...given } = parsed.value;
  return attempt(() =>
    db.transaction("rw", db.projects, async (): Promise<Result<Project>> => {
      const row = await db.projects.get(projectId);
      if (row === undefined) return unknownProject(projectId);
      const changed: Record<string, unknown> = { ...row, updatedAt: Date.now() };
      for (const [key, value] of Object.entries(given)) if (value !== undefined) changed[key] = value;
      if (origins !== undefined) changed["allowedOrigins"] = origins;
      if (retentionDays === null) delete changed["retentionDays"];
      else if (retentionDays !== undefined) changed["retentionDays"] = retentionDays;
      const project = parseStored(storedProjectSchema, changed, "projects", projectId);
      if (!project.ok) return project;
      if (letIn !== undefined && !takeErasedSpan(project.value, letIn))
        return fail({
          kind: "invalid-input",
          message: "That time is not among those that are kept out.",
          path: "letIn",
        });
      if (rotation !== undefined) rotateKey(project.value, rotation.graceMs, Date.now());
      if (ending !== undefined && !endKey(project.value, ending, Date.now()))
        return fail({
          kind: "invalid-input",
          message: "That is not an old key of this project that is still taken.",
          path: "endKey",
        });
      if (given.name !== undefined && (await isNameTaken(db, project.value))) return nameTaken(given.name);
      await db.projects.put(project.value);
      return project;
    }),
  );
}

/** Takes a span from those of the project; false where it is none of them. */
function takeErasedSpan(project: Project, { from, before }: TimeSpan): boolean {
  const { erasedSpans = [] } = project;
  const left = erasedSpans.filter((span) => span.from !== from || span.before !== before);
  if (left.length > 0) project.erasedSpans = left;
  else delete project.erasedSpans;
  return left.length < erasedSpans.length;
}

/** Removes what the catalog keeps of a project, in one transaction; its events are the log's to remove. */
export function removeProjectRows(db: Database, projectId: string): Promise<Result<null>> {
  return attempt(() =>
    db.transaction("rw", [db.projects, db.dashboards, db.imports, db.refusals, db.settings], async () => {
      await db.projects.delete(projectId);
      await db.dashboards.where("projectId").equals(projectId).delete();
      await db.imports.where("projectId").equals(projectId).delete();
      await db.refusals.filter((row) => row.projectId === projectId).delete();
      await db.settings.where("key").startsWith(projectSettingPrefix(projectId)).delete();
      return success(null);
    }),
  );
}

const taken = (message: string, path: string): Result<never> =>
  fail({ kind: "invalid-input", message, path });

const nameTaken = (name: string): Result<never> => taken(`There is already a project named ${name}.`, "name");

async function isNameTaken(db: Database, project: Project): Promise<boolean> {
  const wanted = foldName(project.name);
  const rows = await db.projects.toArray();
  return rows.some((row) => row.id !== project.id && foldName(String(row.name)) === wanted);
}

/** Names are compared so, whatever their case. */
export const foldName = (name: string): string => name.normalize("NFKC").toLowerCase();

const browserTimeZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;
