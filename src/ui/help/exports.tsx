import type { JSX } from "solid-js";
import { Article, CodeBlock, TermTable } from "./article.tsx";

const DUCKDB = `SELECT date, count(*), count(DISTINCT "distinctId")
FROM read_parquet('events/*/*.parquet', hive_partitioning = true)
GROUP BY date ORDER BY date;`;

export const ExportsHelp = (): JSX.Element => (
  <Article id="exports" title="Exports">
    <p>
      Data, Export writes every event, those of some days, those of the range and filters the Overview has, or
      those that keep to conditions of yours. Filters on what users and sessions did, and segments, keep the
      same events as in Events, as the log stood when the export began. An export is of the log: what traffic
      rules leave out is in it, and so are events whose name begins with <code>$</code>. Where the browser
      lets a page write to a file of yours, “Save to…” does, piece by piece; elsewhere the file is put
      together first, on disk where the browser can. What is written of an export that is stopped is in no
      file.
    </p>
    <p>
      Events are in the order of their time, then of their ids, properties in the order of their names. So two
      devices that hold the same events write the same files, but for <code>receivedAt</code> and{" "}
      <code>source</code>: when and where an event came in is the device’s own, and a backup hands it on with
      events that the other device does not have.
    </p>
    <TermTable
      caption="Kinds of file"
      words
      heads={["Kind", "Holds"]}
      rows={[
        ["NDJSON", "One event a line, exactly as it is; gzip on demand."],
        [
          "CSV",
          "The same columns, by RFC 4180. Properties are one column of JSON, or a column each, named properties.KEY: the 200 commonest, the rest as JSON. Gzip on demand.",
        ],
        [
          "Parquet",
          "The same columns, times in UTC with milliseconds, properties as JSON text. The 100 commonest properties have a column property_KEY too: numbers, truth values, or text where a property is of several types; lists and objects stay JSON. Snappy, groups of about 100,000 rows.",
        ],
        [
          "Parquet, one file a day",
          "A zip of date=YYYY-MM-DD/events.parquet, days of the project’s time zone. Unpacked, it is read as one table:",
        ],
      ]}
    />
    <CodeBlock label="Reading one file a day in DuckDB" text={DUCKDB} />
    <h3>Text in CSV</h3>
    <p>
      Spreadsheets run cells that begin with <code>=</code>, <code>+</code>, <code>-</code>, <code>@</code>, a
      tab or a carriage return. Text that begins so gets an apostrophe before it, and so does text that begins
      so after apostrophes; to undo it, take one apostrophe from what begins with apostrophes and then such a
      character. In a column of its own a property’s text that would be read as JSON, or is empty, is written
      as JSON, in quotes: <code>5</code> is a number, <code>"5"</code> a text, an empty cell no value.
    </p>
    <h3>What a panel shows</h3>
    <p>
      The arrow in the corner of a chart or list of the Overview saves its numbers as CSV, with plain numbers
      and times in ISO 8601, or its picture as PNG, in the colours of the page.
    </p>
  </Article>
);
