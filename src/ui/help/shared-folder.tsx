import type { JSX } from "solid-js";
import { Article, TermTable } from "./article.tsx";

export const SharedFolderHelp = (): JSX.Element => (
  <Article id="shared-folder" title="Shared folder">
    <p>
      Two devices that open one folder, of a cloud drive or on a USB stick, come to have the same project:
      Data, Shared folder, Choose a folder. On the second device choose the same folder, and open the project
      from it; a browser without a project offers that on its first page. Each device writes files of its own
      below <code>lochan/PROJECT/DEVICE</code> and only reads those of the others, so that a drive has no two
      versions of one file to choose from. It happens while Lochan is open in a tab, on either side at its own
      time. The browser asks whether the folder may be written to, and asks again after a restart unless you
      let it remember. Browsers that lend pages no folders cannot: a backup restored on the other device
      merges both once.
    </p>
    <TermTable
      caption="What devices share"
      words
      heads={["What", "How two become one"]}
      rows={[
        [
          "Events",
          "By their id: each counts once, whatever came by which way. What came from another device is not written again while that device’s files are there; ten minutes after they are gone, whoever has it passes it on.",
        ],
        [
          "Settings, dashboards, tracking plan, feeds",
          "Of what both have the newest edit stands. Feeds come switched off.",
        ],
        [
          "Keys, allowed origins, how long events are kept",
          "Each device’s own: nobody who can write a file gets in by it.",
        ],
        [
          "Erased people and times",
          "Erased and kept out on every device, also when a device comes back that was away. A time that is let in again on one is let in on all. Nothing to come stays out: where a clock was ahead, the first device to read that lets in again what is still to come by its own.",
        ],
        ["Everything erased", "Erased on every device, up to that moment; nothing is kept out."],
        [
          "An import that is undone",
          "Undone on this device, and its events go from its files. Devices that read them keep them: undo it there, or erase.",
        ],
        [
          "Daily totals of other products",
          "Of one day the import that began later stands, on every device. Days that are still to come are left out and named.",
        ],
        ["What is removed by age", "On each device by its own setting, and from its own files."],
      ]}
    />
    <h3>What is in the folder</h3>
    <p>
      Events as Parquet files, not encrypted, which other programs read too; the project’s settings with its
      write key, dashboards, plan and addresses of live feeds; erased times; and of each erased person a keyed
      hash beside its key, so that who already knows the person’s id can tell that they were erased. A list of
      all files with their lengths and SHA-256 is written last: what it does not list is not read, and what is
      not as listed is named and read when it is. Whoever can read the folder can read your events; whoever
      can write to it can add events, change settings and have events erased on every device. Share it as you
      would share a backup.
    </p>
    <h3>What can be waited for</h3>
    <p>
      Drives bring files in any order. A device “Waiting for files” has listed some that are not there yet or
      not whole; they are read when they are. A damaged file is written again by the device it is of, once
      that notices its length at its next start. What came in the last ten seconds is written together. Many
      small files become a few large ones by themselves.
    </p>
    <p>
      Where a browser’s profile is copied, two browsers would be one device: the second that writes notices,
      and takes an id of its own. Of a folder with more than 64 other devices the rest is not read, and the
      panel says how many that are; of more than 200 projects those that are here are looked at first, and how
      many are not shown is said where you choose one. Leaving the folder keeps every event here; your files
      there stay, or are deleted if you say so.
    </p>
  </Article>
);
