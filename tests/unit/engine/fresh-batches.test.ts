import { describe, expect, it } from "vitest";
import { makeFreshBatches } from "../../../src/engine/fresh-batches.ts";
import type { Gain } from "../../../src/log/admission.ts";
import { encodeBatch } from "../../../src/log/encode-batch.ts";
import { makeDictionaries } from "../../../src/log/dictionary.ts";
import { toSequence } from "../../../src/model/identifier.ts";
import { makeEvent, shop } from "../../support/admitted-log.ts";

const entries = makeDictionaries();

/** Of one event each. */
function gain(after: number, sequences: number[], generation = 1): Gain {
  const batches = sequences.map((sequence) => ({
    sequence: toSequence(sequence),
    projectId: shop,
    firstRow: sequence,
    minTime: 0,
    maxTime: 0,
    columns: encodeBatch([makeEvent()], entries),
  }));
  return { projectId: shop, generation, after: toSequence(after), batches, entries, people: 0 };
}

const at = (sequence: number, generation = 1) => ({ generation, sequence: toSequence(sequence) });
const limits = { maxEvents: 10 };

describe("Fresh batches", () => {
  it("go on right after a checkpoint, across gains, whatever other projects took between", () => {
    const fresh = makeFreshBatches();
    const [first, second] = [gain(3, [5, 6]), gain(6, [9])];
    fresh.take(first);
    fresh.take(second);
    expect(fresh.after(at(3), limits)).toEqual([...first.batches, ...second.batches]);
    expect(fresh.after(at(5), limits)).toEqual([first.batches[1], ...second.batches]);
    expect(fresh.after(at(3), { maxEvents: 2 })).toEqual(first.batches);
    expect(fresh.after(at(3), { maxEvents: 10, through: toSequence(8) })).toEqual(first.batches);
    expect(fresh.after(at(9), limits)).toEqual([]);
  });

  it("are none for who stands elsewhere, or in another generation", () => {
    const fresh = makeFreshBatches();
    fresh.take(gain(3, [5, 6]));
    expect(fresh.after(at(2), limits)).toEqual([]);
    expect(fresh.after(at(4), limits)).toEqual([]);
    expect(fresh.after(at(3, 0), limits)).toEqual([]);
  });

  it("are forgotten by who has come to a later generation: some of it was erased", () => {
    const fresh = makeFreshBatches();
    const before = gain(3, [5]);
    fresh.take(before);
    expect(fresh.after(at(3), limits)).toEqual(before.batches);
    expect(fresh.after(at(3, 2), limits)).toEqual([]);
    expect(fresh.after(at(3), limits)).toEqual([]);
  });

  it("begin anew where something is missing between, or the log was erased from", () => {
    const fresh = makeFreshBatches();
    fresh.take(gain(3, [5]));
    const later = gain(7, [8]);
    fresh.take(later);
    expect(fresh.after(at(3), limits)).toEqual([]);
    expect(fresh.after(at(7), limits)).toEqual(later.batches);
    const erased = gain(8, [9], 2);
    fresh.take(erased);
    expect(fresh.after(at(7), limits)).toEqual([]);
    expect(fresh.after(at(8, 2), limits)).toEqual(erased.batches);
  });

  it("are forgotten, the oldest first, once they are too many or nobody needs them", () => {
    const fresh = makeFreshBatches(2);
    fresh.take(gain(0, [1, 2, 3]));
    expect(fresh.after(at(0), limits)).toEqual([]);
    expect(fresh.after(at(1), limits).map(({ sequence }) => sequence)).toEqual([2, 3]);
    fresh.forget(toSequence(2));
    expect(fresh.after(at(1), limits)).toEqual([]);
    expect(fresh.after(at(2), limits).map(({ sequence }) => sequence)).toEqual([3]);
    fresh.forget(toSequence(3));
    const next = gain(3, [4]);
    fresh.take(next);
    expect(fresh.after(at(3), limits)).toEqual(next.batches);
  });
});
