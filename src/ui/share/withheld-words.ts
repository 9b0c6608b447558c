import type { Withheld } from "../../slice/make-slice.ts";
import { counted } from "../state/counted.ts";

/** What the threshold takes from a file, in words. */
export function withheldWords(withheld: Withheld, least: number): string[] {
  const few = `fewer than ${counted(least, "user")}`;
  return [
    withheld.values > 0 &&
      `${withheld.moreValues ? "More than " : ""}${counted(withheld.values, "value")} of lists, of ${few}: in “Everything else”`,
    withheld.buckets > 0 && `${counted(withheld.buckets, "bucket")} of the chart: told only together`,
    withheld.figures > 0 &&
      `${counted(withheld.figures, "number")} of users or sessions that would tell of ${few} by comparison`,
    withheld.lists.length > 0 && `The lists ${withheld.lists.join(", ")}: nothing of them may be told`,
    withheld.shorterLists.length > 0 && `In shorter ranges, the lists ${withheld.shorterLists.join(", ")}`,
  ].filter((words) => words !== false);
}
