import { createRoot, createSignal } from "solid-js";
import { expect, test, vi } from "vitest";
import { success, type Result } from "../../../src/model/failure.ts";
import { createKeptList } from "../../../src/ui/state/kept-list.ts";

interface Kept {
  id: string;
  name: string;
}
const A: Kept = { id: "a", name: "A" };
const B: Kept = { id: "b", name: "B" };

/** A list whose readings and deletions end when they are told to. */
function open() {
  const [projectId, setProject] = createSignal("one");
  const [tick, setTick] = createSignal(0);
  const readings: ((list: Kept[]) => void)[] = [];
  const reads: Promise<unknown>[] = [];
  const ended: (() => void)[] = [];
  const list = createRoot(() =>
    createKeptList<Kept, Kept>({
      projectId,
      tick,
      read: () => {
        const read = new Promise<Result<Kept[]>>((resolve) =>
          readings.push((found) => resolve(success(found))),
        );
        reads.push(read);
        return read;
      },
      save: (_, draft) => Promise.resolve(success(draft)),
      remove: () => new Promise((resolve) => ended.push(() => resolve(success(null)))),
      toDraft: (one) => one,
    }),
  );
  return { list, readings, reads, ended, setProject, setTick };
}

test("what was read later stands, whichever reading ends first", async () => {
  const { list, readings, reads, setTick } = open();
  setTick(1);
  readings[1]!([A, B]);
  await reads[1];
  expect(list.all()).toEqual([A, B]);
  readings[0]!([A]);
  await reads[0];
  expect(list.all()).toEqual([A, B]);
});

test("what another project deleted is neither told nor brought back here", async () => {
  const { list, readings, ended, setProject } = open();
  readings[0]!([A]);
  const removing = list.remove(A);
  setProject("two");
  ended[0]!();
  await vi.waitFor(() => expect(readings.length).toBe(3));
  for (const end of readings.slice(1)) end([]);
  await removing;
  expect(list.removed()).toBeUndefined();
});
