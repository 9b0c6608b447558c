import { createMemo, createSignal, type Accessor } from "solid-js";
import type { Display, Exploration } from "../../model/exploration.ts";
import type { SeriesLetter } from "../../model/formula.ts";
import type { AnyAnswer } from "../../model/question.ts";
import { zoneOfProject } from "../../model/time-zone.ts";
import { drawPlot, inkOf, type LegendKey } from "../charts/draw-picture.ts";
import type { DrawnLine } from "../charts/lines-look.ts";
import { useProject } from "../state/projects-context.ts";
import { rangeLabel } from "../state/range-words.ts";
import { withNames } from "../state/known-segments.ts";
import { useSegments, useTermWords } from "../state/segments.ts";
import { shownWords } from "../state/shown-words.ts";
import { createCompared } from "../state/create-compared.ts";
import { againstWords } from "../state/so-far.ts";
import { useView } from "../state/view-context.ts";
import { colorLines, linesToDraw, type ColoredLine } from "./colored-lines.ts";
import { createSeriesAnswers, type AskedSeries, type Explored } from "./explore-answers.ts";
import { heatToCsv, linesToCsv, totalsToCsv } from "./explore-csv.ts";
import { explorationTitle } from "./exploration-words.ts";
import { toHeatMaps, type HeatMap } from "./heat.ts";
import { isNothing } from "./is-nothing.ts";
import { toLines, type Lines, type PartAnswers } from "./lines.ts";

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
  /** The range is running: only what is over of it is compared. */
  isPart: Accessor<boolean>;
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
  const compared = createCompared(() => {
    const { window, compare, display } = exploration();
    return compare === "none" || display === "heat" ? undefined : { window, compare };
  });
  const asked = createSeriesAnswers(explored, compared);
  const answers = createMemo((): ReadonlyMap<SeriesLetter, AnyAnswer> => {
    const found = new Map<SeriesLetter, AnyAnswer>();
    for (const each of asked()) {
      const answer = each.asked.answer();
      if (answer !== undefined) found.set(each.letter, answer);
    }
    return found;
  });
  const parts = createMemo((): ReadonlyMap<SeriesLetter, PartAnswers> | undefined => {
    if (compared() === "whole" || compared() === undefined) return undefined;
    const found = new Map<SeriesLetter, PartAnswers>();
    for (const { letter, asked: whole, parts: own } of asked()) {
      const [current, previous] = [own.current.answer(), own.previous.answer()];
      // Of another question than the figure beside it.
      if (whole.stale() || own.current.stale() || own.previous.stale()) continue;
      if (current !== undefined && previous !== undefined) found.set(letter, { current, previous });
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
  const told = createMemo(() => toLines(named(), answers(), granularity(), zone(), parts()));
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
      const how = compared();
      if (compare === "none" || how === undefined || how === "nothing") return undefined;
      return againstWords(window, compare, how, project().timeZone);
    },
    isPart: () => typeof compared() === "object",
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
      return display === "number"
        ? totalsToCsv(lines(), typeof compared() === "object")
        : linesToCsv(told(), lines());
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
