import type { JSX } from "solid-js";
import { Article, TermTable } from "./article.tsx";

export const Counting = (): JSX.Element => (
  <Article id="counting" title="What is counted">
    <p>Every number is exact. Nothing is sampled and nothing is estimated.</p>
    <h3>Events</h3>
    <p>
      An event id counts once in its project, however often it is sent, imported or retried. Names that begin
      with <code>$</code>, such as a page leave, are kept but are in no total. They are counted when you ask
      for them by name.
    </p>
    <h3>Users</h3>
    <p>
      A user is the user id of an event; without one, the user this browser was first identified as; without
      that, the browser itself. Identifying a browser also claims its earlier events, so a number of users can
      go down. Users of several days are a union, never a sum: who came on Monday and Tuesday is one user of
      the week.
    </p>
    <h3>Sessions</h3>
    <p>
      A session id that came with an event stands. Other events are cut into sessions by browser: a new
      session begins after the project's idle time (30 minutes unless you change it), and no session is longer
      than 24 hours.
    </p>
    <h3>Entry and exit pages</h3>
    <p>
      They are not there yet: the list of pages counts page views of every page, not where sessions begin and
      end.
    </p>
    <h3>Windows</h3>
    <TermTable
      caption="Windows"
      words
      heads={["Window", "What it covers"]}
      rows={[
        ["5 minutes", "The running second and the 299 before it. It moves by itself, without new events."],
        ["today", "The running day in the project's time zone."],
        ["24 hours", "The running hour and the 23 before it. 48 hours likewise."],
        ["7 days", "Today and the six days before. 30 and 90 days likewise."],
        ["12 months", "This month and the eleven before."],
        ["custom", "From one time to another, the end not included."],
      ]}
    />
    <p>
      The running bucket is still filling and is drawn dotted. Cards of today compare the completed hours with
      the same hours of yesterday.
    </p>
    <h3>Late events</h3>
    <p>
      An event counts when it happened, not when it arrived. A late one changes the hour and the day it
      belongs to, and only those.
    </p>
    <h3>Time zones</h3>
    <p>
      Hours and days are those of the project's time zone. When clocks go back, the repeated hour is two
      buckets; when they go forward, the missing hour is none. Changing the zone counts everything anew beside
      the old numbers, then swaps.
    </p>
    <h3>Receipts</h3>
    <p>
      Every panel says where its numbers came from and how long that took: counters for the last five minutes,
      hourly or daily rollups for windows of whole hours or days and for the top values of tracked properties,
      raw events for filters, minutes, other properties and windows that cut an hour. A day with very many
      values of a property, or with numbers among them, is counted from raw events too. Settings has Recount
      everything, which compares the rollups with a recount of the log while events go on being counted. Where
      they differ it names the buckets, builds the rollups anew from the log and recounts them. Rebuild
      everything derived does that without a reason.
    </p>
    <h3>Damaged data</h3>
    <p>
      Stored counts that cannot be read are noticed when they are needed and built anew from the log by
      themselves. A damaged block of the log cannot be: its events are left out of every number and export,
      and the Data page says how many they are and of which time. Import their file again, or a backup, to
      bring them back. Erasing a user removes damaged blocks too, since nobody can tell whose events they
      hold.
    </p>
  </Article>
);
