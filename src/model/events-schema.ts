export interface SchemaColumn {
  name: string;
  type: string;
  meaning: string;
}

/**
 * The columns of the SQL table `events`, in order; then each property under its own name, in code unit order: DOUBLE if only
 * numbers were seen, BOOLEAN if only true and false, else VARCHAR (objects and arrays as JSON). A missing property and
 * a JSON null are NULL. One named like a column below is "properties.<name>"; so are all but the last of those alike but for
 * case. What two devices with the same events tell differs in nothing but the columns that are local to a device.
 */
export const EVENTS_SCHEMA: readonly SchemaColumn[] = [
  {
    name: "row",
    type: "INTEGER",
    meaning: "Number of the event in the project's log, from 0. Local to this device.",
  },
  { name: "timestamp", type: "BIGINT", meaning: "When it happened, milliseconds since 1970-01-01 UTC." },
  { name: "time", type: "TIMESTAMP", meaning: "The same instant, in UTC." },
  {
    name: "local_time",
    type: "TIMESTAMP",
    meaning: "The same instant on the clocks of the project's time zone.",
  },
  { name: "date", type: "DATE", meaning: "Date in the project's time zone." },
  { name: "hour", type: "BIGINT", meaning: "Hour of the day in the project's time zone, 0 to 23." },
  { name: "type", type: "VARCHAR", meaning: "page, track, identify or any other word." },
  { name: "name", type: "VARCHAR", meaning: "The event's name; hidden ones begin with $ and are here too." },
  { name: "distinct_id", type: "VARCHAR", meaning: "The browser or device." },
  { name: "user_id", type: "VARCHAR", meaning: "The identified person, NULL before that." },
  {
    name: "actor",
    type: "VARCHAR",
    meaning:
      "Who is counted as the user: user_id, else whom this distinct_id was first identified as, else distinct_id.",
  },
  {
    name: "session_id",
    type: "VARCHAR",
    meaning:
      "As it came, or cut:<start>:<distinct_id> where Lochan cut the session; start is that of its first event, in milliseconds.",
  },
  { name: "source", type: "VARCHAR", meaning: "Where it came in. Local to this device." },
];
