import { beforeEach, expect, it } from "vitest";
import { putRun, readRuns, removeRun, RUN_LIMITS } from "../../../src/catalog/runs.ts";
import { removeProjectRows } from "../../../src/catalog/projects.ts";
import type { Database } from "../../../src/database/database.ts";
import type { Run } from "../../../src/model/run.ts";
import { failureOf, makeProject, openTestDatabase, valueOf } from "../../support/open-catalog.ts";

let db: Database;
let project: string;
beforeEach(async () => {
  db = openTestDatabase();
  project = (await makeProject(db)).id;
});

const run = (given: Partial<Run> = {}): Run => ({
  id: "r1",
  name: "Before",
  origin: "https://shop.example",
  from: 1_000,
  to: 2_000,
  ...given,
});
const ids = async (): Promise<string[]> => valueOf(await readRuns(db, project)).map(({ id }) => id);

it("keeps runs newest first, and puts one in place of the one with its id", async () => {
  valueOf(await putRun(db, project, run()));
  valueOf(
    await putRun(db, project, run({ id: "r2", from: 1_500, after: 7, counts: { events: 2, names: 1 } })),
  );
  expect(await ids()).toEqual(["r2", "r1"]);
  valueOf(await putRun(db, project, run({ name: "  Checkout\n " })));
  expect(valueOf(await readRuns(db, project))[1]).toEqual(run({ name: "Checkout" }));
});

it("removes one and can bring it back, and knows none that is not there", async () => {
  valueOf(await putRun(db, project, run()));
  expect(valueOf(await removeRun(db, project, "r1"))).toEqual(run());
  expect(await ids()).toEqual([]);
  expect(valueOf(await removeRun(db, project, "r1"))).toBeNull();
  valueOf(await putRun(db, project, run()));
  expect(await ids()).toEqual(["r1"]);
});

it("records one run at a time", async () => {
  const { to: _, ...open } = run();
  valueOf(await putRun(db, project, open));
  expect(failureOf(await putRun(db, project, { ...open, id: "r2" }))).toMatchObject({
    kind: "invalid-input",
    message: "Another run is being recorded: stop it first.",
  });
  valueOf(await putRun(db, project, run({ id: "r3" })));
  valueOf(await putRun(db, project, { ...open, to: 5_000 }));
  valueOf(await putRun(db, project, { ...open, id: "r2", from: 6_000 }));
  expect(await ids()).toEqual(["r2", "r3", "r1"]);
});

it.each([
  null,
  "run",
  run({ name: " " }),
  run({ name: "x".repeat(RUN_LIMITS.nameLength + 1) }),
  run({ origin: "shop.example" }),
  run({ to: 999 }),
  run({ from: Number.NaN }),
  { ...run(), events: [] },
])("refuses what is no run: %#", async (input) => {
  expect(failureOf(await putRun(db, project, input)).kind).toBe("invalid-input");
  expect(await ids()).toEqual([]);
});

it("keeps so many and no more, and says so", async () => {
  for (let n = 0; n < RUN_LIMITS.runs; n++) valueOf(await putRun(db, project, run({ id: `r${n}` })));
  expect(failureOf(await putRun(db, project, run({ id: "more" }))).message).toMatch(/at most 200 runs/);
  valueOf(await putRun(db, project, run({ id: "r0", name: "Renamed" })));
});

it("goes with its project, and is kept of none that is not there", async () => {
  valueOf(await putRun(db, project, run()));
  await removeProjectRows(db, project);
  expect(await db.settings.count()).toBe(0);
  expect(failureOf(await putRun(db, project, run())).kind).toBe("unknown-project");
});

it("leaves out a stored one that is not understood", async () => {
  valueOf(await putRun(db, project, run()));
  const [row] = await db.settings.toArray();
  await db.settings.put({ key: row!.key, value: [...(row!.value as Run[]), { id: "odd" }, 7] });
  expect(await ids()).toEqual(["r1"]);
});
