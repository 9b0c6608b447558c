import { describe, expect, it, vi } from "vitest";
import type { EngineApi, ImportProgress, ImportSummary } from "../../../src/engine/api.ts";
import { fail, type Result, success } from "../../../src/model/failure.ts";
import { importRate } from "../../../src/ui/data/import-rate.ts";
import { importQueueOf } from "../../../src/ui/data/import-queue.ts";

interface Started {
  importId: string;
  fileName: string;
  finish(result: Result<ImportSummary>): void;
  progress(progress: ImportProgress): void;
}

/** The part of an engine that imports, driven by hand. */
const makeImporter = () => {
  const started: Started[] = [];
  const cancelled: string[] = [];
  const engine: Pick<EngineApi, "importFile" | "cancelImport"> = {
    importFile: (_projectId, _file, options, onProgress) =>
      new Promise((resolve) => {
        started.push({
          importId: options.importId ?? "",
          fileName: options.fileName ?? "",
          finish: resolve,
          progress: (progress) => onProgress?.(progress),
        });
      }),
    cancelImport: (importId) => {
      cancelled.push(importId);
      return Promise.resolve();
    },
  };
  return { engine: engine as EngineApi, started, cancelled };
};

const summaryOf = (job: Started): ImportSummary => ({
  importId: job.importId,
  fileName: job.fileName,
  format: "ndjson",
  read: 3,
  accepted: 2,
  duplicate: 1,
  refused: 0,
  refusedRows: [],
  ms: 5,
});
const progressOf = (job: Started): ImportProgress => ({
  importId: job.importId,
  fileName: job.fileName,
  bytesRead: 50,
  bytesTotal: 200,
  read: 10,
  accepted: 10,
  duplicate: 0,
  refused: 0,
  elapsedMs: 1000,
});
const file = (name: string): File => new File(["{}"], name);

describe("the import queue", () => {
  it("takes files one after another and keeps their summaries", async () => {
    const { engine, started } = makeImporter();
    const queue = importQueueOf(engine);
    const over = queue.add("p", [file("a.ndjson"), file("b.ndjson")]);
    await vi.waitFor(() => expect(started.map((job) => job.fileName)).toEqual(["a.ndjson"]));
    expect(queue.jobs().map((job) => job.state.kind)).toEqual(["running", "waiting"]);
    started[0]?.finish(success(summaryOf(started[0])));
    await vi.waitFor(() => expect(started.map((job) => job.fileName)).toEqual(["a.ndjson", "b.ndjson"]));
    started[1]?.finish(success(summaryOf(started[1])));
    expect((await over).map((job) => job.state.kind)).toEqual(["done", "done"]);
  });

  it("is one for each engine, so that an import outlives the view that began it", () => {
    const { engine } = makeImporter();
    expect(importQueueOf(engine)).toBe(importQueueOf(engine));
    expect(importQueueOf(engine)).not.toBe(importQueueOf(makeImporter().engine));
  });

  it("never begins a file that was cancelled while it waited", async () => {
    const { engine, started, cancelled } = makeImporter();
    const queue = importQueueOf(engine);
    const over = queue.add("p", [file("a.ndjson"), file("b.ndjson")]);
    await vi.waitFor(() => expect(started).toHaveLength(1));
    queue.cancel(queue.jobs()[1]?.id ?? "");
    started[0]?.finish(success(summaryOf(started[0])));
    const jobs = await over;
    expect(started).toHaveLength(1);
    expect(cancelled).toEqual([]);
    expect(jobs[1]?.state).toMatchObject({ kind: "failed", failure: { kind: "cancelled" } });
  });

  it("asks the engine to stop a running file and keeps how far it came", async () => {
    const { engine, started, cancelled } = makeImporter();
    const queue = importQueueOf(engine);
    const over = queue.add("p", [file("a.ndjson")]);
    await vi.waitFor(() => expect(started).toHaveLength(1));
    const [job] = started;
    if (job === undefined) throw new Error("nothing was started");
    job.progress(progressOf(job));
    queue.cancel(job.importId);
    expect(cancelled).toEqual([job.importId]);
    expect(queue.jobs()[0]?.state).toMatchObject({ kind: "running", cancelling: true });
    queue.dismiss(job.importId);
    expect(queue.jobs()).toHaveLength(1);
    job.finish(fail({ kind: "cancelled", message: "Cancelled." }));
    await over;
    expect(queue.jobs()[0]?.state).toMatchObject({ kind: "failed", progress: { accepted: 10 } });
    queue.dismiss(job.importId);
    expect(queue.jobs()).toEqual([]);
  });
});

describe("the rate of an import", () => {
  const progress: ImportProgress = {
    importId: "i",
    fileName: "a",
    bytesRead: 50,
    bytesTotal: 200,
    read: 1000,
    accepted: 1000,
    duplicate: 0,
    refused: 0,
    elapsedMs: 2000,
  };

  it("says what is left from the bytes read", () => {
    expect(importRate(progress)).toEqual({
      fraction: 0.25,
      rowsPerSecond: 500,
      remainingMs: 6000,
      estimatedRows: 4000,
    });
  });

  it("promises nothing before it has settled, nor for an empty file", () => {
    expect(importRate({ ...progress, elapsedMs: 100 }).remainingMs).toBeUndefined();
    expect(importRate({ ...progress, bytesRead: 0, bytesTotal: 0 })).toEqual({
      fraction: 0,
      rowsPerSecond: 500,
    });
  });
});
