import { addFolder, forgetFolderFiles, listFolderFiles, saveFolderFile } from "../../src/catalog/folders.ts";
import type { WatchedFile } from "../../src/model/folder.ts";
import { makeFileLineIds } from "../../src/sources/file-line-ids.ts";
import { makeFilePlacers } from "../../src/sources/file-placers.ts";
import type { SourceFile } from "../../src/sources/read-watched-file.ts";
import { type FolderLook, type PastLimit, lookIntoFolder } from "../../src/sources/watched-folder.ts";
import { rememberedShape } from "../../src/transfer/choose-shape.ts";
import type { AppendEvents } from "../../src/transfer/import-rows.ts";
import { makeProject, openTestDatabase, valueOf } from "./open-catalog.ts";
import { openRealLog } from "./real-log.ts";

/** A watched folder with what it holds, of a project with a real log. */
export async function openFolder() {
  const db = openTestDatabase();
  const project = await makeProject(db);
  const folder = valueOf(await addFolder(db, project.id, { name: "logs" }));
  const log = await openRealLog(db, project.id);
  const disk = new Map<string, File>();
  const begin = () => ({ lineIds: makeFileLineIds(), placers: makeFilePlacers() });
  let kept = begin();
  let clock = 0;

  async function* filesOnDisk(): AsyncGenerator<SourceFile> {
    for (const path of [...disk.keys()].sort()) yield { path, open: async () => disk.get(path)! };
  }

  return {
    db,
    project,
    folder,
    log,
    disk,
    /** A file on a disk has another time after each write. */
    write: (path: string, content: BlobPart): void =>
      void disk.set(path, new File([content], path, { lastModified: (clock += 1) })),
    look: (
      over: {
        files?: AsyncIterable<SourceFile | PastLimit>;
        append?: AppendEvents;
        save?: () => void;
        signal?: AbortSignal;
      } = {},
    ): Promise<FolderLook> =>
      lookIntoFolder(over.files ?? filesOnDisk(), {
        folderId: folder.id,
        source: `folder:${folder.name}`,
        isAll: true,
        ...kept,
        salt: "",
        mappedShape: (...of) => rememberedShape(db, project.id, ...of),
        append: over.append ?? log.append,
        signal: over.signal ?? new AbortController().signal,
        store: {
          files: () => listFolderFiles(db, folder),
          save: (file, refused) => {
            over.save?.();
            return saveFolderFile(db, folder, file, refused);
          },
          forget: (paths) => forgetFolderFiles(db, folder, paths),
        },
      }),
    /** What a restart keeps is in the database alone. */
    restart: (): void => void (kept = begin()),
    ids: async (): Promise<string[]> => (await log.read()).map(({ id }) => id as string).sort(),
    fileOf: async (path: string): Promise<WatchedFile | undefined> =>
      valueOf(await listFolderFiles(db, folder)).find((file) => file.path === path),
  };
}
