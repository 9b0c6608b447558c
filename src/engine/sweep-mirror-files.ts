import { listProjects } from "../catalog/projects.ts";
import type { Database } from "../database/database.ts";
import { readHead } from "../log/reader.ts";
import { listMirrorFiles, mirrorFileName, removeMirrorFiles } from "../mirror/mirror-file.ts";
import { success, type Result } from "../model/failure.ts";

/**
 * Removes the files of mirrors no project of today would read: of a project that is gone, of a log
 * from before an erasure, of another time zone. Fails as reading the catalog does.
 */
export async function sweepMirrorFiles(database: Database): Promise<Result<null>> {
  // Before the catalog, so that none is made meanwhile that the catalog does not know yet.
  const there = await listMirrorFiles(database.name);
  if (there.length === 0) return success(null);
  const projects = await listProjects(database);
  if (!projects.ok) return projects;
  const wanted = new Set<string>();
  for (const project of projects.value)
    wanted.add(mirrorFileName(project, (await readHead(database, project.id)).generation));
  const unwanted = new Set(there.filter((name) => !wanted.has(name)));
  await removeMirrorFiles(database.name, (name) => unwanted.has(name));
  return success(null);
}
