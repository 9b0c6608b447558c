import type { ViolationCount } from "../../model/plan-violations.ts";

const COLUMNS = ["event", "violation", "property", "expected", "found", "events", "last_seen", "sample_id"];

const toRow = ({ event, violation, count, sample }: ViolationCount): string[] => [
  event,
  violation.kind,
  "property" in violation ? violation.property : "",
  "expected" in violation ? violation.expected : "",
  "found" in violation ? violation.found : "",
  String(count),
  new Date(sample.timestamp).toISOString(),
  sample.id,
];

/** A spreadsheet takes a cell that begins so for a formula; the texts are of strangers. */
const FORMULA = /^[=+\-@\t\r]/;

function toCell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export const violationsToCsv = (violations: readonly ViolationCount[]): string =>
  [COLUMNS, ...violations.map(toRow)].map((row) => `${row.map(toCell).join(",")}\r\n`).join("");

export const violationsToJson = (violations: readonly ViolationCount[]): string =>
  `${JSON.stringify(
    violations.map(({ event, violation, count, sample }) => ({
      event,
      ...violation,
      events: count,
      lastSeen: new Date(sample.timestamp).toISOString(),
      sampleId: sample.id,
    })),
    null,
    2,
  )}\n`;
