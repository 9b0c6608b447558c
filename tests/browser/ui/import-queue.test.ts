import { createEffect, createRoot } from "solid-js";
import { afterEach, expect, test, vi } from "vitest";
import type { EngineClient } from "../../../src/engine/client.ts";
import { importQueueOf, type ImportJob } from "../../../src/ui/data/import-queue.ts";
import { valueOf } from "../engine/support.ts";
import { makeProject, openEngine } from "./support.ts";

const clients: EngineClient[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});

async function openQueue() {
  const client = openEngine();
  clients.push(client);
  const project = await makeProject(client.api);
  const queue = importQueueOf(client.api);
  const seen: ImportJob[][] = [];
  createRoot(() => createEffect(() => void seen.push(queue.jobs())));
  return { engine: client.api, project, queue, seen };
}
const kinds = (jobs: readonly ImportJob[]) => jobs.map((job) => job.state.kind);
const rows = (from: number, count: number): string =>
  Array.from({ length: count }, (_, at) =>
    JSON.stringify({ id: `e${from + at}`, name: "seen", distinctId: "me", timestamp: 1_700_000_000_000 }),
  ).join("\n");
const file = (name: string, text: BlobPart): File => new File([text], name);

test("files are taken one after another and their summaries kept", async () => {
  const { project, queue, seen } = await openQueue();
  const over = queue.add(project.id, [file("a.ndjson", rows(0, 3)), file("b.ndjson", rows(2, 3))]);
  expect(kinds(queue.jobs())).toEqual(["waiting", "waiting"]);
  const jobs = await over;
  expect(jobs.map(({ state }) => state)).toMatchObject([
    { kind: "done", summary: { fileName: "a.ndjson", read: 3, accepted: 3, duplicate: 0 } },
    { kind: "done", summary: { fileName: "b.ndjson", read: 3, accepted: 2, duplicate: 1 } },
  ]);
  expect(seen.map(kinds)).toContainEqual(["running", "waiting"]);
  expect(seen.map(kinds)).not.toContainEqual(["running", "running"]);
});

test("a queue is one for each engine, so that an import outlives the view that began it", async () => {
  const [one, other] = [await openQueue(), await openQueue()];
  expect(importQueueOf(one.engine)).toBe(one.queue);
  expect(one.queue).not.toBe(other.queue);
});

test("a file that was cancelled while it waited is never begun", async () => {
  const { engine, project, queue } = await openQueue();
  const over = queue.add(project.id, [file("a.ndjson", rows(0, 3)), file("b.ndjson", rows(3, 3))]);
  queue.cancel(queue.jobs()[1]?.id ?? "");
  const jobs = await over;
  expect(jobs.map(({ state }) => state)).toMatchObject([
    { kind: "done" },
    { kind: "failed", failure: { kind: "cancelled" } },
  ]);
  expect(valueOf(await engine.imports(project.id)).map(({ fileName }) => fileName)).toEqual(["a.ndjson"]);
});

test("a running file is stopped by the engine, and how far it came is kept", async () => {
  const { engine, project, queue } = await openQueue();
  const over = queue.add(project.id, [file("long.ndjson", rows(0, 400_000))]);
  const id = queue.jobs()[0]?.id ?? "";
  await vi.waitUntil(
    () => {
      const state = queue.jobs()[0]?.state;
      return state?.kind === "running" && (state.progress?.accepted ?? 0) > 0;
    },
    { timeout: 30_000, interval: 5 },
  );
  queue.cancel(id);
  expect(queue.jobs()[0]?.state).toMatchObject({ kind: "running", cancelling: true });
  queue.dismiss(id);
  expect(queue.jobs()).toHaveLength(1);
  const [job] = await over;
  expect(job?.state).toMatchObject({ kind: "failed", failure: { kind: "cancelled" } });
  const progress = job?.state.kind === "failed" ? job.state.progress : undefined;
  expect(progress?.accepted).toBeGreaterThan(0);
  expect(valueOf(await engine.imports(project.id))).toMatchObject([{ id, state: "cancelled" }]);
  queue.dismiss(id);
  expect(queue.jobs()).toEqual([]);
});
