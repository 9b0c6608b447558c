/**
 * Has the browser begin a new file for what is written next. To be called before the first write of whoever writes
 * first; never rejects, since storage that fails tells so at the next write, and then nothing is worse than before.
 *
 * Chromium keeps IndexedDB in LevelDB, whose write-ahead file may end in half a record when the browser was killed. That
 * is left out when it is opened, but the same file is written on, behind the half; the opening after that finds a file
 * damaged in its middle, and Chromium deletes all databases of the origin (LevelDB issue 1287). Deleting a
 * database has LevelDB compact, before which it puts away what it has in memory and deletes the file. It took 3 to 45 ms
 * (2026-11-30). Other browsers keep IndexedDB in SQLite, and lose an empty database here.
 */
export async function dropTornTail(name: string): Promise<void> {
  await new Promise<void>((resolve) => {
    const opening = indexedDB.open(name);
    opening.onsuccess = () => {
      opening.result.close();
      resolve();
    };
    opening.onerror = () => resolve();
  });
  await new Promise<void>((resolve) => {
    const deletion = indexedDB.deleteDatabase(name);
    deletion.onsuccess = () => resolve();
    deletion.onerror = () => resolve();
    // Somebody else is at it.
    deletion.onblocked = () => resolve();
  });
}
