import fc from "fast-check";
import { expect, test } from "vitest";
import { segmentList } from "../../../src/catalog/segments.ts";
import { makeTermJudge, type JudgedTerms } from "../../../src/engine/judged-rows.ts";
import { placeIn } from "../../../src/engine/segment-calls.ts";
import { sealOldest } from "../../../src/log/seal.ts";
import type { LochanEvent } from "../../../src/model/event.ts";
import type { EventPlace, EventSearch, SearchPosition } from "../../../src/model/event-search.ts";
import type { Result } from "../../../src/model/failure.ts";
import { leavesIn } from "../../../src/model/filter-terms.ts";
import type { Project } from "../../../src/model/project.ts";
import type { AnyQuestion, Filter, FilterTerm } from "../../../src/model/question.ts";
import { planQuestion } from "../../../src/model/plan.ts";
import { answerRaw, rawNeeds } from "../../../src/query/answer-raw.ts";
import { findRows, type RowsAsked } from "../../../src/query/find-rows.ts";
import { makeEventSearcher } from "../../../src/query/search-events.ts";
import { exportFile } from "../../../src/transfer/export-file.ts";
import { arbitraryBehavioural } from "../../support/arbitrary-behaviour.ts";
import { arbitraryEvents, arbitraryTraffic, withBots } from "../../support/arbitrary-questions.ts";
import { need, openMirroredProject, type MirroredProject } from "../../support/mirrored-project.ts";
import { isLeftOut, passes, passesTerm } from "../../support/naive-answer.ts";
import { passesBehaviour } from "../../support/naive-behaviour.ts";
import { naiveCalendar } from "../../support/naive-calendar.ts";
import { withSessionFields } from "../../support/naive-sessions.ts";
import { naiveStats } from "../../support/naive-stats.ts";

const HOUR_MS = 3_600_000;
const LIMIT_MS = 300_000;
const CASES = 24;
const BLOCK = 12;

const zones: [string, number][] = [
  ["Asia/Kolkata", Date.UTC(2026, 5, 10, 12)],
  ["Europe/Berlin", Date.UTC(2026, 2, 29, 12)],
];

const sessionFilter = fc.constantFrom<Filter>(
  { property: "$entryPage", op: "is", value: ["/", "/a", "10"] },
  { property: "$exitPage", op: "not-set" },
  { property: "$channel", op: "is", value: "Direct" },
  { property: "$entryPage", op: "not-contains", value: "ü" },
);

interface Case {
  filters: FilterTerm[];
  text: string;
  start: number;
  hours: number;
  traffic: "all" | "real";
  rules: NonNullable<Project["traffic"]> | undefined;
  /** They are one segment, that must hold, or must not. */
  asSegment: "no" | "in" | "not-in";
}

/** Groups in place of segments: those here are stored ones. */
const withoutSegments = (term: FilterTerm): FilterTerm => {
  if ("any" in term) return { any: term.any.map(withoutSegments) };
  if ("all" in term) return { all: term.all.map(withoutSegments) };
  return "segment" in term ? { all: (term.placed?.terms ?? []).map(withoutSegments) } : term;
};
const isFlat = (term: FilterTerm): boolean => !("any" in term) && !("all" in term);

const arbitraryCase = (around: number, timeZone: string): fc.Arbitrary<Case> =>
  fc
    .record({
      question: arbitraryBehavioural(around, timeZone),
      ofSession: fc.option(sessionFilter, { nil: undefined, freq: 2 }),
      inDid: fc.option(sessionFilter, { nil: undefined, freq: 2 }),
      text: fc.constantFrom("", "", "", "a", "5"),
      start: fc.constantFrom(-9_000, -1_000, -90, -40),
      hours: fc.constantFrom(60, 100, 9_100),
      traffic: fc.constantFrom("all" as const, "real" as const),
      rules: arbitraryTraffic,
      asSegment: fc.constantFrom("no" as const, "no" as const, "in" as const, "not-in" as const),
    })
    .map(({ question: { filters = [] }, ofSession, inDid, ...rest }) => {
      const terms = filters.map(withoutSegments);
      if (ofSession) terms.push({ any: [ofSession, { property: "number", op: "greater", value: 2 }] });
      if (inDid) terms.push({ who: "user", did: { filters: [inDid] }, least: 2 });
      return { ...rest, filters: terms };
    });

test.each(zones)(
  "a search, an export and a count of what users and sessions did in %s find what a look at each event finds",
  async (timeZone, now) => {
    let telling = 0;
    await fc.assert(
      fc.asyncProperty(
        arbitraryEvents(now),
        fc.array(arbitraryCase(now, timeZone), { minLength: CASES, maxLength: CASES }),
        async (drawn, cases) => {
          const events = withBots(drawn);
          const half = Math.floor(events.length / 2);
          const one = await openMirroredProject({ timeZone, now: () => now });
          await appendSealed(one, events.slice(0, half));
          const late = cases.slice(0, 3);
          const before = await Promise.all(
            late.map(async (each) => ({ each, first: await beginSearch(one, each, now) })),
          );
          await appendSealed(one, events.slice(half));
          try {
            // As the log stood, though half of it came since.
            for (const { each, first } of before)
              expect({ each, ids: await first.readOn() }).toEqual({
                each,
                ids: naiveIds(events.slice(0, half), each, one.project, now),
              });
            for (const each of cases) {
              const expected = naiveIds(events, each, one.project, now);
              if (expected.length > 0 && expected.length < events.length / 2) telling++;
              const search = await beginSearch(one, each, now);
              expect({ each, ids: await search.readOn() }).toEqual({ each, ids: expected });
              expect(await search.count()).toBe(expected.length);
              if (each.text !== "") continue;
              expect({ each, ids: await search.exported() }).toEqual({ each, ids: expected.toSorted() });
              expect({ each, n: await search.explored() }).toEqual({
                each,
                n: naiveIds(events, each, one.project, now, true).length,
              });
            }
          } finally {
            await one.close();
          }
        },
      ),
      { numRuns: 1, endOnFailure: true },
    );
    expect(telling).toBeGreaterThan(3);
  },
  LIMIT_MS,
);

/** Each few events an entry of their own, some of them sealed into blocks. */
async function appendSealed(one: MirroredProject, events: readonly LochanEvent[]): Promise<void> {
  for (let at = 0; at < events.length; at += 7) await one.append(events.slice(at, at + 7));
  const { db, project } = one;
  while ((await sealOldest(db, await epochOf(one), project.id, { blockEvents: BLOCK })) !== undefined);
  await one.settle();
}

async function epochOf({ db }: MirroredProject): Promise<number> {
  const row = (await db.singletons.get("leadership")) as { epoch: number } | undefined;
  return row?.epoch ?? 0;
}

let segments = 0;

async function beginSearch(one: MirroredProject, asked: Case, now: number) {
  const { db, mirror } = one;
  const project: Project = { ...one.project, ...(asked.rules && { traffic: asked.rules }) };
  let { filters } = asked;
  if (asked.asSegment !== "no") {
    const id = `segment-${segments++ % 100}`;
    need(await segmentList.put(db, project.id, { id, name: id, terms: flat(filters) }));
    filters = [{ segment: id, ...(asked.asSegment === "not-in" && { not: true as const }) }];
  }
  const signal = new AbortController().signal;
  let asks = 0;
  const judge = makeTermJudge(db, async <T>(operation: string, input: unknown) => {
    expect(operation).toBe("rows");
    asks++;
    const rows = input as RowsAsked;
    const placed = need(await placeIn(db, project.id, rows.filters));
    return findRows(mirror, project, { ...rows, filters: placed }, { now, signal }) as Promise<Result<T>>;
  });
  const { from, to } = rangeOf(asked, now);
  const searcher = makeEventSearcher(db, project.id, { blockEvents: BLOCK });
  const judged = async (at?: SearchPosition): Promise<JudgedTerms> =>
    need(await judge(project, { filters, from, to, traffic: asked.traffic }, { at, signal }));
  const first = await judged();
  const search: EventSearch = {
    ...{ from, to, text: asked.text, filters: first.filters },
    ...(first.judged && { among: first.judged.among }),
  };
  const at = first.judged?.at ?? (await searcher.count(search)).receipt;
  const ids: string[] = [];
  const page = await searcher.page(search, { limit: 5, at });
  ids.push(...page.events.map(({ id }) => id));
  return {
    async readOn(): Promise<string[]> {
      for (let before: EventPlace | undefined = page.end; before !== undefined;) {
        const again = await judged(at);
        expect(again.judged?.among.key).toBe(first.judged?.among.key);
        const next = await searcher.page(search, { limit: 9, at, before, patienceMs: -1 });
        ids.push(...next.events.map(({ id }) => id));
        before = next.end;
      }
      if (first.judged) expect(asks).toBe(1);
      return ids;
    },
    count: async () => (await searcher.count(search, { at })).total,
    async exported(): Promise<string[]> {
      const { blob } = need(
        await exportFile({
          ...{ db, projectId: project.id, format: "ndjson", from, to },
          ...{ filters: search.filters, among: search.among },
        }),
      );
      const lines = (await blob!.text()).split("\n").filter((line) => line !== "");
      return lines.map((line) => (JSON.parse(line) as { id: string }).id).toSorted();
    },
    /** As Explore counts: without hidden names. */
    async explored(): Promise<number> {
      const placed = need(await placeIn(db, project.id, filters));
      const question: AnyQuestion = {
        version: 1,
        measure: "events",
        window: { from, to },
        filters: [{ property: "$name", op: "is-not", value: ["$leave", "$drop"] }, ...placed],
        traffic: asked.traffic,
      };
      const plan = planQuestion(question, project, now);
      const { body } = need(
        await mirror.read((reading) => answerRaw(plan, reading), { needs: rawNeeds(plan) }),
      );
      return body.total ?? 0;
    },
  };
}

const flat = (filters: readonly FilterTerm[]): FilterTerm[] => {
  const terms = filters.filter(isFlat);
  return terms.length === 0 ? leavesIn(filters).slice(0, 1) : terms;
};

const rangeOf = ({ start, hours }: Case, now: number): { from: number; to: number } => {
  const from = now + start * HOUR_MS;
  return { from, to: from + hours * HOUR_MS };
};

/** Newest first; as a question counts them, or as the log is searched. */
function naiveIds(
  all: readonly LochanEvent[],
  asked: Case,
  { sessionIdleMs, allowedOrigins, timeZone }: Project,
  now: number,
  asQuestion = false,
): string[] {
  const events = withSessionFields(all, { sessionIdleMs, allowedOrigins });
  const { person, stay } = naiveStats(events, sessionIdleMs);
  const { from, to } = rangeOf(asked, now);
  const project = { traffic: asked.rules };
  const isCounted = (event: LochanEvent): boolean =>
    asked.traffic === "all" || !isLeftOut(event, project as Pick<Project, "traffic">);
  const counted = events.filter(isCounted);
  const known = { events: counted, person, stay, calendar: naiveCalendar(timeZone), passes };
  const keeps = (event: LochanEvent, terms: readonly FilterTerm[]): boolean =>
    terms.every((term) =>
      passesTerm(event, term, (leaf) => passesBehaviour(event, leaf, { from, to }, known)),
    );
  return events
    .filter(
      (event) =>
        event.timestamp >= from &&
        event.timestamp < to &&
        (!asQuestion || (!event.name.startsWith("$") && isCounted(event))) &&
        (asked.asSegment === "no"
          ? keeps(event, asked.filters)
          : keeps(event, flat(asked.filters)) === (asked.asSegment === "in")) &&
        (asked.text === "" ||
          holdsText(
            all.find(({ id }) => id === event.id)!,
            asked.text,
          )),
    )
    .toSorted((a, b) => b.timestamp - a.timestamp || (a.id < b.id ? 1 : -1))
    .map(({ id }) => id);
}

const holdsText = ({ name, distinctId, userId = "", properties }: LochanEvent, text: string): boolean =>
  [name, distinctId, userId, ...Object.values(properties).filter((value) => value !== null)]
    .map((value) => (typeof value === "string" ? value : JSON.stringify(value)))
    .some((each) => each.toLowerCase().includes(text));
