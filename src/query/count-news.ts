import { eachPlace } from "../log/column-places.ts";
import { readEntries, type DictionaryEntry } from "../log/dictionary.ts";
import { columnOf, KINDS, ownText } from "../log/match-rows.ts";
import { readHead, type LogDatabase } from "../log/reader.ts";
import { rowAfter } from "../log/stored-batch.ts";
import type { Batch, Checkpoint } from "../model/batch.ts";
import type { ProjectId } from "../model/identifier.ts";
import { isOwnField } from "../model/own-fields.ts";
import { addForms, formOf, type CountedValues, type Form } from "./counted-values.ts";

/** More events than this are left to the mirror. */
const MOST_NEWS = 10_000;

/** A project's log, and what it gained, which may still be in memory. */
export interface NewsSource {
  db: LogDatabase;
  projectId: ProjectId;
  batchesAfter(position: Checkpoint): Promise<Batch[]>;
}

/** What something was counted of: events before `nextRow`, all those up to `sequence`. */
interface Position extends Checkpoint {
  nextRow: number;
}

/** What the log gained since, and where it stands; undefined where it is another log, or much was gained. */
async function readNews(
  { db, projectId, batchesAfter }: NewsSource,
  since: Position,
): Promise<{ batches: Batch[]; now: Position } | undefined> {
  const { generation, sequence, nextRow } = await readHead(db, projectId);
  if (generation !== since.generation || nextRow - since.nextRow > MOST_NEWS) return undefined;
  const batches: Batch[] = [];
  let now = since;
  while (now.sequence < sequence) {
    const some = await batchesAfter(now);
    const last = some.at(-1);
    if (last === undefined) return undefined;
    batches.push(...some);
    const reached = last.damaged === undefined ? rowAfter(last) : last.firstRow + last.damaged;
    now = { generation, sequence: last.sequence, nextRow: reached };
  }
  return { batches, now };
}

/** Values of a field as the log stands, from those known, without the mirror; undefined where only that can tell. */
export async function countNewValues(
  property: string,
  known: CountedValues,
  source: NewsSource,
): Promise<CountedValues | undefined> {
  if (known.forms === undefined) return undefined;
  const news = await readNews(source, known);
  if (news === undefined) return undefined;
  const found = await newForms(property, news.batches, source);
  if (!(await isSameLog(source, known))) return undefined;
  const { generation, sequence, nextRow } = news.now;
  return { generation, sequence, nextRow, forms: addForms(known.forms, found) };
}

/** Erased meanwhile, what was read may be of both. */
const isSameLog = async ({ db, projectId }: NewsSource, { generation }: Checkpoint): Promise<boolean> =>
  (await readHead(db, projectId)).generation === generation;

async function newForms(
  property: string,
  batches: readonly Batch[],
  { db, projectId }: NewsSource,
): Promise<Form[]> {
  const numbers = new Map<number, number>();
  const ordinals = new Map<number, number>();
  const count = (counts: Map<number, number>, value: number) =>
    counts.set(value, (counts.get(value) ?? 0) + 1);
  if (isOwnField(property))
    for (const { columns } of batches) {
      const [column, none] = columnOf(columns, property);
      for (const stored of column) if (stored >= none) count(ordinals, stored - none);
    }
  else {
    const keys = await readEntries(db, projectId, "keys", keysOf(batches));
    for (const { columns } of batches)
      for (const { key, text, numbers: found } of columns.properties) {
        if (keys.get(key) !== property) continue;
        if (text) eachPlace(text.rows, columns.count, undefined, (at) => count(ordinals, text.ordinals[at]!));
        if (found) eachPlace(found.rows, columns.count, undefined, (at) => count(numbers, found.values[at]!));
      }
  }
  const kind = isOwnField(property) ? KINDS[property] : "values";
  const entries = await readEntries(db, projectId, kind, [...ordinals.keys()]);
  return [
    ...[...numbers].map(([number, n]) => formOf({ number, text: null, isBoolean: false, n })),
    ...[...ordinals].map(([ordinal, n]) => formOfEntry(property, entries.get(ordinal) ?? null, n)),
  ].filter((form) => form !== undefined);
}

const keysOf = (batches: readonly Batch[]): number[] => [
  ...new Set(batches.flatMap(({ columns }) => columns.properties.map(({ key }) => key))),
];

function formOfEntry(property: string, entry: DictionaryEntry, n: number): Form | undefined {
  if (entry === null) return undefined;
  if (isOwnField(property))
    return formOf({ text: ownText(property, entry), number: null, isBoolean: false, n });
  if (entry === "jnull") return undefined;
  const isBoolean = entry === "jtrue" || entry === "jfalse";
  return formOf({ text: entry.slice(1), number: null, isBoolean, n });
}
