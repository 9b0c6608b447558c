import { success, type Result } from "../model/failure.ts";
import type { Project } from "../model/project.ts";
import type { Answer, AnswerGroup, Question } from "../model/question.ts";
import type {
  GroupsAnswer,
  GroupsRequest,
  PropertyAnswer,
  Series,
  StatsAnswer,
  StatsReader,
  StatsRequest,
} from "../rollup/stats-reader.ts";
import { isByTracked, type Plan, type Span } from "../model/plan.ts";

type CountingPlan = Plan<Question>;

export interface StatsBody {
  body: Omit<Answer, "receipt" | "incompleteFrom">;
  /** Its parts are not all of the position that is told, the oldest of theirs. */
  isTorn: boolean;
  scanned: number;
  generation: number;
  sequence: number;
}

const MOST_TRIES = 3;

/**
 * Answers a plan whose source is hourly or daily from the rollups. Undefined where they do not tell
 * the values of the property broken down by: the answer is then raw. Read up to three times where something
 * is folded between its parts.
 */
export async function answerStats(
  plan: CountingPlan,
  project: Project,
  stats: StatsReader,
): Promise<Result<StatsBody | undefined>> {
  for (let tries = 1; ; tries++) {
    const found = await readOnce(plan, project, stats);
    if (found.ok && found.value?.isTorn === true && tries < MOST_TRIES) continue;
    return found;
  }
}

async function readOnce(
  plan: CountingPlan,
  project: Project,
  stats: StatsReader,
): Promise<Result<StatsBody | undefined>> {
  const { question, window, previous } = plan;
  const seen = { scanned: 0, generation: 0, sequence: Infinity, isTorn: false };
  const note = (answer: StatsAnswer | GroupsAnswer | PropertyAnswer) => {
    seen.scanned += answer.scanned;
    const isFirst = seen.sequence === Infinity;
    seen.isTorn ||= !isFirst && (seen.sequence !== answer.sequence || seen.generation !== answer.generation);
    seen.generation = answer.generation;
    seen.sequence = Math.min(seen.sequence, answer.sequence);
  };
  const read = async (
    span: Span,
    series: Series,
    granularity: Plan["series"],
  ): Promise<Result<StatsAnswer>> => {
    const request: StatsRequest = {
      source: plan.source === "hourly" ? "hourly" : "daily",
      from: span.from,
      to: span.to,
      measure: question.measure,
      series,
      ...(granularity !== undefined && granularity !== "minute" && { granularity }),
    };
    const answer = await stats.stats(project, request);
    if (answer.ok) note(answer.value);
    return answer;
  };

  const overall = seriesOf(question);
  const current = await read(window, overall, plan.series);
  if (!current.ok) return current;
  const body: StatsBody["body"] = { total: current.value.total };
  if (plan.series) body.series = current.value.points;
  if (previous) {
    const before = await read(previous, overall, plan.series);
    if (!before.ok) return before;
    body.previous = before.value.total;
    if (plan.series) body.previousSeries = before.value.points;
  }
  if (isByTracked(question, project)) {
    const grouped = await readProperty(plan, project, stats);
    if (!grouped.ok || grouped.value === undefined) return grouped as Result<undefined>;
    note(grouped.value);
    body.other = grouped.value.other;
    body.groups = grouped.value.groups;
  } else if (question.breakdown !== undefined) {
    const grouped = await readGroups(plan, project, stats);
    if (!grouped.ok) return grouped;
    note(grouped.value);
    body.other = grouped.value.other;
    body.groups = [];
    for (const { key, value } of grouped.value.groups) {
      const series: Series =
        question.breakdown === "$type"
          ? { type: key }
          : { name: key, ...(question.type !== undefined && { type: question.type }) };
      const group: AnswerGroup = { key, value };
      if (plan.groupSeries) {
        const own = await read(window, series, plan.series);
        if (!own.ok) return own;
        group.series = own.value.points;
      }
      if (previous) {
        const before = await read(previous, series, undefined);
        if (!before.ok) return before;
        group.previous = before.value.total;
      }
      body.groups.push(group);
    }
  }
  return success({ body, ...seen });
}

function seriesOf({ name, type }: Question): Series {
  if (name !== undefined) return { name, ...(type !== undefined && { type }) };
  return type === undefined ? "overall" : { type };
}

function readProperty(
  { question, source, window, previous, limit }: CountingPlan,
  project: Project,
  stats: StatsReader,
): Promise<Result<PropertyAnswer | undefined>> {
  return stats.byProperty(project, {
    source: source === "hourly" ? "hourly" : "daily",
    from: window.from,
    to: window.to,
    ...(previous && { previous }),
    measure: question.measure,
    property: question.breakdown ?? "",
    onlyPageViews: question.name !== undefined,
    limit,
  });
}

function readGroups(plan: CountingPlan, project: Project, stats: StatsReader): Promise<Result<GroupsAnswer>> {
  const { question, window, limit } = plan;
  const request: GroupsRequest = {
    source: plan.source === "hourly" ? "hourly" : "daily",
    from: window.from,
    to: window.to,
    measure: question.measure,
    limit,
  };
  return question.breakdown === "$type"
    ? stats.byType(project, request)
    : stats.byName(project, { ...request, ...(question.type !== undefined && { type: question.type }) });
}
