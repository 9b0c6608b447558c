import type { JSX } from "solid-js";
import { Article, TermTable } from "./article.tsx";

export const Words = (): JSX.Element => (
  <Article id="words" title="Words">
    <TermTable
      caption="Words Lochan uses"
      words
      heads={["Word", "Meaning"]}
      rows={[
        [
          "origin",
          "The address of a site as browsers mean it: scheme, name and port, such as http://localhost:3000.",
        ],
        [
          "source",
          "Where an event came in: a site, a live feed, a folder, a file, a replay, a script. Sources lists them with what each has sent. Last event and last minute go by the time of the event.",
        ],
        ["bridge", "A small page of Lochan's that your site loads out of sight, to hand over its events."],
        ["NDJSON", "A text file with one JSON object a line."],
        ["CSV", "A table as text, one row a line; spreadsheets read and write it."],
        [
          "Parquet, Arrow",
          "Tables as files, as tools for data write them; both know the types of their columns.",
        ],
        ["mapping", "Which column of a table is what of an event: you choose it once, and it is remembered."],
        [
          "refused",
          "Of a row: it is no event, for the reason that is told, and nothing of it is stored. The rows around it are.",
        ],
        ["already here", "Of a row: an event with its id is stored, so that it is not counted again."],
        ["live feed", "An address you allowed, whose server sends events while Lochan is open."],
        [
          "daily totals",
          "What another product counted by day. They are no events, and are shown apart and added to nothing.",
        ],
        ["backup", "One file with everything of your projects, to restore in any browser."],
        [
          "shared folder",
          "A folder in which devices write a project, each its own files, so that all come to have the same.",
        ],
        ["side", "What one tool counted, when two are compared: A or B."],
        ["distinct id", "A browser or device."],
        ["bucket", "One step of time in a chart or table: a minute, an hour, a day, a week or a month."],
        ["rollups", "The counts of each hour and day, kept ready, so that a panel need not read events."],
        ["tracked property", "A property whose values rollups count too."],
        [
          "traffic rule",
          "Which events answers leave out, such as bots or your own visits, while it is on. They stay stored.",
        ],
        ["tracking plan", "Which events a project means to send, and with which properties."],
        ["violation", "A way in which an event departs from the tracking plan."],
        ["query engine", "DuckDB, with a copy of your events: for what rollups do not tell, and for SQL."],
        [
          "receipt",
          "The small line beside a figure. It opens what was asked, from which buckets or by which SQL it was answered, and a hash of question and answer; it can be run again, and says what changed and why.",
        ],
        [
          "log",
          "All stored events, in entries, in order. Every count is made from it. Erasing rewrites it as a new generation.",
        ],
        [
          "drift",
          "In how many buckets a recount of the log found other numbers than the rollups. 0 is right.",
        ],
        ["run", "A time in which the lab recorded what a site sent, under a name."],
        ["fixture", "A run as a file, to keep beside a test or to replay."],
        ["replay", "A run or a fixture sent again, with new ids and its times moved to now."],
        [
          "this one counts",
          "Of several open tabs one does the counting for all. Another takes over when it closes.",
        ],
      ]}
    />
  </Article>
);
