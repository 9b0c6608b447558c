import type { JSX } from "solid-js";
import { Article, TermTable } from "./article.tsx";

export const Limits = (): JSX.Element => (
  <>
    <Article id="privacy" title="Privacy and limits">
      <p>
        Events are stored in this browser profile, on this device. Lochan has no account and no server, and
        its page asks no other address for anything. What leaves the device is what you export, back up or
        share: as files, or in a folder that a drive of yours carries on. A live feed, where you add one, is
        asked for its events and told where it was left; its server learns this device’s address.
      </p>
      <ul>
        <li>
          <strong>Other people's browsers.</strong> Events made in them reach this device only if you bring
          them: by file, or by a collector of your own. Lochan alone does not collect from the public.
        </li>
        <li>
          <strong>Safari.</strong> It partitions frames by origin, so a site on another port or subdomain
          cannot use the bridge. Open the site from Lochan, serve both from one address, or import a file.
        </li>
        <li>
          <strong>Clearing site data</strong> in the browser removes every project. A browser may also delete
          what sites stored when the disk is nearly full: Lochan asks it not to, and the Data page says
          whether it agreed, and how long ago the last backup was. Back up what you cannot lose.
        </li>
        <li>
          <strong>Space.</strong> The browser gives every site so much and no more. From 80% of it on Lochan
          warns. From 90% on intake pauses: calls and files are refused with the reason, sites keep their
          events and send them again, and what is stored stays. It goes on by itself when there is room. Usage
          is the browser's estimate, read every 15 seconds, and some browsers name a quota they do not keep: a
          write that finds no space is refused whole, and nothing of it is acknowledged.
        </li>
        <li>
          <strong>How long events are kept.</strong> For ever, unless Settings says how many days before today
          a project keeps, by the time of the event and in the project's time zone. Older events are then
          erased when Lochan opens and once an hour, where there are any, and left out when they come again.
          Nothing is erased while the clock is more than 7 days ahead of the newest event received, for then
          it may be wrong: Settings says so.
        </li>
        <li>
          <strong>Private windows</strong> keep events only until they are closed.
        </li>
        <li>
          <strong>Erasing</strong> removes events from everything Lochan reads or exports: the log, the
          rollups, the SQL copy. What comes again, from a site or a file, stays out: of a user what they did
          before they were erased, of a time whatever is dated in it and before it was erased, until Settings
          lets that time in. Erasing every event of a project keeps nothing more out, but for the rest of an
          import or a replay that was running. Backups and shared folders tell other devices what was erased,
          and of whom only hashes. There it goes too: by a shared folder without a question, by a backup after
          you were asked and told how much. A browser may keep old bytes in its own files until it cleans them
          up, which no page can force.
        </li>
        <li>
          <strong>Another profile or device</strong> has its own Lochan. Restore a backup there, share a
          folder with it, or carry events over with export and import: an event that is there already is not
          counted again.
        </li>
      </ul>
      <TermTable
        caption="Limits of one event"
        words
        heads={["Limit", "Value"]}
        rows={[
          ["size", "8 KB"],
          ["properties", "100, nested at most 5 deep"],
          ["name", "200 characters"],
          ["ids", "200 characters"],
          ["one append() call", "10,000 events"],
        ]}
      />
    </Article>

    <Article id="offline" title="Offline">
      <p>
        After the first visit the status bar says Offline ready, once the app and its engine are stored. From
        then on everything on these pages works without a network, this help too. A new version waits until
        you agree to it.
      </p>
      <p>
        Several tabs can be open at once. One of them does the counting, and another takes over when it
        closes: nothing is lost and nothing is counted twice.
      </p>
    </Article>

    <Article id="keyboard" title="Keyboard">
      <TermTable
        caption="Keys"
        words
        heads={["Key", "What it does"]}
        rows={[
          [
            "Tab, Shift+Tab",
            "Moves between controls. The first Tab on a page offers to skip to its content.",
          ],
          [
            "Ctrl or ⌘ and K",
            "Finds pages, dashboards, saved questions and SQL, segments, the most frequent events, properties, projects, help and actions by a few letters. Enter on an event explores it and on a property breaks down by it; Shift and Enter lists the events.",
          ],
          [
            "?",
            "Lists every shortcut, and turns off those of plain keys. These never count while you write.",
          ],
          ["Enter, Space", "Presses a button, opens a menu, adds a row of a panel as a filter."],
          ["Arrow keys", "Move inside tabs, menus and lists."],
          [
            "In the list of events",
            "Arrow keys, Page up and down, Home and End move; Enter opens the event, Escape closes it. On the head of a column Alt with an arrow key moves it, on the line beside it an arrow key changes its width.",
          ],
          [
            "Ctrl or ⌘ and Enter",
            "Runs the statement of the SQL page. Tab leaves its editor, but takes a suggestion where some are open; Escape closes them.",
          ],
          ["Typing in a list", "Searches it: projects, time zones, properties."],
          ["Escape", "Closes a menu or a dialog, and focus returns to what opened it."],
        ]}
      />
    </Article>
  </>
);
