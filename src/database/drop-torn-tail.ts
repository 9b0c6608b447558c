/**
 * Has the browser begin a new file for what is written next. To be called before the first write of whoever writes
 * first. A failure of the storage is left to the next write to tell: nothing is worse than before.
 *
 * Chromium keeps IndexedDB in LevelDB, whose write-ahead file may end in half a record when the browser was killed. That
 * is left out when it is opened, but the same file is written on, behind the half; the opening after that finds a file
 * damaged in its middle, and Chromium deletes all databases of the origin (LevelDB issue 1287). Deleting a
 * database has LevelDB compact, before which it puts away what it has in memory and deletes the file. It took 3 to 45 ms
 * (2026-11-30). Other browsers keep IndexedDB in SQLite, and lose an empty database here.
 */
export async function dropTornTail(name: string): Promise<void> {
  const opening = indexedDB.open(name);
  await settled(opening);
  if (opening.error === null) opening.result.close();
  await settled(indexedDB.deleteDatabase(name));
}

/** It succeeded, failed, or somebody else is at it. */
const settled = (request: IDBOpenDBRequest): Promise<void> =>
  new Promise((resolve) => {
    for (const kind of ["success", "error", "blocked"]) request.addEventListener(kind, () => resolve());
  });
