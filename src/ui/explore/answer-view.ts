import { createMemo, createSignal, type Accessor } from "solid-js";
import type { Display, Exploration } from "../../model/exploration.ts";
import type { SeriesLetter } from "../../model/formula.ts";
import type { AnyAnswer } from "../../model/question.ts";
import { soFar } from "../../model/same-hours.ts";
import { zoneOfProject } from "../../model/time-zone.ts";
import { drawPlot, inkOf, type LegendKey } from "../charts/draw-picture.ts";
import type { DrawnLine } from "../charts/lines-look.ts";
import { useProject } from "../state/projects-context.ts";
import { previousLabel, rangeLabel } from "../state/range-words.ts";
import { withNames } from "../state/known-segments.ts";
import { useSegments, useTermWords } from "../state/segments.ts";
import { shownWords } from "../state/shown-words.ts";
import { useView } from "../state/view-context.ts";
import { colorLines, linesToDraw, type ColoredLine } from "./colored-lines.ts";
import { createSeriesAnswers, type AskedSeries, type Explored } from "./explore-answers.ts";
import { heatToCsv, linesToCsv, totalsToCsv } from "./explore-csv.ts";
import { explorationTitle } from "./exploration-words.ts";
import { toHeatMaps, type HeatMap } from "./heat.ts";
import { isNothing } from "./is-nothing.ts";
import { toLines, type Lines } from "./lines.ts";

const CHARTS: readonly Display[] = ["line", "area", "bar", "stacked"];

/** What the answers to an exploration come to: to be seen, and to be taken along. */
export interface AnswerView extends Explored {
  asked: Accessor<readonly AskedSeries[]>;
  told: Accessor<Lines>;
  lines: Accessor<readonly ColoredLine[]>;
  /** Of a chart. */
  drawn: Accessor<readonly DrawnLine[]>;
  inLegend: Accessor<readonly (ColoredLine & { right: boolean })[]>;
  hidden: Accessor<ReadonlySet<string>>;
  hide(ids: ReadonlySet<string>): void;
  maps: Accessor<readonly HeatMap[]>;
  /** What is compared with, in words; undefined for nothing. */
  against: Accessor<string | undefined>;
  failed: Accessor<AskedSeries["asked"] | undefined>;
  /** The first series that has no answer yet. */
  waiting: Accessor<AskedSeries | undefined>;
  stale: Accessor<boolean>;
  isEmpty: Accessor<boolean>;
  isChart: Accessor<boolean>;
  /** There is something to see, and it is of what is asked now. */
  isThere: Accessor<boolean>;
  title: Accessor<string>;
  /** With the range. */
  caption: Accessor<string>;
  csv(): string;
  picture(plot: HTMLCanvasElement | null | undefined): HTMLCanvasElement | undefined;
}

export function createAnswerView(explored: Explored & { title?: Accessor<string | undefined> }): AnswerView {
  const { exploration, granularity } = explored;
  const view = useView();
  const project = useProject();
  const zone = () => zoneOfProject(project());
  const asked = createSeriesAnswers(explored);
  const answers = createMemo((): ReadonlyMap<SeriesLetter, AnyAnswer> => {
    const found = new Map<SeriesLetter, AnyAnswer>();
    for (const each of asked()) {
      const answer = each.asked.answer();
      if (answer !== undefined) found.set(each.letter, answer);
    }
    return found;
  });
  const known = useTermWords();
  const segments = useSegments();
  /** With the names of its segments. */
  const named = createMemo((): Exploration => {
    const { series, ...rest } = exploration();
    const all = segments.all() ?? [];
    return { ...rest, series: series.map((each) => ({ ...each, filters: withNames(each.filters, all) })) };
  });
  const told = createMemo(() => toLines(named(), answers(), granularity(), zone()));
  const [hidden, setHidden] = createSignal<ReadonlySet<string>>(new Set<string>());
  const lines = createMemo(() => colorLines(told().lines));
  const drawn = createMemo(() => linesToDraw(lines(), exploration().display, hidden()));
  const inLegend = createMemo(() => {
    const rights = new Set(drawn().flatMap(({ id, right }) => (right ? [id] : [])));
    return lines()
      .filter(
        ({ kind, values }) =>
          !(exploration().display === "stacked" && kind === "formula") &&
          values.some((value) => value !== undefined),
      )
      .map((line) => ({ ...line, right: rights.has(line.id) }));
  });
  const maps = createMemo(() =>
    exploration().display === "heat" ? toHeatMaps(named(), answers(), zone()) : [],
  );
  const failed = createMemo(() => asked().find((each) => each.asked.failure() !== undefined)?.asked);
  const stale = (): boolean => asked().some((each) => each.asked.stale());
  const waiting = (): AskedSeries | undefined => asked().find(({ letter }) => !answers().has(letter));
  const isEmpty = (): boolean => isNothing(exploration(), answers());
  const title = (): string => explored.title?.() ?? explorationTitle(exploration(), known());
  return {
    exploration,
    granularity,
    asked,
    told,
    lines,
    drawn,
    inLegend,
    hidden,
    hide: setHidden,
    maps,
    against() {
      const { compare, window } = exploration();
      if (compare === "none") return undefined;
      const isRunning = soFar(zone(), window, Date.now()) !== undefined;
      const before = compare === "year" ? "a year before" : previousLabel(window);
      return `${before}${isRunning ? ", as a whole; this range still runs" : ""}`;
    },
    failed,
    waiting,
    stale,
    isEmpty,
    isChart: () => CHARTS.includes(exploration().display),
    isThere: () => failed() === undefined && waiting() === undefined && !stale() && !isEmpty(),
    title,
    caption: () => `${title()}, ${rangeLabel(exploration().window, project().timeZone)}`,
    csv() {
      const { display } = exploration();
      if (display === "heat") return heatToCsv(maps());
      return display === "number" ? totalsToCsv(lines()) : linesToCsv(told(), lines());
    },
    picture(plot) {
      if (plot === null || plot === undefined) return undefined;
      const legend = drawn().map(({ words, color, dashed }): LegendKey => ({
        words,
        color: inkOf(plot, color),
        ...(dashed && { dash: [6, 3] }),
      }));
      const about = [project().name, ...shownWords(view.state(), known())].join(" · ");
      return drawPlot(plot, { title: title(), about }, legend);
    },
  };
}
