import type { JSX } from "solid-js";
import { Article, TermTable } from "./article.tsx";

export const BackupsHelp = (): JSX.Element => (
  <Article id="backups" title="Backups">
    <p>
      A browser may lose what it stores: when its disk is full, when somebody clears the site’s data, when the
      machine breaks. A backup is one file, <code>.lochan</code>, with everything of all projects, or of one:
      events, settings, dashboards, tracking plans, live feeds, how files were read, saved queries and daily
      totals of other products. It is made on the Data page with one click, and goes where you say:
    </p>
    <TermTable
      caption="Where backups go"
      words
      heads={["Place", "What happens there"]}
      rows={[
        ["Your downloads", "Each is a download. Every browser can do that."],
        [
          "A folder",
          "Each is a file of its own, named by its minute; no other file is ever written over. Of those this browser wrote there, the newest stay, five unless you say otherwise.",
        ],
        [
          "A file",
          "It is written over each time, once the new one is whole. One project alone goes to your downloads.",
        ],
      ]}
    />
    <p>
      Folders and files can be chosen in Chrome, Edge and other browsers made of Chromium. After a restart the
      browser may ask once more whether Lochan may write there. A folder that another program carries to other
      machines is a good place.
    </p>
    <h3>Reminders</h3>
    <p>
      When the last backup is a week old and something changed since, a notice says so; choose another rhythm,
      or none, on the Data page. Without a choice of yours the first one waits for a thousand events and a
      day. Waved away, it stays away for a week. Into a folder Lochan can also back up by itself while it is
      open in a tab; where that fails, the notice says why, and an hour later it is tried again.
    </p>
    <h3>Restoring</h3>
    <p>
      Drop a <code>.lochan</code> file on any page, the first one of an empty browser too, or choose it on the
      Data page. Before anything is changed you see what it holds, and choose. A project that is not here is
      added as it was, with its feeds off. One that is here is merged:
    </p>
    <TermTable
      caption="What is merged, and how"
      words
      heads={["What", "Which stands"]}
      rows={[
        [
          "Events",
          "Each once, by its id. Those that were erased here, or are older than the project keeps, stay out.",
        ],
        [
          "Name, settings, dashboards, tracking plan, saved queries",
          "The newer edit of each. What differed is listed, with which was kept.",
        ],
        ["Keys, allowed sites, how long events are kept", "As they are here: anybody can write a file."],
        [
          "People and times that were erased",
          "Erased on either side stays out. Before what is here of them goes too, you are asked.",
        ],
        ["How files were read", "Of each kind of table what was used last."],
        [
          "Daily totals of other products",
          "Of each day those that were imported last, wherever that was. Days that are still to come are left out and named.",
        ],
      ]}
    />
    <p>
      Each part of the file has a checksum. A part that is damaged is named, its events count as refused, and
      everything else is restored. Restoring the same file again changes nothing, and each restored project is
      in its history of imports, where it can be undone. Two devices that restore each other’s backups hold
      the same.
    </p>
    <p>
      A backup is not encrypted: whoever has the file has the events. The secret by which this device names
      people in server logs stays on it: with it, whoever has the file could try all addresses there are until
      one fits. So the same log imported on two devices and then merged counts twice: import it on one, and
      carry the backup.
    </p>
  </Article>
);
