import type { Answer, Measure, QuestionWindow } from "../../src/model/question.ts";
import { type Field, type PeerAnswer, type PeerQuestion, REST, TOTAL } from "./peers/peer.ts";

const DAY = 86_400_000;

export interface Row {
  id: string;
  title: string;
  /** Milliseconds at the 95th percentile, inside the worker, at ten million events. */
  aim?: Partial<Record<Measure, number>>;
  measures: Measure[];
  window: QuestionWindow;
  filter?: { field: Field; values: string[] };
  /** Only events of users who did an event of this name at least so often in the window's days. */
  did?: { name: string; least: number; days: number };
  by?: "day" | "entry" | Field;
}

const every = (value: number): Record<Measure, number> => ({ events: value, users: value, sessions: value });

/** DESIGN's five kinds of question, and three that every dashboard has. */
export function makeRows(now: number): Row[] {
  const all: Measure[] = ["events", "users", "sessions"];
  return [
    {
      id: "5m",
      title: "Last 5 minutes",
      aim: every(0.1),
      measures: ["events", "users"],
      window: { last: "5m" },
    },
    // No counter keeps them: read from the events.
    { id: "5m-sessions", title: "Sessions of 5 minutes", measures: ["sessions"], window: { last: "5m" } },
    { id: "today", title: "Today", aim: every(0.5), measures: all, window: { last: "today" } },
    { id: "7d", title: "Last 7 days", aim: every(0.5), measures: all, window: { last: "7d" } },
    { id: "30d", title: "Last 30 days", aim: every(1), measures: all, window: { last: "30d" } },
    {
      id: "custom",
      title: "Custom range, filtered, by path",
      aim: { events: 100, users: 200, sessions: 200 },
      measures: all,
      window: { from: now - 20 * DAY - 1_234_567, to: now - 2 * DAY - 7_654 },
      filter: { field: "country", values: ["DE", "GB", "IN"] },
      by: "path",
    },
    {
      id: "explore",
      title: "Filtered, by day, 30 days",
      aim: { events: 100, users: 100 },
      measures: ["events", "users"],
      window: { last: "30d" },
      filter: { field: "country", values: ["DE", "GB", "IN"] },
      by: "day",
    },
    {
      id: "did",
      title: "Of who bought twice in 7 days",
      aim: every(250),
      measures: all,
      window: { last: "7d" },
      did: { name: "purchase", least: 2, days: 7 },
    },
    {
      id: "did-path",
      title: "Of who bought twice in 7 days, by path",
      aim: { users: 250 },
      measures: ["users"],
      window: { last: "7d" },
      did: { name: "purchase", least: 2, days: 7 },
      by: "path",
    },
    {
      id: "entry",
      title: "Entry pages, 30 days",
      aim: { sessions: 200 },
      measures: ["sessions"],
      window: { last: "30d" },
      filter: { field: "name", values: ["page_view"] },
      by: "entry",
    },
    { id: "names", title: "Top names, 90 days", measures: ["events"], window: { last: "90d" }, by: "name" },
    {
      id: "daily-users",
      title: "Users by day, 90 days",
      measures: ["users"],
      window: { last: "90d" },
      by: "day",
    },
    {
      id: "filtered",
      title: "Purchases by country, 30 days",
      measures: ["events", "users"],
      window: { last: "30d" },
      filter: { field: "name", values: ["purchase"] },
      by: "country",
    },
    {
      id: "device",
      title: "On phones, by path, 7 days",
      measures: ["users"],
      window: { last: "7d" },
      filter: { field: "device", values: ["mobile"] },
      by: "path",
    },
  ];
}

/** What Lochan calls what is no property. */
const OWN_FIELDS: Partial<Record<string, string>> = { name: "$name", entry: "$entryPage" };

export const questionId = (row: Row, measure: Measure): string => `${row.id} ${measure}`;

export function lochanQuestion({ window, filter, did, by }: Row, measure: Measure): object {
  return {
    version: 1,
    measure,
    window,
    ...(filter?.field === "name" && { name: filter.values[0] }),
    ...(filter &&
      filter.field !== "name" && { filters: [{ property: filter.field, op: "is", value: filter.values }] }),
    ...(did && {
      filters: [{ who: "user", did: { name: did.name }, least: did.least, days: did.days }],
    }),
    ...(by === "day" && { granularity: "day" }),
    ...(by !== undefined && by !== "day" && { breakdown: OWN_FIELDS[by] ?? by, limit: 10 }),
  };
}

/** The same, over exactly the window that Lochan answered for. */
export const peerQuestion = (
  row: Row,
  measure: Measure,
  { receipt: { from, to } }: Answer,
): PeerQuestion => ({
  id: questionId(row, measure),
  measure,
  from,
  to,
  ...(row.filter && { filter: row.filter }),
  ...(row.did && { did: { name: row.did.name, least: row.did.least } }),
  ...(row.by && { by: row.by }),
});

/** Lochan's answer in a peer's form: days without events are left out. */
export function plainAnswer({ by }: Row, { total, series, groups }: Answer): PeerAnswer {
  if (by === undefined) return total;
  if (by === "day") return (series ?? []).filter(([, value]) => value > 0);
  return (groups ?? []).map(({ key, value }) => [String(key), value]);
}

/** All that a breakdown of Lochan's says: the groups, the total, and everything outside the groups. */
export const wholeAnswer = (row: Row, answer: Answer): PeerAnswer => [
  ...(plainAnswer(row, answer) as [string, number][]),
  [TOTAL, answer.total],
  [REST, answer.other ?? 0],
];

/**
 * Undefined when both say the same, else where they differ. Of equally great values the last places
 * may be taken by others: only the values are compared there.
 */
export function difference(expected: PeerAnswer, actual: PeerAnswer): string | undefined {
  if (typeof expected === "number" || typeof actual === "number")
    return expected === actual
      ? undefined
      : `${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`;
  const values = (answer: [unknown, number][]): string => answer.map(([, value]) => value).join(" ");
  if (values(expected) !== values(actual)) return `values ${values(actual)} instead of ${values(expected)}`;
  const last = expected.findLast(([key]) => key !== TOTAL && key !== REST)?.[1];
  const others = new Map(actual);
  const wrong = expected.find(([key, value]) => value !== last && others.get(key) !== value);
  return wrong && `${wrong[0]}: ${others.get(wrong[0])} instead of ${wrong[1]}`;
}
