import type { JSX } from "solid-js";
import { Article, CodeBlock, TermTable } from "./article.tsx";

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
    <h3 id="visits">Visits, bounces, channels and countries</h3>
    <p>
      What a session is belongs to the whole of it, and to every event in it: also where a range, a filter or
      a traffic rule takes some of its events from an answer. Its entry page is that of its first page view,
      its exit page that of its last. Visits are sessions with a page view. A visit bounced if it has one page
      view and no other event; names that begin with <code>$</code> do not count. Its duration goes from its
      first event to its last, page leaves included. Bounce rate and duration are of the visits that the range
      and filters leave, each as it is as a whole.
    </p>
    <p>
      Source and channel follow from the first page view: its UTM values, else its referrer, looked up in a
      table of search engines, social networks, video sites, mail and assistants. A medium such as{" "}
      <code>cpc</code> makes it paid, one such as <code>email</code> names the channel; UTM values that say
      nothing of that are a Campaign, another referrer is a Referral, nothing at all is Direct. The project's
      own sites are no referrers. The country is that of the browser's time zone, else of its language:
      nothing is looked up by address, so it is where the device is set to, not where it is.
    </p>
    <h3>Goals</h3>
    <p>
      A goal is an event or a page, such as <code>/thanks*</code>. Uniques are the users who reached it in the
      range, total is how often, and the rate is uniques by all users with an event in the range, under the
      same filters. A click keeps the sessions in which it was reached.
    </p>
    <h3>Periods that are still running</h3>
    <p>
      A range that has not ended is compared with as much of the one before: the hours of today that are over
      with the same hours of the day before, by the clock, and of the year before with the same hours of that
      date. It is so on the Overview, in Explore and on dashboards: the percentage is of these hours, the
      total beside it of the whole range, and the chart draws the period before whole. Where no hour of a
      range is over yet, nothing is compared. Weeks begin on Monday, or on Sunday where the project's settings
      say so.
    </p>
    <h3>Numbers of a property</h3>
    <p>
      A property's numbers can be added up, averaged, or shown as the smallest, the greatest, the median or a
      percentile. A number is one that came as a number, or a text that reads exactly as a number is written:{" "}
      <code>5</code>, not <code>5.0</code>. Events without one are passed over. Percentiles are exact: the
      90th of 1, 2, 4 and 10 lies at place 0.9 × 3 = 2.7 counted from 0, so seven tenths of the way from 4 to
      10: 8.2. A sum of nothing is 0; an average, a smallest, a greatest or a percentile of nothing is
      nothing.
    </p>
    <p>
      Per user, or per session, the same is worked out within each of them and then averaged over all. So
      events per user are events divided by users, and a sum per user is the sum divided by all users of these
      events, those without a number too. The other ones pass over users without a number.
    </p>
    <h3 id="traffic">Bots, own visits and internal traffic</h3>
    <p>
      Traffic rules say which events answers leave out. They apply when a question is asked: every event is
      stored, nothing is deleted, and a rule that is turned off brings its events back at once. The rule Bots
      is on from the start: browsers that say they are automated are marked <code>$bot: true</code> when their
      events come in. Under Settings, Traffic, you add your own, such as User id is me, or simulated is true;
      each says how many events of the last 30 days it leaves out. A user or session counts if one of its
      events does. The Overview and Live say how much is left out, and Show all traffic counts everything;
      Live marks what is left out, and its inspector names the rule.
    </p>
    <p>
      Your own visits need not be sent at all. In a browser where <code>lochan_ignore</code> is in the site's
      local storage the snippet sends nothing. Set it on a page of your site, in the browser's console:
    </p>
    <CodeBlock label="Leave out this browser" text={`localStorage.lochan_ignore = "yes"`} />
    <p>
      The same as a bookmark to click on the site, for phones too; and a line for your site, after which{" "}
      <code>?lochan_ignore</code> at the end of any of its addresses does it:
    </p>
    <CodeBlock
      label="Leave out a browser by bookmark or by address"
      text={`javascript:localStorage.lochan_ignore = "yes"; void 0

<script>if (location.search.includes("lochan_ignore")) localStorage.lochan_ignore = "yes"</script>`}
    />
    <p>
      <code>delete localStorage.lochan_ignore</code> sends them again. What was not sent cannot be brought
      back.
    </p>
    <h3>Filters</h3>
    <TermTable
      caption="What filters keep"
      words
      heads={["Filter", "Events that it keeps"]}
      rows={[
        [
          "is, is not",
          "Those whose value reads the same: 5 and the text 5 do, 5 and 5.0 do not. Of several values, any one.",
        ],
        ["contains", "Those whose value has the text somewhere in it. Upper and lower case differ."],
        [
          "matches",
          "Those whose whole value is as the pattern says: * stands for any characters or none, ? for exactly one, as in /blog/*. A backslash before them makes them plain. It is not a regular expression.",
        ],
        [
          "is greater, is less",
          "By size among numbers and texts that read exactly as a number is written; any other text by the order of its characters among other texts.",
        ],
        ["is between", "The same with two ends, both of them included."],
        ["is set", "Those that have the property. Null is not there; an empty text is."],
      ]}
    />
    <p>
      Not and its opposite share out all events: those without the property are among what is not, does not
      contain and does not match. Filters may be in groups of which any one, or all, must hold.
    </p>
    <h3>What somebody did</h3>
    <TermTable
      caption="Filters on users and sessions"
      words
      heads={["Filter", "Events that it keeps"]}
      rows={[
        [
          "user did",
          "All events of users, counted as Users counts them, who did such an event at least so many times. What they did before they were identified is theirs.",
        ],
        ["session did", "The same for sessions, as Sessions counts them."],
        ["did not", "All others: with “at least 2 times”, those who did it once too."],
        [
          "in the last days",
          "What was done in the local days that end with the range, its last day included; without it, all that was done before the range ends, also after the event kept.",
        ],
        [
          "first seen",
          "Events of users whose first event is in the range, in the last days of it, or in a time of its own. Events with hidden names are no first events.",
        ],
        [
          "segment",
          "What a saved segment keeps. Change it, and every answer with it changes; its receipt says what it stood for.",
        ],
      ]}
    />
    <p>
      What traffic rules leave out of the numbers is not looked at here either. The period a range is compared
      with is judged by its own end.
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
    <p>
      Beside the period before, a question may be compared with the year before: the same dates and times of
      the clock in the project's time zone. 29 February is compared with the 28th, whole months with whole
      months. Weeks are then cut as they fell in that year.
    </p>
    <h3>Late events</h3>
    <p>
      An event counts when it happened, not when it arrived. A late one changes the hour and the day it
      belongs to, and only those.
    </p>
    <h3>Events that come twice</h3>
    <p>
      An id counts once in its project. Where it comes with another content, one of the two stands: always the
      same one, by what they say and not by which came first, so that two devices that were given both agree.
      A file or backup that brings one settles it when it is read. What a site or script sends again is
      settled before the next export or backup.
    </p>
    <h3>Time zones</h3>
    <p>
      Hours and days are those of the project's time zone. When clocks go back, the repeated hour is two
      buckets; when they go forward, the missing hour is none. Changing the zone counts everything anew beside
      the old numbers, then swaps.
    </p>
    <h3>Receipts</h3>
    <p>
      Imported daily totals of another product have receipts too: which imports the figures are of, of how
      many lines and days. The same file imported on another device has the same hash.
    </p>
    <p>
      Every panel says where its numbers came from and how long that took: counters for the last five minutes,
      hourly or daily rollups for windows of whole hours or days and for the top values of tracked properties,
      raw events for filters, minutes, other properties and windows that cut an hour. A day with very many
      values of a property, or with numbers among them, is counted from raw events too, and so is a window
      where traffic rules may leave something out. Settings has Recount everything, which compares the rollups
      with a recount of the log while events go on being counted. Where they differ it names the buckets,
      builds the rollups anew from the log and recounts them. Rebuild all counts does that without a reason.
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
