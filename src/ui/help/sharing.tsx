import type { JSX } from "solid-js";
import { Article } from "./article.tsx";

export const SharingHelp = (): JSX.Element => (
  <Article id="sharing" title="Sharing a dashboard as a file">
    <p>
      Share… on the Overview writes the dashboard’s numbers into one HTML file: over time, its lists, and
      shorter ranges to choose, as charts, as tables and to save as CSV. It opens in any browser, without
      Lochan and without a network, and its own policy lets it load nothing. It is a picture of the moment it
      was made at: its foot says when, of which range and time zone, and the SHA-256 of the numbers. No event
      is in it, no id, and no value but those its lists name and its filters.
    </p>
    <p>
      Filters on what users and sessions did are judged over the file’s whole range, in the shorter ones too.
      A segment that must not hold is named, and not spelled out. Lists with filters of their own are not in a
      file: beside the others they could tell of fewer users than you ask for; and a list counts events,
      whatever it counts on the page.
    </p>
    <h3>Fewest users behind a number</h3>
    <p>
      Numbers about few people can tell of one. Every number in a file is about at least as many users as you
      ask for (5, unless you choose otherwise), or about nobody, and so is what follows from the numbers by
      adding and subtracting:
    </p>
    <ul>
      <li>
        Values of a list that fewer users have are in “Everything else”. Where that is of fewer too, the
        smallest named value joins it.
      </li>
      <li>
        Shorter ranges are days, weeks or months, joined with the next where fewer users were there. They name
        a value that each of them may name, and no other. Buckets of fewer users are told only together.
      </li>
      <li>
        Page views are told only where the events that are no page views may be told too: else “Everything
        else” of the pages has those in it.
      </li>
      <li>
        A list of one event’s values is left out beside one of the same values of all events: what the two
        differ by may be of fewer.
      </li>
      <li>
        Users and sessions of a range are exact and never added up. Where a range and one in it, or all those
        in it, differ by fewer than you ask for, the shorter or smallest one’s number is left out.
      </li>
    </ul>
    <p>
      A user is who Lochan counts as one: somebody with two browsers who never signs in is two. The dialog
      says what is left out before you save. What a reader knows beside the file is not looked at, such as
      that only one page has some title; and two files of other ranges, filters or thresholds may tell more
      together than each does. How often people came again is a number of returns, not of people.
    </p>
  </Article>
);
