import type { Page } from "@playwright/test";

/**
 * Places where the origin keeps a text: every key and value of every IndexedDB table, every file of
 * the origin's private file system, and local storage. Texts are looked for as they are, bytes for
 * the text in UTF-8 and UTF-16 and, of a UUID, for its 16 bytes.
 */
export const searchStorage = (page: Page, text: string): Promise<string[]> =>
  page.evaluate(async (wanted) => {
    const latin1 = (bytes: Uint8Array): string => {
      let read = "";
      for (let at = 0; at < bytes.length; at += 32_768)
        read += String.fromCharCode(...bytes.subarray(at, at + 32_768));
      return read;
    };
    const units = Array.from({ length: wanted.length }, (_, at) => wanted.charCodeAt(at));
    const hex = wanted.replaceAll("-", "");
    const needles = [
      latin1(new TextEncoder().encode(wanted)),
      latin1(Uint8Array.from(units.flatMap((unit) => [unit & 255, unit >> 8]))),
      latin1(Uint8Array.from(units.flatMap((unit) => [unit >> 8, unit & 255]))),
    ];
    if (/^[0-9a-f]{32}$/.test(hex))
      needles.push(latin1(Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16))));

    const inBytes = (bytes: Uint8Array): boolean => {
      const read = latin1(bytes);
      return needles.some((needle) => read.includes(needle));
    };
    async function holds(value: unknown): Promise<boolean> {
      if (typeof value === "string") return value.includes(wanted) || value.includes(hex);
      if (typeof value !== "object" || value === null) return false;
      if (value instanceof Blob) return inBytes(new Uint8Array(await value.arrayBuffer()));
      if (value instanceof ArrayBuffer) return inBytes(new Uint8Array(value));
      if (ArrayBuffer.isView(value))
        return inBytes(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
      const parts = value instanceof Map || value instanceof Set ? [...value] : Object.entries(value).flat();
      for (const part of parts) if (await holds(part)) return true;
      return false;
    }

    const done = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error ?? new Error("A read failed."));
      });
    const places = new Set<string>();
    let values = 0;
    for (const { name = "" } of await indexedDB.databases()) {
      const database = await done(indexedDB.open(name));
      for (const table of database.objectStoreNames) {
        const store = database.transaction(table).objectStore(table);
        const [keys, rows] = await Promise.all([done(store.getAllKeys()), done(store.getAll())]);
        for (const [at, row] of rows.entries()) {
          values += 1;
          if ((await holds(row)) || (await holds(keys[at]))) places.add(`${name}.${table}`);
        }
      }
      database.close();
    }
    async function walk(folder: FileSystemDirectoryHandle, path: string): Promise<void> {
      for await (const [name, handle] of folder.entries()) {
        const at = `${path}/${name}`;
        if (handle instanceof FileSystemDirectoryHandle) await walk(handle, at);
        else if (handle instanceof FileSystemFileHandle) {
          const bytes = new Uint8Array(await (await handle.getFile()).arrayBuffer());
          if (name.includes(wanted) || inBytes(bytes)) places.add(at);
        }
      }
    }
    await walk(await navigator.storage.getDirectory(), "");
    if (await holds(Object.entries(localStorage))) places.add("local storage");
    if (values === 0) throw new Error("There was nothing to search.");
    return [...places].toSorted();
  }, text);
