import type { JSX } from "solid-js";
import type { Comparison } from "../../model/reconcile/compare-sides.ts";
import { drawPlot, inkOf } from "../charts/draw-picture.ts";
import { SaveMenu } from "../charts/save-menu.tsx";
import { counted } from "../state/counted.ts";
import { comparisonToCsv } from "./compare-csv.ts";
import { MEASURES } from "./compare-words.ts";

/** Saves the chart of days, which is in the element of this id, and what it is made of. */
export function SaveDays(props: { id: string; comparison: Comparison }): JSX.Element {
  const title = (): string => `${MEASURES[props.comparison.measure].label} of A and B by day`;
  const picture = (): HTMLCanvasElement | undefined => {
    const plot = document.getElementById(props.id)?.querySelector("canvas");
    if (plot === null || plot === undefined) return undefined;
    return drawPlot(plot, { title: title(), about: counted(props.comparison.days.length, "day") }, [
      { words: "A", color: "--accent" },
      { words: "B", color: inkOf(plot, "--side-b"), dash: [6, 4] },
    ]);
  };
  return (
    <SaveMenu title={title()} csv={() => comparisonToCsv(props.comparison)} hasPicture picture={picture} />
  );
}
