import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Database } from "../../src/database/database.ts";
import { openAdmission, type Admission } from "../../src/log/admission.ts";
import { makeAppender } from "../../src/log/appender.ts";
import { openClaimSheet } from "../../src/log/claim-sheet.ts";
import { countUndone } from "../../src/log/count-undone.ts";
import { countErased } from "../../src/log/count-erased.ts";
import { eraseEvents, type ErasureRequest } from "../../src/log/erasure.ts";
import { claimEpoch } from "../../src/log/fence.ts";
import { makeLocalEncoder } from "../../src/log/local-events.ts";
import { readBatches, readEvents, readHead } from "../../src/log/reader.ts";
import { partsOf } from "../../src/log/stored-batch.ts";
import { undoImport } from "../../src/log/undo-import.ts";
import { DICTIONARY_KINDS, type Batch } from "../../src/model/batch.ts";
import type { LochanEvent } from "../../src/model/event.ts";
import { toEventId, toSequence, type ProjectId } from "../../src/model/identifier.ts";
import { runs } from "../support/fast-check-setup.ts";
import { broughtBy, putImports } from "../support/imported-events.ts";
import { whileDiskIsFull } from "../support/full-disk.ts";
import {
  admitModel,
  emptyModel,
  eraseModel,
  sayTheSame,
  undoModel,
  type LogModel,
} from "../support/log-model.ts";
import { blog, openTestDatabase, shop, valueOf } from "../support/admitted-log.ts";
import { unpackArrival } from "../../src/log/arrival-events.ts";

const PROJECTS = [shop, blog];
const ERASED_AT = 1_000;

interface Leader {
  epoch: number;
  admission: Admission;
}

interface Real {
  db: Database;
  leader: Leader;
  deposed: Leader[];
}

const IMPORTS = ["import-1", "import-2", "import-3"];
const people = ["ann", "bob", "cy"];

const event: fc.Arbitrary<LochanEvent> = fc
  .record(
    {
      id: fc.oneof(
        fc
          .nat(25)
          .map((number) => `0190a000-000${number % 4}-7000-8000-${number.toString(16).padStart(12, "0")}`),
        fc.nat(10).map((number) => `order-${number}`),
      ),
      type: fc.constantFrom("page", "track"),
      name: fc.constantFrom("page_view", "clicked", "$leave"),
      properties: fc.dictionary(
        fc.constantFrom("path", "price"),
        fc.oneof(fc.nat(5), fc.constantFrom("/", "/a"), fc.boolean()),
        {
          noNullPrototype: true,
        },
      ),
      distinctId: fc.constantFrom("phone", "laptop", "ann"),
      userId: fc.constantFrom(...people),
      sessionId: fc.constantFrom("s1", "s2"),
      timestamp: fc.nat(ERASED_AT - 1),
      receivedAt: fc.constant(ERASED_AT),
      source: fc.constant("api"),
      importId: fc.constantFrom(...IMPORTS),
    },
    {
      noNullPrototype: true,
      requiredKeys: ["id", "type", "name", "properties", "distinctId", "timestamp", "receivedAt", "source"],
    },
  )
  .map((given) => ({ ...given, id: toEventId(given.id) }) as LochanEvent);

async function check(model: LogModel, { db }: Real): Promise<void> {
  const rows = new Set<string>();
  let before = 0;
  for (const projectId of PROJECTS) {
    const read: LochanEvent[] = [];
    for await (const page of readEvents(db, projectId)) read.push(...page);
    expect(read).toEqual(model.log.get(projectId));
    const batches = await readBatches(db, projectId, toSequence(0), { maxEvents: 1e9 });
    for (const batch of batches) {
      const { sequence, minTime, maxTime, columns } = batch;
      expect(minTime).toBe(Math.min(...columns.timestamp));
      expect(maxTime).toBe(Math.max(...columns.timestamp));
      for (const { firstRow, count } of partsOf(batch))
        for (let row = 0; row < count; row++) rows.add(`${projectId} ${firstRow + row}`);
      before = Math.max(before, sequence);
    }
    await checkReaders(db, projectId, batches);
    await checkClaims(model, db, projectId, batches);
    const head = await readHead(db, projectId);
    expect(head.events).toBe(read.length);
    expect(head.sequence).toBe(batches.at(-1)?.sequence ?? 0);
    for (const kind of DICTIONARY_KINDS) expect(head.ordinals[kind]).toBeGreaterThanOrEqual(0);
  }
  expect(rows.size).toBe([...model.log.values()].flat().length);
  const state = await db.singletons.get("log");
  if (state?.key === "log") expect(state.nextSequence).toBeGreaterThan(before);
  const waiting = (await db.arrivals.toArray()).flatMap((row) => unpackArrival(row).events);
  expect(waiting).toEqual(model.arrived.map((arrival) => arrival.event));
}

const timesOf = (batches: readonly Batch[]) => batches.flatMap(({ columns }) => [...columns.timestamp]);

/** Who claims each event besides whose it is: of those of no import nobody need know. */
async function checkClaims(
  { claims, log }: LogModel,
  db: Database,
  projectId: ProjectId,
  batches: readonly Batch[],
): Promise<void> {
  const sheet = openClaimSheet(db, projectId);
  const claimants: string[][] = [];
  for (const batch of batches) {
    await sheet.load(partsOf(batch));
    for (const { firstRow, count } of partsOf(batch))
      for (let row = firstRow; row < firstRow + count; row++)
        claimants.push(["", ...IMPORTS].filter((claimant) => sheet.isClaimed(row, claimant)));
  }
  for (const [at, { id, importId }] of log.get(projectId)!.entries()) {
    if (importId === undefined) continue;
    const others = (all: Iterable<string>) => [...all].filter((claimant) => claimant !== importId).toSorted();
    expect(others(claimants[at]!)).toEqual(others(claims.get(projectId)!.get(id)!));
  }
}

/** Whoever stands at, or reads up to, any sequence that was ever given reads the same, sealed or not. */
async function checkReaders(db: Database, projectId: ProjectId, batches: readonly Batch[]): Promise<void> {
  const times = timesOf(batches);
  let passed = 0;
  for (const { sequence, count } of batches.flatMap(partsOf)) {
    passed += count;
    const rest = await readBatches(db, projectId, sequence, { maxEvents: 1e9 });
    expect(timesOf(rest)).toEqual(times.slice(passed));
    const begun = await readBatches(db, projectId, toSequence(0), { maxEvents: 1e9, through: sequence });
    expect(timesOf(begun)).toEqual(times.slice(0, passed));
    expect(begun.at(-1)?.sequence ?? sequence).toBeLessThanOrEqual(sequence);
  }
}

/** Few events make a block here, so that some arrivals are blocks from the start. */
const open = (db: Database, epoch: number) => openAdmission(db, epoch, { blockEvents: 12 });

const toColumns = (events: readonly LochanEvent[]) => {
  const encoder = makeLocalEncoder(4);
  for (const each of events) encoder.add(each);
  return encoder.finish();
};

type Command = fc.AsyncCommand<LogModel, Real>;

function command(name: unknown, run: (model: LogModel, real: Real) => Promise<void>): Command {
  return {
    check: () => true,
    async run(model, real) {
      await run(model, real);
      await check(model, real);
    },
    toString: () => inspect(name, { depth: 6 }),
  };
}

const project = fc.constantFrom(...PROJECTS);

const append = fc
  .tuple(project, fc.array(event, { maxLength: 12 }), fc.constantFrom("text", "columns"))
  .map(([projectId, drawn, form]) =>
    command(["append", projectId, form, drawn], async (model, { db }) => {
      const appender = makeAppender(db);
      const events = sayTheSame(model, projectId, drawn);
      const result = await (form === "text"
        ? appender.append(projectId, events)
        : appender.appendColumns(projectId, toColumns(events)));
      expect(result.ok).toBe(true);
      model.arrived.push(...events.map((arrived) => ({ projectId, event: arrived })));
    }),
  );

/** Some of what is there comes again, by another import or by none. */
const bringAgain = fc
  .tuple(project, fc.constantFrom(undefined, ...IMPORTS), fc.integer({ min: 1, max: 3 }))
  .map(([projectId, importId, step]) =>
    command(["bring again", projectId, importId, step], async (model, { db }) => {
      const some = model.log.get(projectId)!.filter((_, at) => at % step === 0);
      const events = broughtBy(some, importId);
      valueOf(await makeAppender(db).append(projectId, events));
      model.arrived.push(...events.map((arrived) => ({ projectId, event: arrived })));
    }),
  );

const admit = fc.integer({ min: 1, max: 20 }).map((maxEvents) =>
  command(["admit", maxEvents], async (model, { leader }) => {
    for (;;) {
      if (!valueOf(await leader.admission.admit({ maxEvents })).remaining) break;
    }
    admitModel(model);
  }),
);

const seal = fc
  .tuple(project, fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 20 }))
  .map(([projectId, minEvents, blockEvents]) =>
    command(["seal", projectId, minEvents, blockEvents], async (_model, { db, leader }) => {
      while (valueOf(await leader.admission.seal(projectId, { minEvents, blockEvents })));
      const { sealed = toSequence(0) } = await readHead(db, projectId);
      const rest = await readBatches(db, projectId, sealed, { maxEvents: 1e9 });
      if (minEvents === 1) expect(rest).toEqual([]);
      const blocks = await readBatches(db, projectId, toSequence(0), { maxEvents: 1e9, through: sealed });
      expect(blocks.every((batch) => batch.parts !== undefined)).toBe(true);
    }),
  );

const failingAdmission = fc.constantFrom("batches", "dictionaries", "logHeads", "claims").map((table) =>
  command(["admit while the disk is full at", table], async (model, { db, leader }) => {
    const admitted = await whileDiskIsFull(db, table, () => leader.admission.admit({ maxEvents: 1_000 }));
    if (!admitted.ok) {
      expect(admitted.failure.kind).toBe("quota-exceeded");
      return;
    }
    // That table was not to be written: what had arrived was kept out, or there already, or new in no name.
    if (table !== "dictionaries" && table !== "claims") expect(admitted.value.batches).toEqual([]);
    while (valueOf(await leader.admission.admit({ maxEvents: 1_000 })).remaining);
    admitModel(model);
  }),
);

const restart = fc.constant(
  command("crash and start again", async (_model, real) => {
    real.leader = { epoch: real.leader.epoch, admission: open(real.db, real.leader.epoch) };
  }),
);

const takeOver = fc.constant(
  command("another takes over", async (_model, real) => {
    real.deposed.push(real.leader);
    const epoch = await claimEpoch(real.db);
    real.leader = { epoch, admission: open(real.db, epoch) };
  }),
);

const wakeLate = fc.nat().map((pick) =>
  command("a deposed leader wakes up", async (_model, { db, deposed }) => {
    const old = deposed[pick % Math.max(1, deposed.length)];
    if (old === undefined) return;
    const refused = { ok: false, failure: { kind: "deposed" } };
    expect(await eraseEvents(db, old.epoch, shop, { all: true })).toMatchObject(refused);
    const admitted = await old.admission.admit({ maxEvents: 100 });
    expect(admitted).toMatchObject(refused);
    const { sealed } = await readHead(db, shop);
    const late = await old.admission.seal(shop, { minEvents: 1 });
    if (late.ok) expect(late.value).toBe(false);
    expect((await readHead(db, shop)).sealed).toBe(sealed);
  }),
);

const request: fc.Arbitrary<ErasureRequest> = fc.oneof(
  fc.constantFrom(...people, "phone").map((userId) => ({ userId })),
  fc.nat(ERASED_AT).map((before) => ({ before })),
  fc.tuple(fc.nat(ERASED_AT), fc.nat(ERASED_AT)).map(([from, length]) => ({ from, before: from + length })),
  fc.constant({ all: true } as const),
);

const erase = fc.tuple(project, request).map(([projectId, asked]) =>
  command(["erase", projectId, asked], async (model, { db, leader }) => {
    const { generation } = await readHead(db, projectId);
    const counted = await countErased(db, projectId, asked, new AbortController().signal);
    const receipt = await eraseEvents(db, leader.epoch, projectId, asked, { now: () => ERASED_AT });
    const { events } = valueOf(receipt);
    expect(counted).toBe(events);
    const before = model.log.get(projectId)!.length;
    eraseModel(model, projectId, asked, ERASED_AT);
    expect(events).toBe(before - model.log.get(projectId)!.length);
    expect((await readHead(db, projectId)).generation).toBe(generation + 1);
  }),
);

const failingErasure = fc
  .tuple(project, request, fc.constantFrom("singletons", "batches", "logHeads"), fc.boolean())
  .map(([projectId, asked, table, crash]) =>
    command(["erase while the disk is full at", table, projectId, asked, { crash }], async (model, real) => {
      const { db, leader } = real;
      const erasing = () => eraseEvents(db, leader.epoch, projectId, asked, { now: () => ERASED_AT });
      const receipt = await whileDiskIsFull(db, table, erasing);
      const begun = (await db.singletons.where(":id").startsWith("erasure:").count()) > 0;
      expect(receipt.ok && begun).toBe(false);
      if (crash) real.leader = { epoch: leader.epoch, admission: open(db, leader.epoch) };
      while (valueOf(await real.leader.admission.admit({ maxEvents: 1_000 })).remaining);
      if (begun || receipt.ok) eraseModel(model, projectId, asked, ERASED_AT);
      admitModel(model);
    }),
  );

const undo = fc.tuple(project, fc.constantFrom(...IMPORTS)).map(([projectId, importId]) =>
  command(["undo", projectId, importId], async (model, { db, leader }) => {
    await putImports(db, projectId, [importId]);
    const { generation } = await readHead(db, projectId);
    const counted = await countUndone(db, projectId, importId, new AbortController().signal);
    const { events, kept } = valueOf(await undoImport(db, leader.epoch, projectId, importId));
    const arrived = model.arrived.length;
    expect(events).toBe(undoModel(model, projectId, importId));
    expect({ events: events - (arrived - model.arrived.length), kept }).toEqual(counted);
    expect((await readHead(db, projectId)).generation).toBe(generation + 1);
  }),
);

const failingUndo = fc
  .tuple(
    project,
    fc.constantFrom(...IMPORTS),
    fc.constantFrom("singletons", "batches", "claims", "imports", "logHeads"),
    fc.boolean(),
  )
  .map(([projectId, importId, table, crash]) =>
    command(
      ["undo while the disk is full at", table, projectId, importId, { crash }],
      async (model, real) => {
        const { db, leader } = real;
        await putImports(db, projectId, [importId]);
        const undoing = () => undoImport(db, leader.epoch, projectId, importId);
        const undone = await whileDiskIsFull(db, table, undoing);
        const begun = (await db.singletons.where(":id").startsWith("erasure:").count()) > 0;
        expect(undone.ok && begun).toBe(false);
        if (crash) real.leader = { epoch: leader.epoch, admission: open(db, leader.epoch) };
        while (valueOf(await real.leader.admission.admit({ maxEvents: 1_000 })).remaining);
        if (begun || undone.ok) undoModel(model, projectId, importId);
        expect((await db.imports.get(importId))?.state).toBe(begun || undone.ok ? "undone" : "done");
        admitModel(model);
      },
    ),
  );

describe("the log (I1 ack means durable, I2 once, I6 one leader)", () => {
  it("equals a naive model through appends, duplicates, full disks, restarts, takeovers, erasures and undone imports", async () => {
    const commands = fc.commands(
      [
        append,
        append,
        append,
        admit,
        bringAgain,
        seal,
        admit,
        failingAdmission,
        restart,
        takeOver,
        wakeLate,
        erase,
        failingErasure,
        undo,
        undo,
        failingUndo,
      ],
      { maxCommands: 25, size: "+1" },
    );
    await fc.assert(
      fc.asyncProperty(commands, async (given) => {
        const db = await openTestDatabase();
        const epoch = await claimEpoch(db);
        const model = emptyModel(PROJECTS);
        const real: Real = { db, leader: { epoch, admission: open(db, epoch) }, deposed: [] };
        await fc.asyncModelRun(() => ({ model, real }), given);
        await db.delete();
      }),
      runs(30),
    );
  });
});
