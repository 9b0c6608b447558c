/** A statement that runs on every project: it names no property. */
export interface SqlExample {
  title: string;
  text: string;
}

export const EXAMPLES: readonly SqlExample[] = [
  {
    title: "Events and users by day",
    text: `SELECT date, count(*) AS events, count(DISTINCT actor) AS users
FROM events
WHERE name NOT LIKE '$%'
GROUP BY date
ORDER BY date`,
  },
  {
    title: "Most frequent events",
    text: `SELECT name, count(*) AS events, count(DISTINCT actor) AS users
FROM events
GROUP BY name
ORDER BY events DESC, name
LIMIT 20`,
  },
  {
    title: "New users by day",
    text: `SELECT first_date, count(*) AS new_users
FROM users
GROUP BY first_date
ORDER BY first_date`,
  },
  {
    title: "How long sessions last",
    text: `SELECT date, count(*) AS sessions, median(seconds) AS median_seconds,
  quantile_cont(seconds, 0.9) AS p90_seconds
FROM sessions
GROUP BY date
ORDER BY date`,
  },
  {
    title: "What follows what in a session",
    text: `WITH steps AS (
  SELECT name, lead(name) OVER (PARTITION BY session_id ORDER BY timestamp, name) AS next
  FROM events
)
SELECT name, next, count(*) AS times
FROM steps
WHERE next IS NOT NULL
GROUP BY name, next
ORDER BY times DESC, name, next
LIMIT 20`,
  },
  {
    title: "Weekday and hour",
    text: `SELECT dayname(date) AS weekday, hour, count(*) AS events
FROM events
GROUP BY isodow(date), weekday, hour
ORDER BY isodow(date), hour`,
  },
  {
    title: "Users by how many days they came",
    text: `WITH days AS (
  SELECT actor, count(DISTINCT date) AS days FROM events WHERE name NOT LIKE '$%' GROUP BY actor
)
SELECT days, count(*) AS users
FROM days
GROUP BY days
ORDER BY days`,
  },
];

/** What this engine has not, and what to write in its place. */
export interface Instead {
  lacks: string;
  /** Fails here. */
  not: string;
  why: string;
  instead: SqlExample;
}

export const INSTEAD: readonly Instead[] = [
  {
    lacks: "JSON functions",
    not: `SELECT json_extract('{"plan":"team"}', '$.plan')`,
    why: "DuckDB's json is an extension, and none is loaded. Objects and lists are JSON as text, without spaces: take a value out with a pattern.",
    instead: {
      title: "A text and a number out of JSON",
      text: `SELECT regexp_extract(details, '"plan":"([^"]*)"', 1) AS plan,
  TRY_CAST(regexp_extract(details, '"seats":(-?[0-9.]+)', 1) AS DOUBLE) AS seats
FROM (VALUES ('{"plan":"team","seats":5}')) AS example(details)`,
    },
  },
  {
    lacks: "Lists in JSON",
    not: `SELECT from_json('["tea","cup"]', '["VARCHAR"]')`,
    why: "Take the brackets off and cut at the commas between the quotes.",
    instead: {
      title: "One row for each of a list",
      text: `SELECT unnest(string_split(trim(tags, '[]"'), '","')) AS tag
FROM (VALUES ('["tea","cup"]')) AS example(tags)`,
    },
  },
  {
    lacks: "Time zones",
    not: "SELECT time AT TIME ZONE 'Europe/Berlin' FROM events",
    why: "DuckDB's time zones are in the extension icu. local_time, date and hour are in the project's zone already, daylight saving included; time is in UTC. Another zone is a fixed shift.",
    instead: {
      title: "By week, and the clock nine hours ahead of UTC",
      text: `SELECT date_trunc('week', local_time) AS week, min(time + INTERVAL 9 HOURS) AS first_there,
  count(*) AS events
FROM events
GROUP BY week
ORDER BY week`,
    },
  },
  {
    lacks: "Today",
    not: "SELECT count(*) FROM events WHERE date = current_date",
    why: "current_date and today() ask for a time zone. now() is there, and as a TIMESTAMP it is in UTC; the newest event tells how far the project's clock is from that.",
    instead: {
      title: "Events of today, and of the last 7 days",
      text: `WITH clock AS (
  SELECT CAST(now() AS TIMESTAMP) AS utc, arg_max(local_time - time, timestamp) AS ahead FROM events
)
SELECT count(*) FILTER (date = CAST(utc + ahead AS DATE)) AS today,
  count(*) FILTER (time >= utc - INTERVAL 7 DAYS) AS last_7_days
FROM events, clock`,
    },
  },
  {
    lacks: "Order by language",
    not: "SELECT name FROM events ORDER BY name COLLATE de",
    why: "Collations of languages are in the extension icu. NOCASE, NOACCENT and NFC are here.",
    instead: {
      title: "Names without regard to case and accents",
      text: `SELECT DISTINCT name
FROM events
ORDER BY name COLLATE NOCASE.NOACCENT
LIMIT 100`,
    },
  },
  {
    lacks: "Files and addresses",
    not: "SELECT * FROM read_parquet('https://example.com/plans.parquet')",
    why: "SQL reads no file and no address, and no extension is loaded or fetched. Import events on the Data page; write a small list into the statement.",
    instead: {
      title: "A list in the statement, joined",
      text: `WITH labels(name, label) AS (VALUES ('page_view', 'Page views'), ('sign_up', 'Sign-ups'))
SELECT coalesce(label, name) AS event, count(*) AS events
FROM events LEFT JOIN labels USING (name)
GROUP BY event
ORDER BY events DESC, event`,
    },
  },
  {
    lacks: "PIVOT that finds its own columns",
    not: "PIVOT events ON type USING count(*) GROUP BY date",
    why: "It would be two statements. Name the values.",
    instead: {
      title: "Types of events side by side",
      text: `PIVOT events ON type IN ('page', 'track', 'identify') USING count(*) GROUP BY date
ORDER BY date`,
    },
  },
];
