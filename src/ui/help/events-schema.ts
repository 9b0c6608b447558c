export interface SchemaColumn {
  name: string;
  type: string;
  meaning: string;
}

/** Columns of the SQL table `events`, in order. One column for each property follows them. */
export const EVENTS_COLUMNS: readonly SchemaColumn[] = [
  { name: "row", type: "BIGINT", meaning: "Number of the event in the project's log. Erasure leaves gaps." },
  { name: "timestamp", type: "BIGINT", meaning: "When it happened, milliseconds since 1970 in UTC." },
  { name: "time", type: "TIMESTAMP", meaning: "The same instant, in UTC." },
  { name: "hour", type: "INTEGER", meaning: "Start of its hour in the project's time zone, minutes since 1970." },
  { name: "date", type: "DATE", meaning: "Its date in the project's time zone." },
  { name: "type", type: "VARCHAR", meaning: "page, track, identify, or your own word." },
  { name: "name", type: "VARCHAR", meaning: "The event's name. A page event's is page_view." },
  { name: "distinct_id", type: "VARCHAR", meaning: "The browser or device." },
  { name: "user_id", type: "VARCHAR", meaning: "The identified person, NULL where there is none." },
  { name: "actor", type: "VARCHAR", meaning: "Who it is counted as: count(DISTINCT actor) is the number of users." },
  { name: "session_id", type: "VARCHAR", meaning: "The session that came with it, or cut:n for one cut here." },
  { name: "source", type: "VARCHAR", meaning: "Where it came in: api, snippet and site, or file and name." },
];
