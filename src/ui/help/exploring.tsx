import type { JSX } from "solid-js";
import { EXPLORATION_LIMITS } from "../../model/exploration.ts";
import { SAVED_LIMITS } from "../../model/saved-exploration.ts";
import { counted } from "../state/counted.ts";
import { Article, TermTable } from "./article.tsx";

export const ExploringHelp = (): JSX.Element => (
  <Article id="exploring" title="Exploring">
    <p>
      Explore counts anything over any time: up to {EXPLORATION_LIMITS.series} series, each of some events
      with filters of its own, beside filters of all of them. Everything you see is in the address: a copied
      link opens the same elsewhere, on the events that are there.
    </p>
    <h3>Series and formulas</h3>
    <p>
      A series counts events, users or sessions, a rate of them such as events per user, or makes one number
      of those a property has: their sum, average, minimum, maximum, median or a percentile, over all events,
      per user or per session.
    </p>
    <p>
      A series has a letter, which it keeps when others come, go or move. A formula is arithmetic over
      letters: numbers, <code>+ - * /</code> and parentheses, such as <code>B / A</code> or{" "}
      <code>(A + B) * 100 / C</code>. A division by zero is a gap, not 0, and so is a formula of a series that
      has no value. The total of a formula is worked out of the totals of its series; it is no sum of its
      points.
    </p>
    <TermTable
      caption="How values are shown"
      words
      heads={["Choice", "Means"]}
      rows={[
        ["As counted", "Each bucket by itself. One that is still filling is dotted or pale."],
        [
          "Cumulative",
          "Each point adds its bucket to those before it. Users and sessions of two buckets are added twice.",
        ],
        [
          "Rolling average",
          "The mean of a bucket and those before it, as many as you choose. The first points are means of the buckets there are.",
        ],
        [
          "Breakdown",
          "A line for each of the most frequent values of a property, or of pairs of values of two. Everything else is the rest: of users and sessions it has a total, but no line. A formula has a gap where one of its series does not list the value.",
        ],
        [
          "Heat map",
          "The mean of an hour by weekday and hour of the day, in the project's time zone, over the hours that are over. A formula is worked out of these means.",
        ],
      ]}
    />
    <p>
      Totals count everybody once, whatever is shown of the buckets. Drag over a chart to see that time alone,
      and go back with the browser. Click a point, or press Enter on it, for its figures: from there to its
      events, just those that were counted, to its people, and to an annotation, which is drawn here and on
      the Overview and goes into backups. A formula far greater or less than the series has an axis of its own
      at the right.
    </p>
    <h3>Saved questions</h3>
    <p>
      Save keeps what is shown under a name, with its range. A project keeps at most{" "}
      {counted(SAVED_LIMITS.explorations, "saved question")}; they go into its backups and shared folders.
    </p>
    <p>
      By keyboard: Alt with an arrow key moves a series. In a chart arrow keys, Home and End read the values,
      and Enter opens one.
    </p>
  </Article>
);
