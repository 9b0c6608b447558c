import type { LogPosition } from "../log/match-extent.ts";
import type { SeenValues } from "../log/seen-values.ts";
import type { Mirror } from "../mirror/mirror.ts";
import { QUESTION_LIMIT_MS, withinLimit } from "../mirror/time-limit.ts";
import type { Checkpoint } from "../model/batch.ts";
import { fail, success, type Result } from "../model/failure.ts";
import { segmentsIn } from "../model/filter-terms.ts";
import { unplacedIn } from "../model/segment.ts";
import type { Project } from "../model/project.ts";
import {
  isCounting,
  type AnyAnswer,
  type AnyQuestion,
  type FilterTerm,
  type Receipt,
} from "../model/question.ts";
import type { StatsReader } from "../rollup/stats-reader.ts";
import { answerRaw, emptyBody, rawNeeds, type AnswerBody } from "./answer-raw.ts";
import { answerStats } from "./answer-stats.ts";
import { planQuestion, type Plan } from "../model/plan.ts";
import type { ActiveRule } from "../model/traffic.ts";

/** The part of the realtime counters' view that answers questions. */
interface Counted {
  windowStart: number;
  windowEnd: number;
  events5m: { value: number; previous: number };
  activeUsers5m: { value: number; previous: number };
}

export interface CountersSource {
  view(now: number): Counted;
  /** Without what the project's traffic rules leave out. */
  real(now: number): Counted;
}

export interface AskInput {
  project: Project;
  question: AnyQuestion;
  /** Epoch milliseconds; the window's end for named windows. */
  now: number;
  stats: StatsReader;
  /** Without it, questions for the counters go to the mirror. */
  ring?: CountersSource | undefined;
  /** What the ring has taken in, for the receipt. */
  ringCheckpoint?: Checkpoint | undefined;
  /** Without it, rollups answer nothing that traffic rules may have a say in. */
  seen?: SeenValues | undefined;
  /** Without it, questions that only the mirror can answer fail with `engine-unavailable`. */
  mirror?: Mirror | undefined;
  /** Asked in that case, also where rollups turn out not to tell the answer. */
  elsewhere?: (() => Promise<Result<AnyAnswer>>) | undefined;
  signal?: AbortSignal | undefined;
  /** What the mirror may take; default 30 s. */
  timeoutMs?: number | undefined;
}

/**
 * Plans a question and answers it, with the receipt. A raw question waits until the mirror is
 * loaded. Fails with `invalid-question` where it is compared with a time that it runs into, `query-cancelled`, `query-timeout`, `query-failed`, `engine-unavailable`, or as
 * the stats reader does.
 */
export async function askQuestion(input: AskInput): Promise<Result<AnyAnswer>> {
  const started = performance.now();
  if (input.signal?.aborted) return fail({ kind: "query-cancelled", message: "The question was cancelled." });
  const filters = input.question.filters ?? [];
  const unplaced = unplacedIn(filters);
  if (unplaced !== undefined) throw new Error(`Segment ${unplaced.segment} was not put in place.`);
  const planned = planQuestion(input.question, input.project, input.now);
  if (planned.previous && planned.previous.to > planned.window.from)
    return fail({
      kind: "invalid-question",
      message:
        "The question was not understood: the window is longer than a year, and so runs into the year before.",
      path: "compare",
    });
  const plan: Plan = planned.source === "counters" && !input.ring ? { ...planned, source: "raw" } : planned;
  const told = await answerWithoutMirror(plan, input);
  if (!told.ok) return told;
  if (told.value === undefined && input.mirror === undefined && input.elsewhere) return input.elsewhere();
  const found = told.value === undefined ? await answerFromMirror(plan, input) : success(told.value);
  if (!found.ok) return found;
  const { body, source, leftOut, ...position } = found.value;
  const receipt: Receipt = {
    source,
    ...position,
    ...(plan.traffic?.count === "real" && {
      leftOut: { rules: plan.traffic.rules.map(({ name }) => name), events: leftOut },
    }),
    ms: performance.now() - started,
    from: plan.window.from,
    to: plan.window.to,
    timeZone: input.project.timeZone,
    ...segmentsOf(filters),
    ...(plan.series === "week" && { weekStart: plan.zone.weeksFrom }),
  };
  const { incompleteFrom } = plan;
  return success({ ...body, ...(incompleteFrom !== undefined && { incompleteFrom }), receipt });
}

function segmentsOf(filters: readonly FilterTerm[]): Pick<Receipt, "segments"> {
  const byId = new Map(
    segmentsIn(filters).flatMap(({ segment: id, placed }) =>
      placed ? [[id, { id, ...placed }] as const] : [],
    ),
  );
  return byId.size > 0 ? { segments: [...byId.values()] } : {};
}

type Found = { body: AnswerBody; leftOut: number } & Pick<
  Receipt,
  "source" | "generation" | "sequence" | "scanned" | "sql"
>;

/** Undefined where only the mirror can answer. */
async function answerWithoutMirror(plan: Plan, input: AskInput): Promise<Result<Found | undefined>> {
  const { question, traffic } = plan;
  if (plan.source === "raw" || !isCounting(question)) return success(undefined);
  if (plan.source === "counters" && input.ring)
    return success(answerCounters(plan, input.ring, input.ringCheckpoint, input.now));
  const found = await answerStats({ ...plan, question }, input.project, input.stats);
  if (!found.ok || found.value === undefined) return found as Result<undefined>;
  const { body, isTorn, ...at } = found.value;
  // What was folded after the oldest part may be what the rules leave out.
  const rules = traffic?.rules ?? [];
  if (rules.length > 0 && (isTorn || (await mayMatch(rules, at, plan, input)))) return success(undefined);
  const counted = traffic?.count === "left-out" ? emptyBody(plan) : body;
  const { scanned, generation, sequence } = at;
  return success({ source: plan.source, body: counted, leftOut: 0, scanned, generation, sequence });
}

/** False only where no event that the rollups hold there is left out. */
const mayMatch = async (
  rules: readonly ActiveRule[],
  at: LogPosition,
  { window, previous }: Plan,
  { seen }: AskInput,
): Promise<boolean> =>
  seen === undefined || seen.mayMatch(rules, at, previous ? [window, previous] : [window]);

async function answerFromMirror(
  plan: Plan,
  { mirror, signal, timeoutMs = QUESTION_LIMIT_MS }: AskInput,
): Promise<Result<Found>> {
  if (!mirror)
    return fail({
      kind: "engine-unavailable",
      message: "This question needs the query engine, which is not running here.",
    });
  return withinLimit(timeoutMs, signal, (both) =>
    mirror.read(
      async (reading) => {
        return {
          source: "raw" as const,
          ...(await answerRaw(plan, reading)),
          generation: reading.checkpoint.generation,
          sequence: reading.checkpoint.sequence,
        };
      },
      { signal: both, needs: rawNeeds(plan) },
    ),
  );
}

const COUNTED_SECONDS = 300;

function answerCounters(
  { question, previous, traffic }: Plan,
  ring: CountersSource,
  checkpoint: Checkpoint | undefined,
  now: number,
): Found {
  const all = ring.view(now);
  const view = traffic === undefined ? all : ring.real(now);
  const counter = question.measure === "users" ? view.activeUsers5m : view.events5m;
  return {
    source: "counters",
    body: { total: counter.value, ...(previous && { previous: counter.previous }) },
    leftOut: all.events5m.value - view.events5m.value,
    generation: checkpoint?.generation ?? 0,
    sequence: checkpoint?.sequence ?? 0,
    scanned: COUNTED_SECONDS,
  };
}
