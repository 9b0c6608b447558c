import type { Result } from "../../model/failure.ts";

/** The buckets an answer was made of. */
export interface ReceiptBuckets {
  unit: "second" | "hour" | "day";
  /** Their starts, epoch milliseconds. */
  starts: readonly number[];
  timeZone: string;
}

export interface Outcome {
  isSame: boolean;
  /** What differs, and why as far as it is known. */
  words: readonly string[];
}

/** All that a receipt tells of a figure, whatever page it is on. */
export interface ReceiptView {
  /** What was asked, in words. */
  words: string;
  /** The same as JSON. */
  asked: string;
  facts: readonly (readonly [label: string, value: string])[];
  /** What was run. */
  sql?: string | undefined;
  buckets?: ReceiptBuckets | undefined;
  /** What the hash is of. */
  record: string;
  /** Asks the same anew. */
  runAgain: () => Promise<Result<Outcome>>;
}

/** A receipt to paste elsewhere. The hash can be worked out from its last line. */
export function receiptToText(view: ReceiptView, hash: string): string {
  return [
    "Receipt from Lochan",
    `Asked: ${view.words}`,
    ...view.facts.map(([label, value]) => `${label}: ${value}`),
    ...(view.sql === undefined ? [] : ["SQL:", view.sql]),
    `Question: ${view.asked.replaceAll(/\s*\n\s*/g, " ")}`,
    `SHA-256 of the line below: ${hash}`,
    view.record,
  ].join("\n");
}
