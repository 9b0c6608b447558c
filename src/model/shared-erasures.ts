import { compareText } from "./compare-text.ts";
import { hasTime, type TimeSpan, withoutSpan, withSpan } from "./time-span.ts";

/**
 * That a time was erased on some device, or let in again. Every device of a shared folder comes to know all of them
 * and carries out each once. `keepsOut`: what comes again of that time stays out, until it is let in.
 */
export type ErasureNote = {
  /** Random, of the device that made it. */
  id: string;
  /** Above those of all notes the device knew when it made it (Lamport's clock): no clock needs to be right. */
  order: number;
} & ({ erased: TimeSpan; keepsOut: boolean } | { letIn: TimeSpan });

/** A project has no more: one is an act of its user. */
export const MOST_NOTES = 10_000;
/** Of others no more are taken: this device's own must fit into a list that they read. */
export const MOST_HEARD_NOTES = 5_000;

/** Each once, in their order. */
export function uniteNotes(...lists: readonly (readonly ErasureNote[])[]): ErasureNote[] {
  const byId = new Map(lists.flat().map((note) => [note.id, note]));
  return [...byId.values()].sort((a, b) => a.order - b.order || compareText(a.id, b.id));
}

const highestOf = (notes: readonly ErasureNote[]): number =>
  notes.reduce((most, { order }) => Math.max(most, order), 0);

/**
 * What lets in again the times to come that would stay out by these: an erasure is of what is past, and who made it had a
 * clock that is ahead, or forged it. What is here of them goes all the same. The notes travel, so that all devices come to agree, the
 * one with that clock too.
 */
export function letComing(
  notes: readonly ErasureNote[],
  { now, makeId }: { now: number; makeId: () => string },
): ErasureNote[] {
  const past = [{ before: now }];
  return minus(keptOutBy(notes), past).map((letIn, at) => ({
    ...{ id: makeId(), order: highestOf(notes) + 1 + at },
    letIn,
  }));
}

/** The times that stay out when all of these were carried out: the same on every device that knows the same. */
export const keptOutBy = (notes: readonly ErasureNote[]): TimeSpan[] =>
  uniteNotes(notes).reduce<TimeSpan[]>((spans, note) => {
    if ("letIn" in note) return withoutSpan(spans, note.letIn);
    return note.keepsOut ? withSpan(spans, note.erased) : spans;
  }, []);

const minus = (from: readonly TimeSpan[], less: readonly TimeSpan[]): TimeSpan[] =>
  less.reduce<TimeSpan[]>(withoutSpan, [...from]).filter(hasTime);

/** What a device that carried out some is to do about others, in whatever order it hears of them. */
export function changesBy(
  carriedOut: readonly ErasureNote[],
  fresh: readonly ErasureNote[],
): { erase: TimeSpan[]; keepOut: TimeSpan[]; letIn: TimeSpan[] } {
  const before = keptOutBy(carriedOut);
  const after = keptOutBy([...carriedOut, ...fresh]);
  return {
    // Let in again since or not: what is here of it was there before that.
    erase: fresh.flatMap((note) => ("erased" in note ? [note.erased] : [])),
    keepOut: minus(after, before),
    letIn: minus(before, after),
  };
}

/**
 * What a device did that the notes do not tell yet: `spans` stay out on it, by the notes it carried out others would.
 * `emptied`: everything was erased since it was last asked.
 */
export function newNotes(
  carriedOut: readonly ErasureNote[],
  {
    spans,
    emptied,
    now,
    makeId,
  }: { spans: readonly TimeSpan[]; emptied: boolean; now: number; makeId: () => string },
): ErasureNote[] {
  const told = keptOutBy(carriedOut);
  let last = highestOf(carriedOut);
  const next = (): { id: string; order: number } => ({ id: makeId(), order: ++last });
  return [
    ...minus(told, spans).map((letIn) => ({ ...next(), letIn })),
    ...(emptied ? [{ ...next(), erased: { before: now }, keepsOut: false }] : []),
    ...minus(spans, told).map((erased) => ({ ...next(), erased, keepsOut: true })),
  ];
}
