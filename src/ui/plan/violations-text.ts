import { toCsv } from "../../model/csv-cells.ts";
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

export const violationsToCsv = (violations: readonly ViolationCount[]): string =>
  toCsv([COLUMNS, ...violations.map(toRow)]);

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
