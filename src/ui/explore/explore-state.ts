import { useNavigate, useSearchParams } from "@solidjs/router";
import { createMemo, createSignal, type Accessor } from "solid-js";
import {
  EXPLORATION_LIMITS,
  freeLetter,
  parseSheet,
  sheetToText,
  type Exploration,
  type ExplorationSeries,
  type Sheet,
} from "../../model/exploration.ts";
import type { SeriesLetter } from "../../model/formula.ts";
import type { Granularity } from "../../model/question.ts";
import { zoneOfProject } from "../../model/time-zone.ts";
import { resolveWindow } from "../../model/windows.ts";
import { goneWords, withoutUnknown } from "../state/known-segments.ts";
import { useProject } from "../state/projects-context.ts";
import { useSegments } from "../state/segments.ts";
import { granularitiesFor } from "../state/range-words.ts";
import { useView } from "../state/view-context.ts";
import { explorationHref } from "./exploration-href.ts";

/** The exploration the address says, and what changes it. The address is the only place it is in. */
export interface Explore {
  exploration: Accessor<Exploration>;
  /** Of the buckets that are asked for. */
  granularity: Accessor<Granularity>;
  /** What of the link was not understood, in words, until dismissed. */
  notices: Accessor<readonly string[]>;
  dismissNotices(): void;
  change(patch: Partial<Omit<Sheet, "breakdown">> & { breakdown?: Sheet["breakdown"] | undefined }): void;
  changeSeries(letter: SeriesLetter, next: ExplorationSeries): void;
  /** The letter of the one that is new; undefined where there is no room. */
  addSeries(like?: ExplorationSeries): SeriesLetter | undefined;
  removeSeries(letter: SeriesLetter): void;
  /** By places, up where negative. */
  moveSeries(letter: SeriesLetter, by: number): void;
  /** Shows another exploration. */
  open(exploration: Exploration): void;
}

/** Of its buckets: the one that is wanted where it suits the window. */
export function explorationGranularity(
  { display, window, granularity }: Exploration,
  suiting: { granularity: Granularity },
): Granularity {
  if (display === "heat") return "hour";
  return granularity !== undefined && granularitiesFor(window).includes(granularity)
    ? granularity
    : suiting.granularity;
}

export function createExplore(): Explore {
  const view = useView();
  const project = useProject();
  const segments = useSegments();
  const [params, setParams] = useSearchParams();
  const navigate = useNavigate();
  const parsed = createMemo(
    () => {
      const given = params["q"];
      const { sheet, notices } = parseSheet(Array.isArray(given) ? given[0] : given);
      const known = segments.all();
      if (known === undefined) return { sheet, notices };
      let missing = 0;
      const series = sheet.series.map((each) => {
        const { terms, gone } = withoutUnknown(each.filters, known);
        missing += gone;
        return gone === 0 ? each : { ...each, filters: terms };
      });
      return missing === 0
        ? { sheet, notices }
        : { sheet: { ...sheet, series }, notices: [...notices, goneWords(missing)] };
    },
    undefined,
    { equals: (a, b) => JSON.stringify(a) === JSON.stringify(b) },
  );
  const [dismissed, setDismissed] = createSignal("");
  const exploration = createMemo((): Exploration => {
    const { window, filters, granularity, allTraffic } = view.state();
    return {
      version: 1,
      ...parsed().sheet,
      ...{ window, filters, allTraffic },
      ...(granularity && { granularity }),
    };
  });
  const granularity = createMemo((): Granularity =>
    explorationGranularity(
      exploration(),
      resolveWindow(exploration().window, Date.now(), zoneOfProject(project())),
    ),
  );

  const change: Explore["change"] = (patch) => {
    const { breakdown, ...rest } = { ...parsed().sheet, ...patch };
    setParams({ q: sheetToText({ ...rest, ...(breakdown && { breakdown }) }) });
  };
  return {
    exploration,
    granularity,
    notices: () => (parsed().notices.join() === dismissed() ? [] : parsed().notices),
    dismissNotices: () => setDismissed(parsed().notices.join()),
    change,
    changeSeries: (letter, next) =>
      change({ series: exploration().series.map((each) => (each.letter === letter ? next : each)) }),
    addSeries(like) {
      const { series } = exploration();
      const letter = freeLetter(series);
      if (letter === undefined) return undefined;
      const { label: _, ...rest } = like ?? { measure: "events" as const, filters: [] };
      const fresh: ExplorationSeries = { ...rest, letter };
      const at = like === undefined ? series.length : series.indexOf(like) + 1;
      change({ series: series.toSpliced(at, 0, fresh) });
      return letter;
    },
    removeSeries: (letter) =>
      change({ series: exploration().series.filter((each) => each.letter !== letter) }),
    moveSeries(letter, by) {
      const { series } = exploration();
      const at = series.findIndex((each) => each.letter === letter);
      const moved = series[at];
      const to = at + by;
      if (moved === undefined || to < 0 || to >= Math.min(series.length, EXPLORATION_LIMITS.series)) return;
      change({ series: series.toSpliced(at, 1).toSpliced(to, 0, moved) });
    },
    open(next) {
      const given = params["project"];
      navigate(explorationHref(Array.isArray(given) ? given[0] : given, next, view.state()));
    },
  };
}
