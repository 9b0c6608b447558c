import type { JSX } from "solid-js";
import { Article, CodeBlock, TermTable } from "./article.tsx";

export const ImportingHelp = (): JSX.Element => (
  <Article id="importing" title="Importing files">
    <p>
      Drop files or folders on any page, choose them on the Data page, or copy them and press Ctrl+V there.
      Rows that were copied as text work too. The installed app also opens files of the system, and takes what
      other apps share with it; what is shared is imported once you say so. Nothing of a file leaves this
      device.
    </p>
    <p>
      What a file is, is told by what is in it, never by its name. While it waits, its panel says what it was
      taken for, and lets you choose something else. Files run one after another. A bad row is refused alone,
      with its line and the reason, and the refused rows can be downloaded as CSV, each with how it begins:
      the first 1,000 of a file. An import that failed or was cancelled keeps what it had added, and Import
      the rest adds what is missing. After the tab or the browser was closed, Import again in the history asks
      for the file, and skips the rows that are here.
    </p>
    <TermTable
      caption="What files may hold"
      words
      heads={["Format", "What is read"]}
      rows={[
        ["NDJSON", "One JSON object a line, of at most 1 MB."],
        ["JSON", "A list of objects, an object that holds one, or objects one after another."],
        [
          "CSV",
          "With names in its first row; between its cells a comma, a semicolon, a tab or a bar. UTF-8, UTF-16 or Windows-1252: where it is not UTF-8, the panel says what it was read as.",
        ],
        [
          "XML",
          "What stands right inside its outermost element is a row each, as in Matomo's reports; its attributes and elements are its fields.",
        ],
        ["Logs of web servers", "A request a line."],
        ["Parquet, Arrow", "Files of tables, as DuckDB, pandas, Spark and ClickHouse write them."],
        [
          "gzip, zip",
          "Any of these packed. All files of a zip are one import, each read as what it is, zips in it too; its panel says what became of each. At most 10,000 files and 64 GB unpacked.",
        ],
      ]}
    />
    <p>
      Excel, SQLite and files packed with Zstandard, bzip2, xz, 7-Zip or RAR are refused by name: save them as
      CSV, or unpack them first. A row of JSON, CSV or XML has room for 4 million characters. A whole number
      with more digits than a number keeps is the text it is.
    </p>
    <h3>Undoing an import</h3>
    <p>
      Undo, in the history on the Data page, takes back what only that import brought. An event that another
      import, a site or a script brought too, before it or after, stays. Nothing is kept out: importing the
      file again brings it back. Watched folders have no undo.
    </p>
    <h3>Tables of your own</h3>
    <p>
      Where no product is known to write a file's rows, Lochan asks which column is what. It proposes what the
      first 50 rows look like, says why, and shows the events they would become. What can be read in two ways
      is asked, not guessed; for a day above 12, or how numbers are written in a file parted by semicolons, it
      looks through 20,000 rows. Your answer is kept with the project, by the names of the columns: the next
      file with the same columns is imported by itself, and its panel says so.
    </p>
    <TermTable
      caption="What columns may be"
      words
      heads={["Part", "What it does"]}
      rows={[
        ["What happened", "The event's name. Without a column, one name for all rows: the file's, or yours."],
        [
          "When",
          "Its time. Without a column, one day for all rows, with a time of the day if a column has it.",
        ],
        ["User", "Who it was. Without a device, a user's rows are one person whichever device they used."],
        [
          "Device or browser",
          "Rows that name nobody count for the file: all of them are one unknown person, named file: and the file's name.",
        ],
        ["Session", "Without one, sessions are cut by pauses, as everywhere."],
        [
          "Id",
          "Makes a row that comes again, in whichever file, count once: by the id and the time as it is written. Without one, rows are known by their content, and identical rows both count.",
        ],
        [
          "Everything else",
          "Properties. Text that is a number in all rows that were looked at is read as a number. With a decimal comma, as 0,50, it is one in CSV parted by semicolons alone, and there 1,234 is text where no other value of the column tells a fraction from thousands.",
        ],
      ]}
    />
    <h3>Times</h3>
    <TermTable
      caption="Ways to write a time"
      heads={["Format", "Reads"]}
      rows={[
        ["iso", "2026-11-29T14:05:00Z, 2026-11-29 14:05 or 2026-11-29."],
        [
          "dmy, mdy, ymd",
          "29/11/2026 14:05, 11/29/2026 2:05 pm, 2026/11/29, with / . or - between; 20261129.",
        ],
        ["named", "29 Nov 2026 14:05, November 29, 2026 or Sun, 29 Nov 2026 14:05:00 +0100."],
        ["seconds, milliseconds, microseconds, nanoseconds", "Numbers that count from 1970."],
      ]}
    />
    <p>
      A time may name its own zone or offset. One that names none is read in a zone you choose, the project's
      to begin with. When clocks change, a time that was skipped moves on by the gap, and of a time that came
      twice the first is meant. Years of two digits are 1969 to 2068. A row whose time does not fit the format
      is refused, never read in another way.
    </p>
    <p>
      A script gives what the dialog asks as a mapping. Its numberFields and commaNumberFields list the
      columns whose text is read as numbers, with a point or with a comma before the fraction.
    </p>
    <CodeBlock
      label="Example of an import with a mapping"
      text={`await lochanApp.import(projectId, file, {
  mapping: {
    nameField: "action",
    timestampField: "placed",
    timeFormat: "dmy",
    timeZone: "Europe/Berlin",
    userIdField: "customer_id",
  },
});`}
    />
  </Article>
);
