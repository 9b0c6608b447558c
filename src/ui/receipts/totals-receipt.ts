import type { EngineApi } from "../../engine/api.ts";
import { canonicalJson } from "../../model/canonical-json.ts";
import {
  addCounts,
  dayStart,
  type TotalsCounts,
  type TotalsMeasure,
  type TotalsPart,
  type TotalsReceipt,
  type TotalsTable,
} from "../../model/daily-totals.ts";
import type { JsonValue } from "../../model/event.ts";
import { success, type Result } from "../../model/failure.ts";
import type { TimeSpan } from "../../model/time-span.ts";
import { zoneOf } from "../../model/time-zone.ts";
import { counted } from "../state/counted.ts";
import { formatCount, formatInstant, formatMs } from "../state/format.ts";
import type { Outcome, ReceiptView } from "./receipt-view.ts";

/** As tables are called in an export of Plausible, in words. */
const tableWords = (table: TotalsTable): string => table.replaceAll("_", " ");

const MEASURE_WORDS: Record<TotalsMeasure, string> = {
  visitors: "visitors, each day's added up",
  visits: "visits",
  pageviews: "page views",
  events: "events",
  entrances: "entrances",
  exits: "exits",
  bounces: "bounces",
  visit_duration: "seconds of visits",
};

const sumWords = (counts: TotalsCounts): string =>
  Object.entries(counts)
    .map(([measure, value]) => `${formatCount(value)} ${MEASURE_WORDS[measure as TotalsMeasure]}`)
    .join(", ");

/**
 * Of figures that another product counted: of a table, or with `visitors` of days. Imports are named by what the history of this
 * device has of them.
 */
export async function totalsReceipt(
  engine: Pick<EngineApi, "totalsReceipt" | "imports">,
  projectId: string,
  span: TimeSpan,
  table: TotalsTable,
): Promise<Result<ReceiptView>> {
  const [found, history] = await Promise.all([
    engine.totalsReceipt(projectId, span),
    engine.imports(projectId),
  ]);
  if (!found.ok) return found;
  const files = new Map(history.ok ? history.value.map(({ id, fileName }) => [id, fileName]) : []);
  const { timeZone, ms, answer } = found.value;
  const at = (instant: number): string => formatInstant(instant, timeZone);
  const parts = partsOfTable(found.value, table);
  const sum: TotalsCounts = {};
  for (const { counts } of countsOf(found.value, table)) addCounts(sum, counts);
  const others = answer.groups.find((group) => group.table === table)?.others ?? 0;
  const [from, before] = [span.from ?? 0, span.before];
  const asked = { totals: table, from, before };
  const record = (told: TotalsReceipt): string => recordOf(asked, told, table);
  return success({
    words: `What another product counted by day: ${tableWords(table)}, of the whole days from ${at(from)} to ${at(before)} (not included), ${timeZone}`,
    asked: JSON.stringify(asked, null, 2),
    facts: [
      ["Answer", sumWords(sum) || "nothing to tell"],
      ...(others > 0 ? [["Not listed", counted(others, "more value", "more values")] as const] : []),
      ["Source", "Daily totals as they were imported: no event is among them, and no filter applies"],
      ...parts.map(
        ({ importId, importedAt, days, lines }) =>
          [
            "From",
            `${files.has(importId) ? `“${files.get(importId) ?? ""}”` : "an import of another device"}, ${at(importedAt)}: ${counted(lines, "line")} of ${counted(days, "day")}`,
          ] as const,
      ),
      ["Time in the worker", formatMs(ms)],
    ],
    ...(table === "visitors" && {
      buckets: {
        unit: "day" as const,
        starts: answer.days.map(({ day }) => dayStart(day, zoneOf(timeZone))),
        timeZone,
      },
    }),
    record: record(found.value),
    async runAgain() {
      const again = await engine.totalsReceipt(projectId, span);
      return again.ok ? success(compare(found.value, again.value, table, record)) : again;
    },
  });
}

const partsOfTable = ({ parts }: TotalsReceipt, table: TotalsTable): TotalsPart[] =>
  parts.filter((part) => part.table === table);

const countsOf = ({ answer }: TotalsReceipt, table: TotalsTable): { counts: TotalsCounts }[] =>
  table === "visitors" ? answer.days : (answer.groups.find((group) => group.table === table)?.rows ?? []);

/** Not which imports: the same file on another device is another import, and the same totals. */
const recordOf = (asked: object, { timeZone, answer }: TotalsReceipt, table: TotalsTable): string => {
  const { days, groups } = answer;
  const told = table === "visitors" ? days : groups.find((group) => group.table === table);
  return canonicalJson({ asked, timeZone, answer: told ?? null } as unknown as JsonValue);
};

function compare(
  then: TotalsReceipt,
  now: TotalsReceipt,
  table: TotalsTable,
  record: (told: TotalsReceipt) => string,
): Outcome {
  const isSame = record(then) === record(now);
  const brought = ({ importId }: TotalsPart): string => importId;
  const [before, after] = [then, now].map((each) => partsOfTable(each, table).map(brought).join());
  const words = [
    ...(then.timeZone === now.timeZone
      ? []
      : [`The project's time zone was ${then.timeZone} and is ${now.timeZone}.`]),
    before === after
      ? "They are of the same imports."
      : "They are of other imports: one came, was undone, or its days went.",
  ];
  return { isSame, words };
}
