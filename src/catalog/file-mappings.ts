import type { Database } from "../database/database.ts";
import { type Result, success } from "../model/failure.ts";
import { type FileMapping, newestMappings } from "../model/file-mapping.ts";
import type { RowMapping } from "../model/row-mapping.ts";
import { attempt } from "./attempt.ts";
import { parseFileMappings } from "./mapping-schema.ts";
import { changeProjectNote } from "./project-note.ts";
import { projectSettingPrefix } from "./settings.ts";

export const fileMappingsKey = (projectId: string): string =>
  `${projectSettingPrefix(projectId)}file-mappings`;

/** How rows with these fields were mapped in the project last; undefined where they never were. */
export function readFileMapping(
  db: Pick<Database, "settings">,
  projectId: string,
  digest: string,
): Promise<Result<RowMapping | undefined>> {
  return attempt(async () => {
    const mappings = parseFileMappings((await db.settings.get(fileMappingsKey(projectId)))?.value);
    return success(mappings.find((each) => each.digest === digest)?.mapping);
  });
}

/** In place of what was remembered for these fields. The 100 that were used last are kept. */
export function saveFileMapping(
  db: Database,
  projectId: string,
  digest: string,
  mapping: RowMapping,
  now: number,
): Promise<Result<null>> {
  return changeProjectNote(db, projectId, fileMappingsKey(projectId), (note) => {
    const others = parseFileMappings(note).filter((each) => each.digest !== digest);
    return success({ note: mappingsToNote([...others, { digest, usedAt: now, mapping }]), value: null });
  });
}

export const mappingsToNote = (mappings: readonly FileMapping[]) => ({
  version: 1,
  mappings: newestMappings(mappings),
});
