import { createEffect, createRoot } from "solid-js";
import { afterEach, expect, onTestFinished, test, vi } from "vitest";
import type { EngineApi } from "../../../src/engine/api.ts";
import type { EngineClient } from "../../../src/engine/client.ts";
import type { RowMapping } from "../../../src/model/row-mapping.ts";
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

test("the page asks before it is left while a file waits, and no longer", async () => {
  const { project, queue } = await openQueue();
  const isKept = (): boolean => {
    const leaving = new Event("beforeunload", { cancelable: true });
    window.dispatchEvent(leaving);
    return leaving.defaultPrevented;
  };
  expect(isKept()).toBe(false);
  const over = queue.add(project.id, [file("a.ndjson", rows(0, 3)), file("b.ndjson", rows(3, 3))]);
  expect(isKept()).toBe(true);
  await over;
  expect(isKept()).toBe(false);
});

test("a fault at one file is told on its card, and those after it are imported", async () => {
  const client = openEngine();
  clients.push(client);
  const project = await makeProject(client.api);
  const told = vi.spyOn(window, "reportError").mockImplementation(() => undefined);
  onTestFinished(() => told.mockRestore());
  const importFile: EngineApi["importFile"] = (id, from, options, onProgress) =>
    options?.fileName === "a.ndjson"
      ? Promise.reject(new TypeError("broken"))
      : client.api.importFile(id, from, options, onProgress);
  const queue = importQueueOf(
    new Proxy(client.api, {
      get: (api, name) => (name === "importFile" ? importFile : Reflect.get(api, name)),
    }),
  );
  const jobs = await queue.add(project.id, [file("a.ndjson", rows(0, 3)), file("b.ndjson", rows(3, 3))]);
  expect(jobs.map(({ state }) => state)).toMatchObject([
    { kind: "failed", failure: { kind: "unreadable-file" } },
    { kind: "done", summary: { accepted: 3 } },
  ]);
  expect(told).toHaveBeenCalledOnce();
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

const orders = (from: number, count: number): string =>
  Array.from({ length: count }, (_, at) =>
    JSON.stringify({
      what: "order",
      placed: `0${((from + at) % 9) + 1}/02/2026`,
      buyer: `b${(from + at) % 3}`,
      no: from + at,
    }),
  ).join("\n");
const MAPPING: RowMapping = {
  nameField: "what",
  timestampField: "placed",
  timeFormat: "dmy",
  timeZone: "UTC",
  userIdField: "buyer",
};

test("a table of nobody known asks what its columns are, and files after it go first", async () => {
  const { engine, project, queue } = await openQueue();
  const over = queue.add(project.id, [file("orders.ndjson", orders(0, 4)), file("b.ndjson", rows(0, 3))]);
  await vi.waitUntil(() => queue.jobs()[1]?.state.kind === "done", { timeout: 30_000 });
  const [asking] = queue.jobs();
  expect(asking?.found).toMatchObject({
    container: "ndjson",
    proposal: { mapping: { fixedName: "orders" } },
  });
  const proposal = asking?.state.kind === "asking" ? asking.state.proposal : undefined;
  expect(proposal?.warnings.map(({ kind }) => kind)).toEqual(["ambiguous-day", "no-zone", "nobody"]);
  const preview = valueOf(await engine.previewMapping(MAPPING, asking?.found?.rows ?? [], "orders.ndjson"));
  expect(preview.events).toHaveLength(4);
  queue.readAs(asking?.id ?? "", { mapping: MAPPING });
  const [mapped] = await over;
  expect(mapped?.state).toMatchObject({ kind: "done", summary: { accepted: 4, format: "mapped" } });

  const [next] = await queue.add(project.id, [file("more.ndjson", orders(2, 4))]);
  expect(next?.state).toMatchObject({
    kind: "done",
    summary: { accepted: 4 - 2, duplicate: 2, remembered: true },
  });
});

test("a file that asks can be left, and taken up again", async () => {
  const { project, queue } = await openQueue();
  const over = queue.add(project.id, [file("orders.ndjson", orders(0, 4))]);
  const id = queue.jobs()[0]?.id ?? "";
  await vi.waitUntil(() => queue.jobs()[0]?.state.kind === "asking", { timeout: 30_000 });
  queue.cancel(id);
  expect((await over)[0]?.state).toMatchObject({ kind: "failed", failure: { kind: "cancelled" } });
  queue.resume(id);
  await vi.waitUntil(() => queue.jobs()[0]?.state.kind === "asking", { timeout: 30_000 });
});

test("what was cancelled is imported to its end, as an import of its own", async () => {
  const { engine, project, queue } = await openQueue();
  const over = queue.add(project.id, [file("long.ndjson", rows(0, 200_000))]);
  const id = queue.jobs()[0]?.id ?? "";
  const accepted = (): number => {
    const state = queue.jobs()[0]?.state;
    return state?.kind === "running" ? (state.progress?.accepted ?? 0) : 0;
  };
  await vi.waitUntil(() => accepted() > 0, { timeout: 30_000, interval: 5 });
  queue.cancel(id);
  await over;
  queue.resume(id);
  await vi.waitUntil(() => queue.jobs()[0]?.state.kind === "done", { timeout: 60_000 });
  const imports = valueOf(await engine.imports(project.id));
  expect(imports.map(({ state }) => state)).toEqual(["done", "cancelled"]);
  const [rest, first] = imports;
  expect(rest).toMatchObject({ read: 200_000, duplicate: first?.accepted });
});
