import { createMemo, type JSX } from "solid-js";
import type { VisitStatKind } from "../../model/dashboard.ts";
import { PAGE_VIEW } from "../../model/event.ts";
import type { AnyMeasure, AnyQuestion } from "../../model/question.ts";
import { STAT_WORDS } from "../boards/widget-words.ts";
import { ReceiptLine } from "../receipts/receipt-line.tsx";
import { createAnswer } from "../state/answer.ts";
import { createTrend } from "../state/create-trend.ts";
import { formatCount, formatFigure, formatPercent, formatSeconds } from "../state/format.ts";
import { useLive } from "../state/live.ts";
import { useProject } from "../state/projects-context.ts";
import { rangeLabel } from "../state/range-words.ts";
import { trafficOf } from "../state/url-state.ts";
import { useView } from "../state/view-context.ts";
import { StatCard } from "./stat-card.tsx";

interface VisitWords {
  measure: AnyMeasure;
  format: (value: number) => string;
  explanation: string;
  /** Less is better. */
  isInverse?: boolean;
}

const STATS: Record<VisitStatKind, VisitWords> = {
  visitors: {
    measure: "users",
    format: formatCount,
    explanation: "Users with a page view",
  },
  visits: {
    measure: "sessions",
    format: formatCount,
    explanation: "Sessions with a page view",
  },
  page_views: {
    measure: "events",
    format: formatCount,
    explanation: "Page views",
  },
  pages_per_visit: {
    measure: { count: "events", per: "session" },
    format: formatFigure,
    explanation: "Page views for each visit",
  },
  bounce_rate: {
    measure: { session: "bounce-rate" },
    format: formatPercent,
    explanation: "Share of visits with one page view and no other event, in the whole of their session",
    isInverse: true,
  },
  visit_duration: {
    measure: { session: "duration" },
    format: formatSeconds,
    explanation: "From the first event of a visit's session to its last, on average",
  },
};

/** A figure of visits over the page's range, and how it moved against the period before. */
export function VisitStat(props: { stat: VisitStatKind }): JSX.Element {
  const project = useProject();
  const view = useView();
  const live = useLive();
  const words = (): VisitWords => STATS[props.stat];
  const question = createMemo((): AnyQuestion => {
    const { window, filters, compare } = view.state();
    return {
      version: 1,
      measure: words().measure,
      window,
      name: PAGE_VIEW,
      ...(filters.length > 0 && { filters: [...filters] }),
      ...trafficOf(view.state()),
      ...(compare && { compare: "previous" as const }),
    };
  });
  const asked = createAnswer<AnyQuestion>(question);
  const moved = createTrend(question, asked.answer);
  const trend = () => {
    const found = live.counting() ? undefined : moved();
    return found && { ...found, format: words().format, isInverse: words().isInverse === true };
  };
  const spark = (): number[] | undefined => {
    const values = asked.answer()?.series?.flatMap(([, value]) => value ?? []);
    return values !== undefined && values.length > 1 ? values : undefined;
  };
  return (
    <StatCard
      title={STAT_WORDS[props.stat]}
      tag={view.state().filters.length > 0 ? "filtered" : ""}
      explanation={`${words().explanation}. ${rangeLabel(view.state().window, project().timeZone)}`}
      value={asked.answer()?.total ?? undefined}
      words={asked.answer() && told(asked.answer()?.total, words().format)}
      trend={trend()}
      spark={spark()}
      sparkFilling={asked.answer()?.incompleteFrom !== undefined}
      receipt={<ReceiptLine told={asked.told()} short />}
      stale={asked.stale()}
      failure={asked.failure()}
    />
  );
}

const told = (total: number | null | undefined, format: (value: number) => string): string =>
  typeof total === "number" ? format(total) : "–";
