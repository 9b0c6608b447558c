import { expect, test } from "vitest";
import { withoutSpan, withSpan, type TimeSpan } from "../../../src/model/time-span.ts";
import { changesBy, keptOutBy, newNotes, uniteNotes } from "../../../src/model/shared-erasures.ts";

let made = 0;
const told = { emptied: false, now: 1_000, makeId: () => `n${made++}` };

test("what was erased and let in is told as it came about, and told once", () => {
  const first = newNotes([], { ...told, spans: [{ from: 10, before: 20 }] });
  expect(first).toMatchObject([{ order: 1, erased: { from: 10, before: 20 }, keepsOut: true }]);
  expect(newNotes(first, { ...told, spans: [{ from: 10, before: 20 }] })).toEqual([]);
  const wider = newNotes(first, { ...told, spans: [{ from: 5, before: 25 }] });
  expect(wider.map((note) => "erased" in note && note.erased)).toEqual([
    { from: 5, before: 10 },
    { from: 20, before: 25 },
  ]);
  const let1 = newNotes(uniteNotes(first, wider), { ...told, spans: [{ from: 5, before: 15 }] });
  expect(let1).toMatchObject([{ letIn: { from: 15, before: 25 } }]);
  expect(keptOutBy([...let1, ...wider, ...first])).toEqual([{ from: 5, before: 15 }]);
});

test("everything that was erased is erased elsewhere too, but keeps nothing out", () => {
  const notes = newNotes([], { ...told, spans: [], emptied: true });
  expect(notes).toMatchObject([{ erased: { before: 1_000 }, keepsOut: false }]);
  expect(keptOutBy(notes)).toEqual([]);
  expect(changesBy([], notes)).toEqual({ erase: [{ before: 1_000 }], keepOut: [], letIn: [] });
});

test("in whatever order a device hears, the same times stay out in the end", () => {
  const [erased] = newNotes([], { ...told, spans: [{ before: 50 }] });
  const [letIn] = newNotes([erased!], { ...told, spans: [{ from: 20, before: 50 }] });
  const [again] = newNotes([erased!, letIn!], { ...told, spans: [{ before: 5 }, { from: 20, before: 50 }] });
  const all = [erased!, letIn!, again!];
  for (const heard of [
    all,
    [letIn!, again!, erased!],
    [again!, erased!, letIn!],
    [letIn!, erased!, again!],
  ]) {
    let spans: TimeSpan[] = [];
    for (const [at, note] of heard.entries()) {
      const changes = changesBy(heard.slice(0, at), [note]);
      spans = changes.letIn.reduce(withoutSpan, changes.keepOut.reduce(withSpan, spans));
    }
    expect(spans).toEqual([{ before: 5 }, { from: 20, before: 50 }]);
  }
});
