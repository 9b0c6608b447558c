import type { Database } from "../database/database.ts";

/** The projects of this browser but for one: their names by id. */
export async function readOtherProjects(
  db: Pick<Database, "projects">,
  projectId: string,
): Promise<ReadonlyMap<string, string>> {
  const projects = await db.projects.toArray();
  return new Map(projects.filter(({ id }) => id !== projectId).map(({ id, name }) => [id, name]));
}
