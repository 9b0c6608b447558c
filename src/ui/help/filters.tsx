import type { JSX } from "solid-js";
import { MAX_FILTER_DEPTH, MAX_FILTERS } from "../../model/question.ts";
import { SEGMENT_LIMITS } from "../../model/segment.ts";
import { counted } from "../state/counted.ts";
import { Article, TermTable } from "./article.tsx";

export const FiltersHelp = (): JSX.Element => (
  <Article id="filters" title="Filters and segments">
    <p>
      Filters stand beside the title of the Overview, of dashboards and of Events, and in Explore for all
      series and for each. What you see keeps to all of them, at most {MAX_FILTERS}. A click on a chip opens
      it again, and a click on a row of a panel adds one. They are in the address, so a link and the other
      pages have them too.
    </p>
    <TermTable
      caption="What a filter can be by"
      words
      heads={["By", "Keeps"]}
      rows={[
        [
          "Property",
          "Events with a value, one of several, a part of it, a pattern (* is any text, ? one character), more or less than a number or a date, or with any at all. “Is not”, “does not contain” and “does not match” keep events without the property too.",
        ],
        [
          "Did",
          "Every event of users, or sessions, that did something up to the end of the range shown, after the event itself and before the range too; at least so often, within so many days before that end, or not.",
        ],
        [
          "First seen",
          "Every event of users whose first event ever is in the range, in the last days, or between two times.",
        ],
        ["Segment", "What a saved segment keeps, or what it does not."],
        [
          "Group",
          `What any, or all, of several conditions keep; groups can be in groups, ${MAX_FILTER_DEPTH} deep. “Or” makes one of what you have written.`,
        ],
      ]}
    />
    <p>
      A segment is filters under a name: <strong>Segments</strong> beside the filters saves those that are
      set, and writes, deletes and brings back the others. A change shows wherever it is used. A project keeps
      at most {counted(SEGMENT_LIMITS.segments, "segment")}; they go into its backups and shared folders. A
      segment holds no other segment.
    </p>
    <p>
      What users and sessions did, first seen, segments and what a session is work on every page, in Events,
      in exported files and in shared ones too. Events waits for the query engine then, and says so. Two
      things judge each event by itself: the recent events of the Overview, which say so, and traffic rules. A
      rule says which events count at all, for “did” too, and is applied to an event the moment it comes,
      before anybody knows what its user will do next.
    </p>
    <p>
      By keyboard: Enter in a field adds the filter, in a group the condition, and begins the next one; on an
      empty one it adds the group. Ctrl or ⌘ with Enter adds from anywhere. In a value, arrow keys and Enter
      take one of those suggested, and Backspace takes the last one away.
    </p>
  </Article>
);
