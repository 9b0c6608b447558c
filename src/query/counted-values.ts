import type { Reading } from "../mirror/readings.ts";
import { TAG } from "../mirror/property-layout.ts";
import { compareText } from "../model/compare-text.ts";
import type { Sequence } from "../model/identifier.ts";
import { isSessionField } from "../model/own-fields.ts";
import type { FilterScalar } from "../model/question.ts";
import { fieldSql, tableOf } from "./field-sql.ts";

export interface CountedValue {
  value: FilterScalar;
  count: number;
}

/** A value by its text form; `rank` has bit 2 where a number was among those, bit 1 where true or false was. */
export interface Form extends CountedValue {
  text: string;
  folded: string;
  rank: number;
}

/** Values of a field as of a snapshot, or later, the most frequent first. */
export interface CountedValues {
  generation: number;
  sequence: Sequence;
  /** Rows below this are counted. */
  nextRow: number;
  /** Undefined where there are too many to keep. */
  forms: readonly Form[] | undefined;
}

const MOST_KEPT = 100_000;

interface FormRow {
  text: string | null;
  tag: number | null;
  number: number | null;
  n: number;
  top: number | null;
}

/**
 * Counts the values of a field up to a snapshot: from `known`, which is of an earlier one, only events that came since
 * are read. Fields of sessions are counted by session, and always anew.
 */
export async function countValues(
  property: string,
  { run, loaded, checkpoint }: Reading,
  known: CountedValues | undefined,
): Promise<CountedValues> {
  const { generation, sequence } = checkpoint;
  const before = known?.generation === generation && !isSessionField(property) ? known : undefined;
  // Counted on from the log while this waited.
  if (before !== undefined && before.sequence >= sequence) return before;
  if (before?.forms === undefined && before !== undefined) return { ...before, sequence };
  const { text, number } = fieldSql(property, loaded);
  const nextRow = before?.nextRow ?? 0;
  if (text === undefined && number === undefined) return { generation, sequence, nextRow, forms: [] };
  const rows = isSessionField(property)
    ? `SELECT ${text!.ordinal} AS o, NULL::DOUBLE AS x, count(*)::DOUBLE AS n, NULL::DOUBLE AS top FROM m.main.visits AS sv WHERE sv.events > 0 GROUP BY ALL`
    : `SELECT ${text?.ordinal ?? "NULL::INTEGER"} AS o, ${number ?? "NULL::DOUBLE"} AS x, count(*)::DOUBLE AS n, max(f."row")::DOUBLE AS top
       FROM m.main.facts AS f WHERE f."row" >= ${nextRow} GROUP BY ALL`;
  const words = text && `LEFT JOIN ${tableOf(text.table)} AS k ON k.ordinal = t.o`;
  const tag = text?.table === "vals" ? "k.tag" : "NULL::INTEGER";
  const found = await run(
    `SELECT ${text ? `k.${text.column}` : "NULL::VARCHAR"} AS "text", ${tag} AS tag, t.x AS number, t.n, t.top
     FROM (${rows}) AS t ${words ?? ""} LIMIT ${MOST_KEPT + 1}`,
  );
  if (found.numRows > MOST_KEPT) return { generation, sequence, nextRow, forms: undefined };
  const lines = found.toArray() as FormRow[];
  const top = lines.reduce((most, row) => Math.max(most, row.top ?? most), nextRow - 1);
  const forms = addForms(
    before?.forms ?? [],
    lines.flatMap(({ tag, ...row }) =>
      tag === TAG.none ? [] : (formOf({ ...row, isBoolean: tag === TAG.boolean }) ?? []),
    ),
  );
  return { generation, sequence, nextRow: top + 1, forms };
}

/** Both together, the most frequent first, as `known` are; undefined where they are too many to keep. */
export function addForms(known: readonly Form[], added: readonly Form[]): readonly Form[] | undefined {
  if (added.length === 0) return known;
  const more = new Map<string, Form>();
  const add = (one: Form) => {
    const same = more.get(one.text);
    more.set(one.text, same === undefined ? one : together(same, one));
  };
  for (const one of added) add(one);
  const others = known.filter((one) => {
    const isSame = more.has(one.text);
    if (isSame) add(one);
    return !isSame;
  });
  if (others.length + more.size > MOST_KEPT) return undefined;
  const forms: Form[] = [];
  let at = 0;
  for (const one of [...more.values()].sort(byCount)) {
    while (at < others.length && byCount(others[at]!, one) < 0) forms.push(others[at++]!);
    forms.push(one);
  }
  while (at < others.length) forms.push(others[at++]!);
  return forms;
}

/** Undefined of what is not there. */
export function formOf({
  text,
  isBoolean,
  number,
  n,
}: Pick<FormRow, "text" | "number" | "n"> & { isBoolean: boolean }): Form | undefined {
  if (number !== null) return form(String(number), 2, n);
  if (text === null) return undefined;
  return form(text, isBoolean ? 1 : 0, n);
}

const form = (text: string, rank: number, count: number): Form => ({
  text,
  folded: text.toLowerCase(),
  rank,
  count,
  value: rank >= 2 ? Number(text) : rank === 1 ? text === "true" : text,
});

const together = (a: Form, b: Form): Form => form(a.text, a.rank | b.rank, a.count + b.count);

/** Of equally frequent ones numbers first, by size, then by text. */
const byCount = (a: Form, b: Form): number => b.count - a.count || byValue(a, b);
const byValue = (a: Form, b: Form): number =>
  typeof a.value === "number" && typeof b.value === "number"
    ? a.value - b.value
    : Number(typeof b.value === "number") - Number(typeof a.value === "number") ||
      compareText(a.text, b.text);

/** Those that contain what was typed, in whatever case. */
export function findValues(forms: readonly Form[], search: string, limit: number): CountedValue[] {
  const wanted = search.toLowerCase();
  const found: CountedValue[] = [];
  for (const { folded, value, count } of forms) {
    if (!folded.includes(wanted)) continue;
    found.push({ value, count });
    if (found.length === limit) break;
  }
  return found;
}
