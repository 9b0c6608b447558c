import {
  evaluateFormula,
  lettersOf,
  parseFormula,
  SERIES_LETTERS,
  type SeriesLetter,
} from "../../model/formula.ts";
import type { Exploration, ExplorationFormula, ExplorationSeries, Shown } from "../../model/exploration.ts";
import type { AnyAnswer, AnyMeasure, FilterScalar, Granularity, PairKey } from "../../model/question.ts";
import type { SameSpans } from "../../model/same-hours.ts";
import { cumulate, rollingMean, type Value } from "../../model/series-values.ts";
import type { Zone } from "../../model/time-zone.ts";
import { pairPrevious } from "../charts/pair-previous.ts";
import { missingLabel, valueText } from "../state/filter-words.ts";
import { PART_GROUPS } from "../state/so-far.ts";
import { seriesWords } from "./series-words.ts";

/** What is shown of a series, of a value of its breakdown, or of a formula. */
export interface Line {
  /** Stays the same while the exploration does. */
  id: string;
  words: string;
  /** From 0. */
  colorIndex: number;
  kind: "series" | "group" | "other" | "formula";
  /** Of the series it is of. */
  letter?: SeriesLetter;
  /** The value of the breakdown it is of. */
  key?: FilterScalar | PairKey;
  /** By bucket. */
  values: readonly Value[];
  previous?: readonly Value[];
  /** Over the whole window: not the sum of its buckets, where users are counted. */
  total: Value;
  /** How it compares. */
  moved?: Moved;
}

/**
 * What is compared, over the whole window and the one before. Of a window that runs what is over of it alone, and as much of the
 * one before: `now` is not the total then.
 */
export interface Moved {
  now: Value;
  before: Value;
}

/** The answers to what is over of a window that runs, and to as much of the one before. */
export type PartAnswers = Record<keyof SameSpans, AnyAnswer>;

export interface Lines {
  times: readonly number[];
  /** The first bucket that is not over; as many as there are where all are. */
  filling: number;
  lines: readonly Line[];
  /** Formulas that could not be worked out, by their place, in words. */
  wrong: ReadonlyMap<number, string>;
}

/** Different lines in the colours before they begin again. */
export const COLORS = 8;

interface Told {
  total: Value;
  moved?: Moved;
  values: readonly Value[];
  previous?: readonly Value[];
}

const keyOf = (key: FilterScalar | PairKey): string => JSON.stringify(key);

/**
 * What answers to the series of an exploration make to see. Series without an answer yet are left out. `parts`: of a window that
 * runs, by series; left out, windows are compared as wholes.
 */
export function toLines(
  exploration: Exploration,
  answers: ReadonlyMap<SeriesLetter, AnyAnswer>,
  granularity: Granularity,
  zone: Zone,
  parts?: ReadonlyMap<SeriesLetter, PartAnswers>,
): Lines {
  const { series, formulas, shown, breakdown } = exploration;
  const asked = series.filter(({ letter }) => answers.has(letter));
  const first = asked[0] && answers.get(asked[0].letter);
  const times = (first?.series ?? []).map(([time]) => time);
  const from = first?.incompleteFrom ?? Infinity;
  const at = times.findIndex((time) => time >= from);
  const tell = (letter: SeriesLetter): Told | undefined => {
    const answer = answers.get(letter);
    if (answer === undefined) return undefined;
    const part = parts?.get(letter);
    const moved =
      parts === undefined
        ? answer.previous !== undefined && { now: told(answer.total), before: told(answer.previous) }
        : part && { now: told(part.current.total), before: told(part.previous.total) };
    return { ...tellWhole(answer, { times, shown, granularity, zone }), ...(moved && { moved }) };
  };
  const lines: Line[] = [];
  const wrong = new Map<number, string>();
  const words = new Map(series.map((each) => [each.letter, seriesWords(each, { timeZone: zone.name })]));
  if (breakdown === undefined) {
    for (const each of asked) {
      const { letter } = each;
      lines.push({
        ...{ id: letter, kind: "series", letter, words: words.get(letter) ?? letter },
        colorIndex: SERIES_LETTERS.indexOf(letter),
        ...tell(letter)!,
      });
    }
    for (const [place, formula] of formulas.entries()) {
      const worked = workOut(formula, series, tell);
      if (typeof worked === "string") wrong.set(place, worked);
      else if (worked !== undefined) lines.push(formulaLine(formula, place, worked));
    }
  } else {
    const groupLines = toGroupLines({ exploration, asked, answers, times, words, wrong, parts });
    lines.push(...groupLines);
  }
  return { times, filling: at === -1 ? times.length : at, lines, wrong };
}

const formulaLine = (
  formula: ExplorationFormula,
  place: number,
  told: Told,
  group?: { key: FilterScalar | PairKey; words: string },
): Line => ({
  id: `formula ${place}${group === undefined ? "" : ` ${keyOf(group.key)}`}`,
  kind: "formula",
  words: `${formula.label ?? formula.text}${group === undefined ? "" : ` · ${group.words}`}`,
  colorIndex: COLORS - 1 - place,
  ...(group && { key: group.key }),
  ...told,
});

const shownValues = (values: readonly Value[], shown: Shown): readonly Value[] =>
  shown === "counted"
    ? values
    : shown === "cumulative"
      ? cumulate(values)
      : rollingMean(values, shown.rolling);

/** A value that nothing made is a gap. */
const told = (value: number | null | undefined): Value => value ?? undefined;

function tellWhole(
  answer: AnyAnswer,
  {
    times,
    shown,
    granularity,
    zone,
  }: { times: readonly number[]; shown: Shown; granularity: Granularity; zone: Zone },
): Told {
  const before = answer.previousSeries && pairPrevious(answer, granularity, zone);
  const beforeByTime = new Map((answer.series ?? []).map(([time], at) => [time, before?.[at]]));
  return {
    total: told(answer.total),
    values: shownValues(atTimes(answer.series, times), shown),
    ...(before && {
      previous: shownValues(
        times.map((time) => told(beforeByTime.get(time))),
        shown,
      ),
    }),
  };
}

/** Windows slide, and not in the moment of each answer. */
function atTimes(series: AnyAnswer["series"], times: readonly number[]): Value[] {
  const byTime = new Map(series);
  return times.map((time) => told(byTime.get(time)));
}

/** In words where it cannot be; undefined where an answer it needs is not there yet. */
function workOut(
  { text }: ExplorationFormula,
  series: readonly ExplorationSeries[],
  tell: (letter: SeriesLetter) => Told | undefined,
): Told | string | undefined {
  const parsed = parseFormula(text);
  if (!parsed.ok) return parsed.failure.message;
  const formula = parsed.value;
  const letters = lettersOf(formula);
  const missing = letters.filter((letter) => series.every((each) => each.letter !== letter));
  if (missing.length > 0) return `There is no series ${missing.join(" or ")}.`;
  if (letters.length === 0) return "It names no series.";
  const parts = new Map<SeriesLetter, Told>();
  for (const letter of letters) {
    const part = tell(letter);
    if (part === undefined) return undefined;
    parts.set(letter, part);
  }
  const evaluate = (pick: (part: Told) => Value): Value =>
    evaluateFormula(formula, (letter) => {
      const part = parts.get(letter);
      return part && pick(part);
    });
  const [some] = parts.values();
  const isCompared = [...parts.values()].every(({ moved }) => moved !== undefined);
  const hasPrevious = [...parts.values()].every(({ previous }) => previous !== undefined);
  return {
    total: evaluate(({ total }) => total),
    values: (some?.values ?? []).map((_, at) => evaluate(({ values }) => values[at])),
    ...(isCompared && {
      moved: {
        now: evaluate(({ moved }) => moved?.now),
        before: evaluate(({ moved }) => moved?.before),
      },
    }),
    ...(hasPrevious && {
      previous: (some?.values ?? []).map((_, at) => evaluate(({ previous }) => previous?.[at])),
    }),
  };
}

type AnswerGroup = NonNullable<AnyAnswer["groups"]>[number];

/** Whether nothing makes 0, and not a gap. */
const isZeroOfNothing = (measure: AnyMeasure): boolean =>
  typeof measure === "string" || ("fold" in measure && measure.fold === "sum" && measure.per === undefined);

/** Of a value that need not be among those listed: not known where more are than were asked for. */
function groupValue({ groups = [] }: AnyAnswer, key: string, measure: AnyMeasure): Value {
  const found = groups.find((each) => keyOf(each.key) === key);
  if (found !== undefined) return told(found.value);
  return groups.length < PART_GROUPS && isZeroOfNothing(measure) ? 0 : undefined;
}

function toGroupLines(given: {
  exploration: Exploration;
  asked: readonly ExplorationSeries[];
  answers: ReadonlyMap<SeriesLetter, AnyAnswer>;
  times: readonly number[];
  words: ReadonlyMap<SeriesLetter, string>;
  wrong: Map<number, string>;
  parts: ReadonlyMap<SeriesLetter, PartAnswers> | undefined;
}): Line[] {
  const { exploration, asked, answers, times, words, wrong, parts } = given;
  const { series, formulas, shown, breakdown } = exploration;
  const properties = [breakdown?.property ?? "", breakdown?.and ?? ""];
  const groupWords = (key: FilterScalar | PairKey): string =>
    [key]
      .flat()
      .map((one, at) => {
        const property = properties[at] ?? "";
        return one === null ? missingLabel(property) : valueText(property, one);
      })
      .join(" · ");
  const movedOf = (letter: SeriesLetter, group: AnswerGroup): Moved | undefined => {
    if (parts === undefined)
      return group.previous === undefined
        ? undefined
        : { now: told(group.value), before: told(group.previous) };
    const part = parts.get(letter);
    const measure = series.find((each) => each.letter === letter)?.measure;
    if (part === undefined || measure === undefined) return undefined;
    const within = (answer: AnyAnswer): Value => groupValue(answer, keyOf(group.key), measure);
    return { now: within(part.current), before: within(part.previous) };
  };
  const tellGroup = (letter: SeriesLetter, group: AnswerGroup): Told => {
    const moved = movedOf(letter, group);
    return {
      total: told(group.value),
      values: shownValues(atTimes(group.series, times), shown),
      ...(moved && { moved }),
    };
  };
  const lines: Line[] = [];
  const named = (letter: SeriesLetter, group: string): string =>
    series.length === 1 ? group : `${letter} · ${words.get(letter) ?? ""} · ${group}`;
  for (const { letter, measure } of asked) {
    const { groups = [], other } = answers.get(letter)!;
    for (const group of groups)
      lines.push({
        ...{ id: `${letter} ${keyOf(group.key)}`, kind: "group", letter, key: group.key },
        words: named(letter, groupWords(group.key)),
        colorIndex: lines.length,
        ...tellGroup(letter, group),
      });
    const addsUp = typeof measure === "string" || ("fold" in measure && measure.fold === "sum");
    if (told(other) !== undefined && !(addsUp && other === 0))
      lines.push({
        ...{ id: `${letter} other`, kind: "other", letter, words: named(letter, "Everything else") },
        colorIndex: lines.length,
        total: told(other),
        values: otherValues(
          answers.get(letter)!,
          series.find((each) => each.letter === letter)!,
          times,
          shown,
        ),
      });
  }
  const keys = new Map<string, FilterScalar | PairKey>();
  for (const { letter } of asked)
    for (const { key } of answers.get(letter)?.groups ?? []) keys.set(keyOf(key), key);
  for (const [place, formula] of formulas.entries())
    for (const [text, key] of keys) {
      const worked = workOut(formula, series, (letter) => {
        const answer = answers.get(letter);
        if (answer === undefined) return undefined;
        const group = answer.groups?.find((each) => keyOf(each.key) === text);
        // Among the rest, its figure is not told.
        return group === undefined
          ? { total: undefined, values: times.map(() => undefined) }
          : tellGroup(letter, group);
      });
      if (typeof worked === "string") wrong.set(place, worked);
      else if (worked !== undefined)
        lines.push({
          ...formulaLine(formula, place, worked, { key, words: groupWords(key) }),
          colorIndex: lines.length,
        });
    }
  return lines;
}

/** Events outside the groups are those left of all; users and sessions are not: who is in a group may be outside of it too. */
function otherValues(
  { series = [], groups = [] }: AnyAnswer,
  { measure }: ExplorationSeries,
  times: readonly number[],
  shown: Shown,
): readonly Value[] {
  if (measure !== "events") return times.map(() => undefined);
  const inGroups = groups.map((group) => new Map(group.series));
  const left = new Map(
    series.map(([time, value]) => [
      time,
      inGroups.reduce((rest, group) => rest - (group.get(time) ?? 0), value ?? 0),
    ]),
  );
  return shownValues(
    times.map((time) => left.get(time)),
    shown,
  );
}
