import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { addFolder } from "../../../src/catalog/folders.ts";
import { startFolderWatch } from "../../../src/engine/folder-watch.ts";
import { makeProject, openTestDatabase, valueOf } from "../../support/open-catalog.ts";

/** Stands for a browser's worker, whose script never answers. */
class SilentWorker extends EventTarget {
  isTerminated = false;
  postMessage(): void {}
  terminate(): void {
    this.isTerminated = true;
  }
  die(): void {
    this.dispatchEvent(Object.assign(new Event("error"), { message: "out of memory" }));
  }
}

let ending: AbortController;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  ending = new AbortController();
});
afterEach(() => {
  ending.abort();
  vi.useRealTimers();
});

async function watch() {
  const database = openTestDatabase();
  const project = await makeProject(database);
  // As far as it is looked at before a worker has it; a database takes no functions.
  const handle = { kind: "directory", isSameEntry: true } as unknown as FileSystemDirectoryHandle;
  valueOf(await addFolder(database, project.id, { name: "logs", handle }));
  const workers: SilentWorker[] = [];
  const errors: string[] = [];
  const watching = startFolderWatch({
    database,
    startWorker: () => {
      const worker = new SilentWorker();
      workers.push(worker);
      return worker as unknown as Worker;
    },
    signal: ending.signal,
    onError: (error) => errors.push(String(error)),
  });
  await watching.catalogChanged();
  const started = (count: number): Promise<void> =>
    vi.waitFor(() => expect(workers.length).toBe(count), { interval: 1, timeout: 20_000 });
  return { watching, workers, errors, started };
}

it("starts the worker again that died, later each time, and soon again once one ran for long", async () => {
  const { watching, workers, errors, started } = await watch();
  for (const [died, ms] of [3_000, 6_000, 12_000, 24_000, 48_000, 60_000, 60_000].entries()) {
    workers[died]!.die();
    expect(workers[died]!.isTerminated).toBe(true);
    vi.advanceTimersByTime(ms - 1);
    // A change of the catalog is no reason to try sooner.
    await watching.catalogChanged();
    expect(workers.length).toBe(died + 1);
    vi.advanceTimersByTime(1);
    await started(died + 2);
  }
  expect(errors).toEqual(Array(7).fill("Error: Watching folders stopped: out of memory"));
  vi.advanceTimersByTime(61_000);
  workers[7]!.die();
  vi.advanceTimersByTime(3_000);
  await started(9);
});

it("starts none once it has ended", async () => {
  const { watching, workers } = await watch();
  workers[0]!.die();
  ending.abort();
  expect(vi.getTimerCount()).toBe(0);
  await watching.catalogChanged();
  expect(workers.length).toBe(1);
});
