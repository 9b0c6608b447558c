import type { JSX } from "solid-js";
import { Article, TermTable } from "./article.tsx";

export const EventsHelp = (): JSX.Element => (
  <Article id="events" title="The events themselves">
    <p>
      Events lists every event of the range, the newest first, hidden names and what traffic rules leave out
      among them: those are marked. A click opens one whole, with what it departs from in the tracking plan,
      and each of its values can be made a filter. The address holds range, filters, search, columns and the
      event that is open.
    </p>
    <TermTable
      caption="What the search finds"
      words
      heads={["Where", "How"]}
      rows={[
        ["Name, user id, distinct id", "What you type is a part of it. Upper and lower case are the same."],
        [
          "Values of properties",
          "The same, of their text. A number has the text it is written with, a list or an object its JSON; null is no value. Names of properties are not searched: filter by “is set”.",
        ],
        ["The event's id", "All of it, as it is written."],
      ]}
    />
    <p>
      A list stays as it was when it was asked for, so nothing moves while you read. With{" "}
      <strong>Live</strong> on, new events that match come in at the top; further down they wait, and a button
      says how many. An event that came late stands where its time is.
    </p>
    <p>
      A filter on what users or sessions did keeps every event of theirs, those that traffic rules leave out
      too; what they did is counted as on the other pages, without what the rules leave out unless all traffic
      is shown. While Live is on, somebody who does it now has their earlier events in the list from then on.
      Events of a point of a chart are judged over the chart’s whole range, and a note says so.
    </p>
    <p>
      Columns can be any property. Drag their heads to order them, or press Alt with an arrow key on one; drag
      the line beside a head to make it wider, or press an arrow key on it. They are remembered for the
      project in this browser. CSV saves the newest 100,000 of what is found, with these columns and times in
      UTC; whole files are under Data.
    </p>
  </Article>
);
