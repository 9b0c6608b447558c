import type { Exploration } from "../../model/exploration.ts";
import {
  evaluateFormula,
  lettersOf,
  parseFormula,
  SERIES_LETTERS,
  type SeriesLetter,
} from "../../model/formula.ts";
import type { AnyAnswer } from "../../model/question.ts";
import { toHeatCells, type HeatCell } from "../../model/series-values.ts";
import type { Zone } from "../../model/time-zone.ts";
import { COLORS } from "./lines.ts";
import { seriesWords } from "./series-words.ts";

/** From Sunday. */
const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"] as const;

export interface HeatMap {
  id: string;
  words: string;
  colorIndex: number;
  /** Names, in the order of the project's weeks. */
  weekdays: readonly string[];
  /** By weekday, then by hour. */
  cells: HeatCell[][];
}

/** A map for each series, and for each formula that can be worked out of the means of its series. */
export function toHeatMaps(
  { series, formulas }: Exploration,
  answers: ReadonlyMap<SeriesLetter, AnyAnswer>,
  zone: Zone,
): HeatMap[] {
  const weekdays = zone.weeksFrom === "sunday" ? WEEKDAYS : [...WEEKDAYS.slice(1), WEEKDAYS[0]];
  const maps = series.flatMap((each): (HeatMap & { letter: SeriesLetter })[] => {
    const answer = answers.get(each.letter);
    if (answer === undefined) return [];
    return [
      {
        ...{ id: each.letter, letter: each.letter, words: seriesWords(each, { timeZone: zone.name }) },
        colorIndex: SERIES_LETTERS.indexOf(each.letter),
        weekdays,
        cells: toHeatCells(answer.series ?? [], zone, answer.incompleteFrom),
      },
    ];
  });
  const worked = formulas.flatMap((formula, place): HeatMap[] => {
    const parsed = parseFormula(formula.text);
    if (!parsed.ok) return [];
    const letters = [...lettersOf(parsed.value)];
    if (letters.length === 0) return [];
    const cellOf = (letter: SeriesLetter, day: number, hour: number): HeatCell | undefined =>
      maps.find((map) => map.letter === letter)?.cells[day]?.[hour];
    const cells = Array.from({ length: 7 }, (_, day) =>
      Array.from({ length: 24 }, (__, hour): HeatCell => ({
        value: evaluateFormula(parsed.value, (letter) => cellOf(letter, day, hour)?.value),
        hours: Math.min(...letters.map((letter) => cellOf(letter, day, hour)?.hours ?? 0)),
      })),
    );
    return [
      {
        id: `formula ${place}`,
        words: formula.label ?? formula.text,
        colorIndex: COLORS - 1 - place,
        weekdays,
        cells,
      },
    ];
  });
  return [...maps, ...worked];
}
