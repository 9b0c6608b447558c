import { afterEach, expect, test, vi } from "vitest";
import { openProjectJobs, type ProjectJobs } from "../../../src/engine/project-jobs.ts";
import { openDatabase } from "../../../src/database/database.ts";
import { openAdmission } from "../../../src/log/admission.ts";
import { packEvents } from "../../../src/log/arrival-text.ts";
import { claimEpoch } from "../../../src/log/fence.ts";
import { readHead } from "../../../src/log/reader.ts";
import type { Mirror } from "../../../src/mirror/mirror.ts";
import { success } from "../../../src/model/failure.ts";
import { makeEvent, makeProject } from "../../support/rolled-project.ts";
import { valueOf } from "./support.ts";

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function openJobs() {
  const db = openDatabase({ name: `jobs-${crypto.randomUUID()}` });
  const project = makeProject();
  await db.projects.put(project);
  const epoch = await claimEpoch(db);
  const admission = openAdmission(db, epoch);
  const errors: unknown[] = [];
  let folds = 0;
  const jobs: ProjectJobs = openProjectJobs({
    database: db,
    epoch,
    project,
    signal: new AbortController().signal,
    onFolded: () => folds++,
    onMirrorState: () => undefined,
    onDamaged: () => undefined,
    onError: (error) => errors.push(error),
  });
  closing.push(async () => {
    await jobs.close();
    db.close();
    await db.delete();
  });
  const admit = async (event: Parameters<typeof makeEvent>[0] = {}): Promise<void> => {
    const made = makeEvent({ timestamp: Date.now(), ...event });
    await db.arrivals.add({ projectId: project.id, ...packEvents([made]) });
    valueOf(await admission.admit({ maxEvents: 100 }));
  };
  const mirrored = (): number => {
    const state = jobs.mirrorState();
    return state.kind === "ready" ? state.sequence : -1;
  };
  await admit();
  valueOf(await jobs.fold());
  await jobs.openMirror();
  expect(mirrored()).toBe(1);
  return { db, project, jobs, errors, admit, mirrored, folds: () => folds };
}

test("the mirror follows the log without a fold, and who reads it has the rollups beside it", async () => {
  const { db, project, jobs, errors, admit, mirrored, folds } = await openJobs();
  const before = folds();
  await admit();
  jobs.followMirror();
  await vi.waitFor(() => expect(mirrored()).toBe(2), { timeout: 20_000 });
  expect(folds()).toBe(before);
  const readAt = await jobs.withMirror(
    async (mirror) => success({ mirror: mirror.checkpoint().sequence, folds: folds() }),
    new AbortController().signal,
  );
  expect(valueOf(readAt)).toEqual({ mirror: 2, folds: before + 1 });
  expect((await readHead(db, project.id)).sequence).toBe(2);
  expect(errors).toEqual([]);
});

test("who reads a mirror that went ahead has the identities of there, where its engine dies amid it too", async () => {
  const { jobs, errors, admit, mirrored } = await openJobs();
  const identified = (mirror: Mirror) =>
    mirror.read(async (reading) => {
      const table = await reading.run("SELECT count(*)::DOUBLE AS n FROM joins.main.identity");
      return (table.get(0) as { n: number }).n;
    });
  const { signal } = new AbortController();
  await admit({ distinctId: "b1", userId: "ann" });
  jobs.followMirror();
  await vi.waitFor(() => expect(mirrored()).toBe(2), { timeout: 20_000 });
  expect(valueOf(await jobs.withMirror(identified, signal))).toBe(1);

  await admit({ distinctId: "b2", userId: "bob" });
  jobs.followMirror();
  await vi.waitFor(() => expect(mirrored()).toBe(3), { timeout: 20_000 });
  expect(valueOf(await jobs.beside(identified, signal))).toBe(2);

  let deaths = 0;
  const dyingOnce = async (mirror: Mirror) => {
    if (deaths++ === 0) {
      await admit({ distinctId: "b3", userId: "cyd" });
      mirror.worker()?.terminate();
    }
    return identified(mirror);
  };
  expect(valueOf(await jobs.withMirror(dyingOnce, signal))).toBe(3);
  expect(errors).toEqual([]);
});

test("jobs that are closed while the mirror follows end without an error", async () => {
  const { db, jobs, errors, admit } = await openJobs();
  await admit();
  valueOf(await jobs.fold());
  const { where } = db.batches;
  const closed = new Promise<void>((resolve) => {
    // Read by who follows, and by nobody else here.
    vi.spyOn(db.batches, "where").mockImplementationOnce(((...given: unknown[]) => {
      void jobs.close().then(resolve);
      return Reflect.apply(where, db.batches, given) as unknown;
    }) as unknown as typeof where);
  });
  jobs.followMirror();
  await closed;
  // In the same queue, so what followed has ended by then.
  await jobs.openMirror();
  expect(errors).toEqual([]);
});
