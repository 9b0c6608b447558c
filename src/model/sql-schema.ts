import { EVENTS_SCHEMA, type SchemaColumn } from "./events-schema.ts";

/**
 * The columns of the SQL view `sessions`, in order: one row for each session with an event that counts. Its time is
 * from its first event to its last, hidden ones too, which is what it was cut by; hidden events are in no count.
 */
export const SESSIONS_SCHEMA: readonly SchemaColumn[] = [
  { name: "session_id", type: "VARCHAR", meaning: "As in events." },
  {
    name: "actor",
    type: "VARCHAR",
    meaning: "The user of its first event; of several at that instant the least as text.",
  },
  {
    name: "distinct_id",
    type: "VARCHAR",
    meaning: "The browser of its first event; of several at that instant the least as text.",
  },
  { name: "timestamp", type: "BIGINT", meaning: "When it began, milliseconds since 1970-01-01 UTC." },
  { name: "time", type: "TIMESTAMP", meaning: "The same instant, in UTC." },
  {
    name: "local_time",
    type: "TIMESTAMP",
    meaning: "The same instant on the clocks of the project's time zone.",
  },
  { name: "date", type: "DATE", meaning: "Date it began on, in the project's time zone." },
  { name: "hour", type: "BIGINT", meaning: "Hour it began in, in the project's time zone, 0 to 23." },
  { name: "end_time", type: "TIMESTAMP", meaning: "When its last event happened, in UTC." },
  { name: "seconds", type: "DOUBLE", meaning: "From its first event to its last; 0 with one event." },
  { name: "events", type: "BIGINT", meaning: "Its events, without hidden ones." },
  { name: "page_views", type: "BIGINT", meaning: "Those of the name page_view." },
];

/**
 * The columns of the SQL view `users`, in order: one row for each actor with an event that counts. Hidden events are
 * in no count; the first and the last time know them.
 */
export const USERS_SCHEMA: readonly SchemaColumn[] = [
  { name: "actor", type: "VARCHAR", meaning: "As in events: who is counted as one user." },
  {
    name: "identified",
    type: "BOOLEAN",
    meaning: "Whether actor is a user id; else it is the distinct id of a browser that was never identified.",
  },
  {
    name: "first_timestamp",
    type: "BIGINT",
    meaning: "First event, milliseconds since 1970-01-01 UTC.",
  },
  { name: "first_time", type: "TIMESTAMP", meaning: "The same instant, in UTC." },
  { name: "first_date", type: "DATE", meaning: "Its date in the project's time zone." },
  { name: "last_timestamp", type: "BIGINT", meaning: "Last event, milliseconds since 1970-01-01 UTC." },
  { name: "last_time", type: "TIMESTAMP", meaning: "The same instant, in UTC." },
  { name: "last_date", type: "DATE", meaning: "Its date in the project's time zone." },
  { name: "events", type: "BIGINT", meaning: "Their events, without hidden ones." },
  { name: "sessions", type: "BIGINT", meaning: "Sessions with one of those events." },
  { name: "distinct_ids", type: "BIGINT", meaning: "Browsers that sent one of those events." },
];

/** What SQL finds, by name. Each property is one more column of `events`. */
export const SQL_TABLES = {
  events: { columns: EVENTS_SCHEMA, meaning: "One row for each event, hidden ones too." },
  sessions: { columns: SESSIONS_SCHEMA, meaning: "One row for each session with an event that counts." },
  users: { columns: USERS_SCHEMA, meaning: "One row for each user with an event that counts." },
} as const;

export type SqlTable = keyof typeof SQL_TABLES;

export const SQL_TABLE_NAMES = Object.keys(SQL_TABLES) as readonly SqlTable[];
