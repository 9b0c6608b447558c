import { readFile } from "node:fs/promises";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";

const script = await readFile("public/flush-first.js", "utf8");

class Handle {
  calls: string[] = [];
  write(bytes: Uint8Array, { at }: { at: number }): number {
    this.calls.push(`write ${bytes.length} at ${at}`);
    return bytes.length;
  }
  read(bytes: Uint8Array, { at }: { at: number }): number {
    return Math.max(0, Math.min(bytes.length, 20_000 - at));
  }
  flush(): void {
    this.calls.push("flush");
  }
}

function run(name: string, Access?: typeof Handle): string[] {
  const imported: string[] = [];
  runInNewContext(script, {
    URL,
    self: { name },
    location: { origin: "http://localhost:1" },
    importScripts: (url: string) => imported.push(url),
    ...(Access && { FileSystemSyncAccessHandle: Access }),
  });
  return imported;
}

test("a header reaches the disk after its blocks, and before the next ones", () => {
  class Access extends Handle {}
  Object.assign(Access.prototype, { read: Handle.prototype.read, write: Handle.prototype.write });
  run("/assets/worker.js", Access);
  const handle = new Access();
  expect(handle.write(new Uint8Array(5), { at: 12_288 })).toBe(5);
  expect(handle.write(new Uint8Array(4_096), { at: 4_096 })).toBe(4_096);
  expect(handle.write(new Uint8Array(7), { at: 274_432 })).toBe(7);
  expect(handle.calls).toEqual([
    "write 5 at 12288",
    "flush",
    "write 4096 at 4096",
    "flush",
    "write 7 at 274432",
  ]);
});

test("nothing is read behind the end", () => {
  class Access extends Handle {}
  Object.assign(Access.prototype, { read: Handle.prototype.read, write: Handle.prototype.write });
  run("/assets/worker.js", Access);
  const handle = new Access();
  expect(handle.read(new Uint8Array(100), { at: 19_950 })).toBe(50);
  expect(() => handle.read(new Uint8Array(100), { at: 20_000 })).toThrow(/corrupt/);
});

test("only a script of the same origin is started, and without files too", () => {
  expect(run("/assets/worker.js?url")).toEqual(["http://localhost:1/assets/worker.js?url"]);
  expect(run("http://localhost:2/worker.js")).toEqual([]);
  expect(run("//localhost:2/worker.js")).toEqual([]);
});
