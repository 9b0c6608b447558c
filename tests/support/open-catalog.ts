import { onTestFinished } from "vitest";
import { createProject } from "../../src/catalog/projects.ts";
import { type Database, openDatabase } from "../../src/database/database.ts";
import type { Failure, Result } from "../../src/model/failure.ts";
import type { Project } from "../../src/model/project.ts";

/** A database of its own for each test. */
export function openTestDatabase(): Database {
  const db = openDatabase({ name: `catalog-${crypto.randomUUID()}` });
  onTestFinished(() => db.delete());
  return db;
}

export function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.failure.kind}: ${result.failure.message}`);
  return result.value;
}

export function failureOf<T>(result: Result<T>): Failure {
  if (result.ok) throw new Error(`expected a failure, got ${JSON.stringify(result.value)}`);
  return result.failure;
}

export const makeProject = async (db: Database, input: object = {}): Promise<Project> =>
  valueOf(await createProject(db, { name: "Acme web", timeZone: "UTC", ...input }));
