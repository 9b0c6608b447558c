import { expect, test } from "vitest";
import { makeLabWork } from "../../../src/engine/lab-work.ts";
import { fail, type Result, success } from "../../../src/model/failure.ts";
import { makeProject, openTestDatabase, valueOf } from "../../support/open-catalog.ts";

async function openLab() {
  const database = openTestDatabase();
  const { id } = await makeProject(database);
  const admission: { settle: (signal?: AbortSignal) => Promise<Result<unknown>> } = {
    settle: async () => success(null),
  };
  const lab = makeLabWork({
    database,
    settle: (_, signal) => admission.settle(signal),
    cancellable: (_, work) => work(new AbortController().signal),
    changed: (result) => result,
    countMs: 10,
  });
  return { id, lab, admission };
}

test.each([
  ["fails", async () => fail({ kind: "quota-exceeded", message: "Full." } as const)],
  [
    "takes too long",
    (signal?: AbortSignal) =>
      new Promise<Result<unknown>>((resolve) =>
        signal!.addEventListener("abort", () => resolve(fail({ kind: "cancelled", message: "Stopped." }))),
      ),
  ],
])("a run ends where admitting %s, and is counted when it is looked at later", async (_, settle) => {
  const { id, lab, admission } = await openLab();
  const run = valueOf(await lab.startRun(id, { name: "Run", origin: "https://shop.example" }));
  admission.settle = settle;
  const stopped = valueOf(await lab.stopRun(id, run.id));
  expect(stopped.to).toBeGreaterThanOrEqual(run.from);
  expect(stopped.counts).toBeUndefined();
  expect(valueOf(await lab.runs(id))).toEqual([stopped]);
  valueOf(await lab.startRun(id, { name: "Next", origin: "https://shop.example" }));
  admission.settle = async () => success(null);
  valueOf(await lab.runShape(id, run.id));
  expect(valueOf(await lab.runs(id)).find((each) => each.id === run.id)).toEqual({
    ...stopped,
    counts: { events: 0, names: 0 },
  });
});
