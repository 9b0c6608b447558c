import { Show, type JSX } from "solid-js";
import {
  countIn,
  type DayRange,
  SIDE_MEASURES,
  type SideCounts,
  type SideMeasure,
  sumOf,
} from "../../model/reconcile/side-counts.ts";
import type { Comparison } from "../../model/reconcile/compare-sides.ts";
import type { WholeDays } from "../../model/reconcile/whole-days.ts";
import { dateToDay, dayToDate, type Zone } from "../../model/time-zone.ts";
import { Button } from "../controls/button.tsx";
import { TextInput } from "../controls/field.tsx";
import { Card } from "../controls/panel.tsx";
import { Tabs } from "../controls/tabs.tsx";
import { formatCount, formatPercent } from "../state/format.ts";
import { countedAs, MEASURES, partDayWords, rangeWords, signed } from "./compare-words.ts";
import { SideMark } from "./side-card.tsx";
import styles from "./compare.module.css";

/** Which days are compared, by what, and what each side has of it. */
export function PeriodPanel(props: {
  a: SideCounts;
  b: SideCounts;
  comparison: Comparison;
  measures: readonly SideMeasure[];
  /** The days both have, and which of them are whole in both. */
  shared: DayRange;
  whole: WholeDays;
  zone: Zone;
  panelId: string;
  onMeasure: (measure: SideMeasure) => void;
  /** Undefined for the whole days both have. */
  onRange: (range: DayRange | undefined) => void;
}): JSX.Element {
  const range = () => props.comparison.range;
  const isRange = ({ first, last }: DayRange): boolean => range().first === first && range().last === last;
  /** Some of the days both have are left out unless they are asked for. */
  const isCut = (): boolean =>
    props.whole.range.first !== props.shared.first || props.whole.range.last !== props.shared.last;
  const partDays = (): string[] =>
    props.whole.parts
      .filter(({ day }) => isRange(props.whole.range) || (day >= range().first && day <= range().last))
      .map((part) => partDayWords(part, range(), props.zone));
  /** From the first day of either to the last. */
  const widest = (): DayRange => ({
    first: Math.min(props.a.days?.first ?? props.shared.first, props.b.days?.first ?? props.shared.first),
    last: Math.max(props.a.days?.last ?? props.shared.last, props.b.days?.last ?? props.shared.last),
  });
  const within = (day: number): number => Math.min(Math.max(day, widest().first), widest().last);
  const change = (part: Partial<DayRange>): void => {
    const wanted = { ...range(), ...part };
    const [first, last] = [within(wanted.first), within(wanted.last)];
    // The other end goes along.
    if (first <= last) props.onRange({ first, last });
    else props.onRange(part.first === undefined ? { first: last, last } : { first, last: first });
  };
  /** A report by day knows no events but looks at pages. */
  const whatIsCounted = (): "events" | "views" =>
    [props.a, props.b].every(({ measures }) => measures.includes("events")) ? "events" : "views";
  const outside = ({ total }: SideCounts): number =>
    sumOf(total[whatIsCounted()]) - (countIn(total, whatIsCounted(), range()) ?? 0);
  /** What one side alone can tell. */
  const untold = (): string[] =>
    SIDE_MEASURES.flatMap((measure) => {
      const [inA, inB] = [props.a, props.b].map((side) => side.measures.includes(measure));
      return inA === inB ? [] : [`${inA ? "B" : "A"} has no ${MEASURES[measure].many} to compare.`];
    });
  const figure = (count: number | undefined): string => (count === undefined ? "–" : formatCount(count));
  const difference = (): number | undefined => {
    const { a, b } = props.comparison;
    return a === undefined || b === undefined ? undefined : a - b;
  };
  const relative = (): string | undefined => {
    const { a, b } = props.comparison;
    return a === undefined || b === undefined || a === 0 ? undefined : `B has ${formatPercent(b / a)} of A`;
  };
  return (
    <Card class={styles["period"]}>
      <div class={styles["periodHead"]}>
        <Tabs
          label="Measure"
          panelId={props.panelId}
          choices={props.measures.map((value) => ({ value, label: MEASURES[value].label }))}
          value={props.comparison.measure}
          onChange={props.onMeasure}
        />
        <div class={styles["dates"]}>
          <TextInput
            label="First day"
            type="date"
            min={dayToDate(widest().first)}
            max={dayToDate(widest().last)}
            value={dayToDate(range().first)}
            onChange={(event) => {
              const first = dateToDay(event.currentTarget.value);
              if (first !== undefined) change({ first });
              // It may be the day it was, or none.
              event.currentTarget.value = dayToDate(range().first);
            }}
          />
          <TextInput
            label="Last day"
            type="date"
            min={dayToDate(widest().first)}
            max={dayToDate(widest().last)}
            value={dayToDate(range().last)}
            onChange={(event) => {
              const last = dateToDay(event.currentTarget.value);
              if (last !== undefined) change({ last });
              event.currentTarget.value = dayToDate(range().last);
            }}
          />
        </div>
      </div>
      <div class={styles["figures"]} role="group" aria-label="In all">
        <div>
          <span class={styles["figureName"]}>
            <SideMark side="A" />
            <span class="visually-hidden">A: </span>
            {MEASURES[props.comparison.measure].label}
          </span>
          <span class={styles["figure"]}>{figure(props.comparison.a)}</span>
        </div>
        <div>
          <span class={styles["figureName"]}>
            <SideMark side="B" />
            <span class="visually-hidden">B: </span>
            {MEASURES[props.comparison.measure].label}
          </span>
          <span class={styles["figure"]}>{figure(props.comparison.b)}</span>
        </div>
        <div>
          <span class={styles["figureName"]}>A − B</span>
          <span class={styles["figure"]}>{difference() === undefined ? "–" : signed(difference()!)}</span>
          <Show when={relative()}>{(words) => <span class={styles["note"]}>{words()}</span>}</Show>
        </div>
      </div>
      <p class={styles["note"]}>
        {isRange(props.shared)
          ? "The days both have: "
          : isRange(props.whole.range)
            ? "The whole days both have: "
            : ""}
        {rangeWords(range())}, whole days of {props.zone.name.replaceAll("_", " ")}.{" "}
        {outside(props.a) + outside(props.b) === 0
          ? "Nothing is outside of them."
          : `Outside of them: ${countedAs(outside(props.a), whatIsCounted())} of A, ${formatCount(outside(props.b))} of B.`}{" "}
        {[...partDays(), ...untold()].join(" ")}{" "}
        <Show when={!isRange(props.whole.range)}>
          <Button small look="quiet" onClick={() => props.onRange(undefined)}>
            The {isCut() ? "whole " : ""}days both have
          </Button>
        </Show>
        <Show when={isCut() && !isRange(props.shared)}>
          <Button small look="quiet" onClick={() => props.onRange(props.shared)}>
            All days both have
          </Button>
        </Show>
      </p>
    </Card>
  );
}
