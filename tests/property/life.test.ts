import { inspect } from "node:util";
import fc from "fast-check";
import { afterAll, expect, it } from "vitest";
import { openDatabase, type Database } from "../../src/database/database.ts";
import { updateProject } from "../../src/catalog/projects.ts";
import { enforceRetention } from "../../src/engine/retention.ts";
import { openAdmission, type Admission } from "../../src/log/admission.ts";
import { makeAppender } from "../../src/log/appender.ts";
import { eraseEvents, type ErasureRequest } from "../../src/log/erasure.ts";
import { claimEpoch } from "../../src/log/fence.ts";
import { readBatches, readEvents, readHead } from "../../src/log/reader.ts";
import { undoImport } from "../../src/log/undo-import.ts";
import type { LochanEvent } from "../../src/model/event.ts";
import type { Result } from "../../src/model/failure.ts";
import { toSequence } from "../../src/model/identifier.ts";
import { keepsFrom } from "../../src/model/retention.ts";
import { zoneOf } from "../../src/model/time-zone.ts";
import { openRollup, type Rollup } from "../../src/rollup/folder.ts";
import { openRealtimeCounters } from "../../src/rollup/realtime-counters.ts";
import { verifyRollups } from "../../src/rollup/recount.ts";
import { runs, soak } from "../support/fast-check-setup.ts";
import { checkCounts } from "../support/check-counts.ts";
import { anEvent, toEvent } from "../support/drawn-event.ts";
import { FAULTS, makeFaulty, type Faults } from "../support/faulty-database.ts";
import {
  admitModel,
  emptyModel,
  eraseModel,
  sayTheSame,
  undoModel,
  type LogModel,
} from "../support/log-model.ts";
import { broughtBy, putImports } from "../support/imported-events.ts";
import { makeProject, need } from "../support/rolled-project.ts";
import { logSoak } from "../support/soak-log.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Clocks in Berlin go back an hour on the second night of these days. */
const NOON = Date.parse("2026-10-24T12:00Z");
const project = makeProject({ timeZone: "Europe/Berlin", retentionDays: 3 });
const { id: projectId } = project;
const counts = {
  runs: 0,
  faults: 0,
  appended: 0,
  duplicates: 0,
  takeovers: 0,
  erasures: 0,
  letIns: 0,
  undone: 0,
  clockJumps: 0,
};

interface Model extends LogModel {
  now: number;
}

interface Leader {
  epoch: number;
  admission: Admission;
  rollup?: Rollup | undefined;
}

interface Real {
  db: Database;
  faults: Faults;
  leader: Leader;
  deposed: Leader[];
}

function open(name: string): Pick<Real, "db" | "faults"> {
  const db = openDatabase({ name });
  return { db, faults: makeFaulty(db) };
}

const lead = async (db: Database, clock: { now: number }): Promise<Leader> => {
  const epoch = await claimEpoch(db);
  return { epoch, admission: openAdmission(db, epoch, { now: () => clock.now }) };
};

/** The result, or a failure that the fault put under it explains. */
function orFault<T>(result: Result<T>, met: boolean): T | undefined {
  if (result.ok) return result.value;
  if (!met) throw new Error(`${result.failure.kind}: ${result.failure.message}`);
  expect(["quota-exceeded", "storage-unavailable"]).toContain(result.failure.kind);
  return undefined;
}

type Command = fc.AsyncCommand<Model, Real>;

const command = (name: unknown, run: (model: Model, real: Real) => Promise<void>): Command => ({
  check: () => true,
  run: async (model, real) => {
    await run(model, real);
    real.faults.disarm();
  },
  toString: () => inspect(name, { depth: 6 }),
});

/** The next command meets it, if it writes so often. */
const fault = fc.tuple(fc.constantFrom(...FAULTS), fc.nat(14));

/** A command under a fault, or none. */
const mayFail = (
  name: unknown,
  drawn: [(typeof FAULTS)[number], number] | null,
  run: (model: Model, real: Real, met: () => boolean) => Promise<void>,
): Command =>
  command([name, drawn ?? "no fault"], async (model, real) => {
    const { met } = real.faults;
    if (drawn !== null) real.faults.arm(...drawn);
    await run(model, real, () => real.faults.met > met);
    if (real.faults.met > met) counts.faults += 1;
  });

const maybe = fc.option(fault, { freq: 2 });

const IMPORTS = ["import-1", "import-2"];
const maybeImport = fc.option(fc.constantFrom(...IMPORTS));

const drawnEvents = fc.array(anEvent, { minLength: 1, maxLength: 10 });
const append = fc.tuple(drawnEvents, maybeImport, maybe).map(([drawn, importId, failing]) =>
  mayFail(["append", importId, drawn], failing, async (model, { db }, met) => {
    const made = drawn.map((each) => toEvent(each, model.now));
    const events = broughtBy(sayTheSame(model, projectId, made), importId);
    const stored = orFault(await makeAppender(db).append(projectId, events), met());
    if (stored === undefined) return;
    counts.appended += events.length;
    model.arrived.push(...events.map((event) => ({ projectId, event })));
  }),
);

/** All that was appended before, or much of it, once more, by another import or none. */
const sendAgain = fc.tuple(maybeImport, fc.integer({ min: 1, max: 3 })).map(([importId, step]) =>
  command(["send again", importId, step], async (model, { db }) => {
    const log = model.log.get(projectId)!;
    const again = broughtBy(
      log.filter((_, at) => at % step === 0),
      importId,
    );
    if (again.length === 0) return;
    counts.duplicates += again.length;
    need(await makeAppender(db).append(projectId, again));
    model.arrived.push(...again.map((event) => ({ projectId, event })));
  }),
);

async function admitAll(model: Model, { db, leader, faults }: Real, met: () => boolean): Promise<void> {
  for (;;) {
    const admitted = orFault(await leader.admission.admit({ maxEvents: 7 }), met());
    if (admitted?.remaining === false) break;
    faults.disarm();
  }
  const { keepsFrom: reached } = await readHead(db, projectId);
  model.keepsFrom.set(projectId, keepsFrom(project, reached, model.now));
  admitModel(model);
}

const admit = maybe.map((failing) =>
  mayFail("admit", failing, (model, real, met) => admitAll(model, real, met)),
);

const seal = fc
  .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }), maybe)
  .map(([minEvents, blockEvents, failing]) =>
    mayFail(["seal", minEvents, blockEvents], failing, async (_model, { leader }, met) => {
      while (orFault(await leader.admission.seal(projectId, { minEvents, blockEvents }), met()));
    }),
  );

async function fold({ db, leader }: Real, met: () => boolean, maxEvents = 1e6): Promise<void> {
  if (leader.rollup === undefined) {
    const opened = orFault(await openRollup(db, leader.epoch, project), met());
    if (opened === undefined) return;
    leader.rollup = opened;
  }
  for (;;) {
    const { checkpoint } = leader.rollup;
    const head = await readHead(db, projectId);
    const isBehind = checkpoint.generation !== head.generation;
    if (!isBehind && checkpoint.sequence >= head.sequence) return;
    const after = isBehind ? toSequence(0) : checkpoint.sequence;
    const batches = await readBatches(db, projectId, after, { maxEvents });
    if (orFault(await leader.rollup.fold(batches), met()) === undefined) {
      leader.rollup = undefined;
      return;
    }
  }
}

const foldSome = fc
  .tuple(fc.integer({ min: 1, max: 20 }), maybe)
  .map(([maxEvents, failing]) =>
    mayFail(["fold", maxEvents], failing, (_model, real, met) => fold(real, met, maxEvents)),
  );

const request: fc.Arbitrary<ErasureRequest | { beforeAgo: number; hours?: number }> = fc.oneof(
  fc.constantFrom("ann", "bob", "b0", "b1").map((userId) => ({ userId })),
  fc.integer({ min: 0, max: 60 }).map((hours) => ({ beforeAgo: hours * HOUR })),
  fc
    .tuple(fc.integer({ min: -12, max: 60 }), fc.integer({ min: 1, max: 24 }))
    .map(([ago, hours]) => ({ beforeAgo: ago * HOUR, hours })),
  fc.constant({ all: true } as const),
);

/** What was begun is finished, by whoever comes next; what was not has done nothing. */
async function rewriting<T>(
  model: Model,
  real: Real,
  onModel: () => void,
  met: () => boolean,
  run: () => Promise<Result<T>>,
): Promise<void> {
  const { db, faults } = real;
  const { generation } = await readHead(db, projectId);
  orFault(await run(), met());
  faults.disarm();
  const begun = (await db.singletons.where(":id").startsWith("erasure:").count()) > 0;
  const raised = (await readHead(db, projectId)).generation > generation;
  if (begun || raised) onModel();
  await admitAll(model, real, () => false);
}

const erasing = <T>(
  model: Model,
  real: Real,
  asked: ErasureRequest,
  met: () => boolean,
  run: () => Promise<Result<T>>,
): Promise<void> => rewriting(model, real, () => eraseModel(model, projectId, asked, model.now), met, run);

const undo = fc.tuple(fc.constantFrom(...IMPORTS), maybe).map(([importId, failing]) =>
  mayFail(["undo", importId], failing, async (model, real, met) => {
    const { db, leader } = real;
    counts.undone += 1;
    const onModel = () => void undoModel(model, projectId, importId);
    await rewriting(model, real, onModel, met, () => undoImport(db, leader.epoch, projectId, importId));
    await putImports(db, projectId, IMPORTS);
  }),
);

const spanOf = ({ beforeAgo, hours }: { beforeAgo: number; hours?: number }, now: number) => ({
  ...(hours !== undefined && { from: now - beforeAgo - hours * HOUR }),
  before: now - beforeAgo,
});

/** One of the times that were erased, taken in again from now on. */
const letIn = fc.nat().map((pick) =>
  command("let in again", async (model, { db }) => {
    const { erasedSpans = [] } = (await db.projects.get(projectId))!;
    const span = erasedSpans[pick % Math.max(1, erasedSpans.length)];
    if (span === undefined) return;
    counts.letIns += 1;
    need(await updateProject(db, projectId, { letIn: span }));
    const { from = -Infinity, before } = span;
    const spans = model.erasedSpans.get(projectId)!;
    const isIn = (each: { from?: number; before: number }) =>
      (each.from ?? -Infinity) >= from && each.before <= before;
    model.erasedSpans.set(
      projectId,
      spans.filter((each) => !isIn(each)),
    );
  }),
);

const erase = fc.tuple(request, maybe).map(([drawn, failing]) =>
  mayFail(["erase", drawn], failing, async (model, real, met) => {
    const asked = "beforeAgo" in drawn ? spanOf(drawn, model.now) : drawn;
    const { db, leader } = real;
    counts.erasures += 1;
    await erasing(model, real, asked, met, () =>
      eraseEvents(db, leader.epoch, projectId, asked, { now: () => model.now }),
    );
  }),
);

const retain = maybe.map((failing) =>
  mayFail("retention", failing, async (model, real, met) => {
    const { db, leader } = real;
    const zone = zoneOf(project.timeZone);
    const before = zone.startOfDay(zone.localDay(model.now) - 3);
    await erasing(model, real, { before, retention: true }, met, () =>
      enforceRetention({
        database: db,
        epoch: leader.epoch,
        project: { ...project, retentionDays: 3 },
        now: model.now,
        erase: (id, until) =>
          eraseEvents(db, leader.epoch, id, { before: until, retention: true }, { now: () => model.now }),
      }),
    );
  }),
);

/** Some minutes on, over the hour that is there twice, or as far as a wrong clock may be. */
const passTime = fc
  .oneof(
    fc.integer({ min: 0, max: 600 }),
    fc.constantFrom(13 * 60, 24 * 60, -60, -24 * 60, 40 * 24 * 60, -40 * 24 * 60),
  )
  .map((minutes) =>
    command(["the clock moves by minutes", minutes], async (model) => {
      if (minutes < 0 || minutes > 600) counts.clockJumps += 1;
      model.now += minutes * MINUTE;
    }),
  );

const crash = fc.constant(
  command("crash and reload", async (model, real) => {
    const { name } = real.db;
    real.db.close();
    Object.assign(real, open(name));
    real.deposed = [];
    real.leader = await lead(real.db, model);
  }),
);

const takeOver = fc.constant(
  command("another takes over", async (model, real) => {
    counts.takeovers += 1;
    real.deposed.push(real.leader);
    real.leader = await lead(real.db, model);
  }),
);

const wakeLate = fc.nat().map((pick) =>
  command("a deposed leader wakes up", async (_model, { db, deposed }) => {
    const old = deposed[pick % Math.max(1, deposed.length)];
    if (old === undefined) return;
    const refused = { ok: false, failure: { kind: "deposed" } };
    expect(await old.admission.admit({ maxEvents: 100 })).toMatchObject(refused);
    expect(await eraseEvents(db, old.epoch, projectId, { all: true })).toMatchObject(refused);
    expect(await openRealtimeCounters(db, old.epoch).refresh(NOON)).toMatchObject(refused);
  }),
);

/** The log, and counts of every kind, equal those of the model. */
async function checkAll(model: Model, real: Real): Promise<void> {
  const { db, leader } = real;
  await admitAll(model, real, () => false);
  const log = model.log.get(projectId)!;
  const read: LochanEvent[] = [];
  for await (const page of readEvents(db, projectId)) read.push(...page);
  expect(read).toEqual(log);
  expect((await readHead(db, projectId)).events).toBe(log.length);
  await fold(real, () => false);
  expect(await verifyRollups(db, project)).toMatchObject({ drift: 0, differences: [] });
  await checkCounts(db, project, { epoch: leader.epoch, log, now: model.now });
}

afterAll(async () => {
  if (soak) await logSoak("life", counts);
});

it("equals a naive model through appends, faults, folds, sealing, erasure, undone imports, retention, crashes, takeovers and clocks (I1-I3, I5, I6)", async () => {
  const commands = fc.commands(
    [
      append,
      append,
      append,
      sendAgain,
      admit,
      admit,
      foldSome,
      foldSome,
      seal,
      seal,
      erase,
      letIn,
      undo,
      undo,
      retain,
      passTime,
      passTime,
      crash,
      takeOver,
      wakeLate,
    ],
    { maxCommands: 30, size: "+1" },
  );
  await fc.assert(
    fc.asyncProperty(commands, async (given) => {
      counts.runs += 1;
      const { db, faults } = open(`life-${crypto.randomUUID()}`);
      await db.projects.put(project);
      await putImports(db, projectId, IMPORTS);
      const model: Model = { ...emptyModel([projectId]), now: NOON };
      const real: Real = { db, faults, leader: await lead(db, model), deposed: [] };
      await fc.asyncModelRun(() => ({ model, real }), given);
      await checkAll(model, real);
      await real.db.delete();
    }),
    runs(40),
  );
});
