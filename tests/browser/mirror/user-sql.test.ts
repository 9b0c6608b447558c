import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runUserSql } from "../../../src/mirror/user-sql.ts";
import { ENDLESS_SQL } from "../../support/endless-sql.ts";
import {
  makeEvent,
  need,
  openMirroredProject,
  type MirroredProject,
} from "../../support/mirrored-project.ts";

const at = Date.UTC(2026, 5, 1, 22, 30, 15, 250);
let one: MirroredProject;
let other: MirroredProject;
beforeAll(async () => {
  one = await openMirroredProject({
    timeZone: "Europe/Berlin",
    events: [
      makeEvent({
        type: "page",
        name: "page_view",
        distinctId: "b1",
        timestamp: at,
        properties: { path: "/", price: 1.5, paid: true, name: "Tea", Path: "upper", 'a"b': "q", mixed: "x" },
      }),
      makeEvent({
        name: "sign_up",
        distinctId: "b1",
        userId: "ann",
        sessionId: "s1",
        timestamp: at + 1,
        properties: { mixed: 5 },
      }),
      makeEvent({ name: "$leave", distinctId: "b2", timestamp: at + 2, properties: { path: "it's" } }),
    ],
  });
  other = await openMirroredProject({ events: [makeEvent({ name: "secret of another project" })] });
});
afterAll(async () => {
  await one.close();
  await other.close();
});

const rows = async (sql: string) => need(await runUserSql(one.mirror, sql)).rows;
const refusal = async (sql: string) => {
  const result = await runUserSql(one.mirror, sql);
  return result.ok ? `ran: ${JSON.stringify(result.value.rows)}` : result.failure.message;
};

describe("SQL on events", () => {
  test("shows the documented columns as text, times and numbers", async () => {
    expect(
      await rows(
        "SELECT row, timestamp, time, local_time, date, hour, type, name, distinct_id, user_id, actor, session_id, source FROM events ORDER BY row",
      ),
    ).toEqual([
      [
        0,
        at,
        "2026-06-01T22:30:15.25",
        "2026-06-02T00:30:15.25",
        "2026-06-02",
        0,
        "page",
        "page_view",
        "b1",
        null,
        "ann",
        `cut:${at}:b1`,
        "api",
      ],
      [
        1,
        at + 1,
        "2026-06-01T22:30:15.251",
        "2026-06-02T00:30:15.251",
        "2026-06-02",
        0,
        "track",
        "sign_up",
        "b1",
        "ann",
        "ann",
        "s1",
        "api",
      ],
      [
        2,
        at + 2,
        "2026-06-01T22:30:15.252",
        "2026-06-02T00:30:15.252",
        "2026-06-02",
        0,
        "track",
        "$leave",
        "b2",
        null,
        "b2",
        `cut:${at + 2}:b2`,
        "api",
      ],
    ]);
  });

  test("gives each property a column under its own name and type", async () => {
    const described = await rows("DESCRIBE events");
    const types = Object.fromEntries(described.map(([name, type]) => [name, type]));
    expect(types).toMatchObject({
      path: "VARCHAR",
      price: "DOUBLE",
      paid: "BOOLEAN",
      "properties.name": "VARCHAR",
      "properties.Path": "VARCHAR",
      'a"b': "VARCHAR",
      mixed: "VARCHAR",
    });
    expect(
      await rows(
        'SELECT "a""b", "properties.name", "properties.Path", paid, mixed FROM events ORDER BY row LIMIT 2',
      ),
    ).toEqual([
      ["q", "Tea", "upper", true, "x"],
      [null, null, null, null, "5"],
    ]);
  });

  test("keeps order, counts and all columns of a star", async () => {
    expect(await rows("SELECT name FROM events ORDER BY timestamp DESC")).toEqual([
      ["$leave"],
      ["sign_up"],
      ["page_view"],
    ]);
    expect(await rows("SELECT count(*) FROM events WHERE path = 'it''s'")).toEqual([[1]]);
    const all = need(await runUserSql(one.mirror, "FROM events; -- all of them"));
    expect(all.columns.map(({ name }) => name)).toContain("properties.Path");
  });

  test("gives whole numbers as numbers where exact, else as text, and dates as ISO text", async () => {
    expect(
      await rows(
        "SELECT 9007199254740991::BIGINT, 9007199254740993::BIGINT, 12::HUGEINT, 1.50::DECIMAL(10,2), DATE '2026-01-02', TIMESTAMP '2026-01-02 03:04:05', [1, 2], {'a': 1}, NULL, 'nan'::DOUBLE, INTERVAL 1 DAY",
      ),
    ).toEqual([
      [
        9007199254740991,
        "9007199254740993",
        12,
        1.5,
        "2026-01-02",
        "2026-01-02T03:04:05",
        "[1, 2]",
        "{'a': 1}",
        null,
        "NaN",
        "1 day",
      ],
    ]);
  });

  test.each([
    ["FROM events SELECT count(*)", [[3]]],
    ["WITH a AS (FROM events) SELECT count(*) FROM a", [[3]]],
    ["PIVOT events ON type IN ('page', 'track') USING count(*) GROUP BY hour", [[0, 1, 2]]],
    [
      "UNPIVOT (SELECT 1 AS a, 2 AS b) ON a, b",
      [
        ["a", 1],
        ["b", 2],
      ],
    ],
    ["VALUES (1)", [[1]]],
    ["SELECT 'query (' AS s", [["query ("]]],
  ])("takes %s", async (sql, expected) => {
    expect(await rows(sql)).toEqual(expected);
  });

  test("stops at the limit and says so", async () => {
    const result = need(await runUserSql(one.mirror, "SELECT * FROM range(10)", { limit: 3 }));
    expect(result).toMatchObject({ truncated: true, rows: [[0], [1], [2]] });
  });

  test("stops at so many bytes, whatever the rows, and says so", async () => {
    const texts = "SELECT range AS n, repeat('é', 50) AS text FROM range(10)";
    // A row is one byte of a whole number's digits, and 100 of the other text.
    const cut = need(await runUserSql(one.mirror, texts, { limitBytes: 404 }));
    expect(cut).toMatchObject({ truncated: true, truncatedBy: "bytes" });
    expect(cut.rows).toEqual([0, 1, 2, 3].map((n) => [n, "é".repeat(50)]));
    expect(need(await runUserSql(one.mirror, texts, { limitBytes: 403 })).rows).toHaveLength(3);
    expect(need(await runUserSql(one.mirror, texts, { limitBytes: 1 }))).toMatchObject({
      ...{ rows: [], truncatedBy: "bytes" },
    });
    const whole = need(await runUserSql(one.mirror, texts, { limitBytes: 1010 }));
    expect([whole.rows.length, whole.truncated, whole.truncatedBy]).toEqual([10, false, undefined]);
    const byRows = need(await runUserSql(one.mirror, texts, { limit: 4, limitBytes: 404 }));
    expect([byRows.rows.length, byRows.truncatedBy]).toEqual([4, "rows"]);
    // Of what is too large for all there may be nothing is brought over.
    const huge = "SELECT CASE WHEN range = 2 THEN repeat('x', 50000000) ELSE 'x' END AS t FROM range(4)";
    const started = need(await runUserSql(one.mirror, huge));
    expect(started).toMatchObject({ rows: [["x"], ["x"]], truncatedBy: "bytes" });
  });

  test("sees nothing of another project", async () => {
    expect(await rows("SELECT count(*) FROM events WHERE name LIKE '%another%'")).toEqual([[0]]);
    expect(await rows("SELECT database_name FROM duckdb_databases() WHERE NOT internal ORDER BY 1")).toEqual([
      ["joins"],
      ["m"],
      ["memory"],
    ]);
  });
});

describe("SQL that would do more than read", () => {
  const changing = [
    "ATTACH ':memory:' AS z",
    "ATTACH 'http://localhost:1/x.db'",
    "COPY (SELECT 1) TO 'x.csv'",
    "INSTALL json",
    "LOAD httpfs",
    "SET threads = 1",
    "USE memory",
    "PRAGMA enable_profiling",
    "CREATE TABLE z(a INT)",
    "CREATE OR REPLACE TEMP VIEW events AS SELECT 1",
    "DELETE FROM m.main.facts",
    "DROP TABLE m.main.facts",
    "UPDATE m.main.checkpoint SET sequence = 0",
    "BEGIN",
    "COMMIT",
    "CALL enable_logging()",
    "EXPORT DATABASE 'x'",
    "SELECT 1; SELECT 2",
    "SELECT 1; DROP TABLE m.main.facts",
    "SELECT 1'); DROP TABLE m.main.facts; --",
  ];
  test.each(changing)("%s is refused and changes nothing", async (sql) => {
    expect(await refusal(sql)).not.toMatch(/^ran/);
    expect(await rows("SELECT count(*) FROM events")).toEqual([[3]]);
    expect(await rows("SELECT database_name FROM duckdb_databases() WHERE NOT internal ORDER BY 1")).toEqual([
      ["joins"],
      ["m"],
      ["memory"],
    ]);
  });

  const outside = [
    "SELECT * FROM read_csv('http://localhost:1/x.csv')",
    "SELECT * FROM 'http://localhost:1/x.parquet'",
    "FROM read_text('/etc/passwd')",
    "FROM glob('*')",
    "FROM read_blob('mirror-file')",
    "FROM main.\"read_text\" /* x */ ('mirror-file.wal')",
    "FROM read_csv('mirror-file', sep = 'x')",
    "FROM read_csv_auto('mirror-file')",
    "FROM sniff_csv('mirror-file')",
    "FROM 'mirror-file'",
    'FROM "mirror-file"',
    "SELECT json_extract('{}', '$.a')",
    "SELECT * FROM enable_logging()",
    'SELECT * FROM "enable_logging" /* x */ ()',
    "SELECT * FROM query('SELECT 1')",
  ];
  test.each(outside)("%s is refused, without a request leaving", async (sql) => {
    performance.clearResourceTimings();
    expect(await refusal(sql)).not.toMatch(/^ran/);
    expect(
      performance.getEntriesByType("resource").filter(({ name }) => new URL(name).origin !== location.origin),
    ).toEqual([]);
  });

  test("refusals are in words", async () => {
    expect(await refusal("DROP TABLE m.main.facts")).toContain("one SELECT statement");
    expect(await refusal("SELECT * FROM read_csv('http://localhost:1/x.csv')")).toContain(
      "nothing is fetched",
    );
    expect(await refusal("PIVOT events ON type USING count(*)")).toContain("PIVOT");
    for (const zoned of ["now() AT TIME ZONE 'Europe/Berlin'", "current_date", "date_trunc('day', now())"])
      expect(await refusal(`SELECT ${zoned}`)).toContain("use local_time");
    for (const json of ["json_extract('{}', '$.a')", "'{}'::JSON", "name ->> 'a' FROM events"])
      expect(await refusal(`SELECT ${json}`)).toContain("regexp_extract");
    expect(await refusal("  ")).toContain("no SQL");
    expect(await refusal("SELECT nope FROM events")).toContain("nope");
    expect(await refusal("SELEC 1")).not.toContain("query(");
  });
});

describe("SQL that would run for ever", () => {
  test("stops when cancelled, and the next runs", async () => {
    const controller = new AbortController();
    const running = runUserSql(one.mirror, ENDLESS_SQL, { signal: controller.signal });
    await rows("SELECT count(*) FROM events");
    controller.abort();
    expect(await running).toMatchObject({ ok: false, failure: { kind: "query-cancelled" } });
    expect(await rows("SELECT count(*) FROM events")).toEqual([[3]]);
    expect(one.states.map(({ kind }) => kind)).not.toContain("rebuilding");
  });

  test("stops at the time limit and says so", async () => {
    const result = await runUserSql(one.mirror, ENDLESS_SQL, { timeoutMs: 200 });
    expect(result).toMatchObject({
      ok: false,
      failure: {
        kind: "query-timeout",
        limitMs: 200,
        message: expect.stringContaining("Stopped after") as string,
      },
    });
    expect(await rows("SELECT count(*) FROM events")).toEqual([[3]]);
    expect(one.states.map(({ kind }) => kind)).not.toContain("rebuilding");
  });

  test("ends the engine under one that does not let go, and everything else is asked again", async () => {
    // Worked out while it is planned, in one step of minutes.
    const deaf = "SELECT levenshtein(repeat('ab', 200000), repeat('ba', 200000))";
    const late = { ok: false, failure: { kind: "query-timeout" } };
    // Oftener than an engine may die of itself.
    for (let times = 1; times <= 4; times++) {
      const running = runUserSql(one.mirror, deaf, { timeoutMs: 400 });
      const beside = runUserSql(one.mirror, "SELECT count(*) FROM events");
      expect(await running).toMatchObject(late);
      expect(need(await beside).rows).toEqual([[3]]);
      expect(one.states.filter(({ kind }) => kind === "rebuilding")).toHaveLength(times);
    }
    expect(await rows("SELECT count(*) FROM events")).toEqual([[3]]);
  });
});
