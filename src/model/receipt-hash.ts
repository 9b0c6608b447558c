import { canonicalJson } from "./canonical-json.ts";
import { digestOf } from "./digest.ts";
import type { JsonValue } from "./event.ts";
import type { AnyAnswer, AnyQuestion } from "./question.ts";

/**
 * What the hash of a receipt is made of, as canonical JSON: the question with its window as epoch edges and what its segments stood for, the zone and its weeks, and what
 * was answered. Not where the answer came from, when or how fast, nor which bucket was still filling: the same question over
 * the same events has the same hash, from rollups and from raw events.
 */
export function receiptRecord(question: AnyQuestion, answer: AnyAnswer): string {
  const { receipt, incompleteFrom: _, ...told } = answer;
  const { from, to, timeZone, weekStart } = receipt;
  const segments = receipt.segments?.map(({ id, terms }) => ({ id, terms }));
  const asked = { ...question, window: { from, to } };
  const record = { question: asked, segments, timeZone, weekStart, answer: told };
  return canonicalJson(record as unknown as JsonValue);
}

/** SHA-256 of a text in UTF-8, as hex digits. */
export const hashOfText = (text: string): Promise<string> => digestOf(new TextEncoder().encode(text));
