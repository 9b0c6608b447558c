import { describe, expect, test } from "vitest";
import { sqlRefusal } from "../../../src/mirror/sql-walk.ts";

describe("a forbidden call is found", () => {
  test.each([
    "SELECT * FROM query('SELECT 1')",
    "from QUERY ('select 1')",
    'SELECT * FROM "enable_logging" /* x */ ()',
    "from main.query('select 1')",
    "from system.main.\"query\"('select 1')",
    "from query -- a ' quote\r('select 1')",
    "from query /* a /* nested */ ' */ ('select 1')",
    "from query/**/\n/**/(\n'select 1')",
    "select 'it''s' as a from query('select 1')",
    "select 'back\\' as a from query('select 1')",
    "select e'\\'' as a from query('select 1') --'",
    'select 1 as "a""b(" from checkpoint()',
    "select $$ ' $$ as a from query('select 1')",
    "select $t$ $$ ' $t$ as a from query('select 1')",
    "select a$$b from t, query('select 1') where a$$b = 1",
    "select 1$$ a $$, x from query('select 1') where x = $$ $$",
    "select date'2020-01-01' as a from query_table('t')",
    "select name'\\' as a from query('select 1') --'",
    "select 1from query('select 1')",
    "select 1 -- '\nfrom force_checkpoint()",
  ])("in %j", (sql) => {
    expect(sqlRefusal(sql)).toMatch(/\(\) cannot be used here/);
  });
});

test("a call that reads a file is found, and said to be one", () => {
  expect(sqlRefusal("from main.read_blob /* x */ ('a')")).toMatch(/Files and addresses/);
  expect(sqlRefusal("from \"sniff_csv\"('a')")).toMatch(/Files and addresses/);
  expect(sqlRefusal("select read_blob, (1) from (select 1 as read_blob)")).toBeUndefined();
});

describe("what is no call is let through", () => {
  test.each([
    "select 'query (' as s",
    "select 'it''s query (' as s",
    "select e'\\'query (' as s",
    "select $$query ($$ as s",
    "select $tag$query ('$tag$ as s",
    'select 1 as "query ("',
    "select 1 -- query (",
    "select 1 /* query ( /* query ( */ query ( */",
    "select 1 as query",
    "select query, (1) from (select 1 as query)",
    "select my_query (1), querys(2), équery(3)",
    "from events; -- all of them",
    "pivot events on type in ('page') using count(*)",
    "select 1e5, 1_000, 0x1F, .5, 1.5e-3, [1, 2][1], -1::int, 5 % 2",
    "select price$ from events",
    "",
  ])("in %j", (sql) => {
    expect(sqlRefusal(sql)).toBeUndefined();
  });
});

describe("what DuckDB might read otherwise is refused in words", () => {
  test.each([
    ["from query\u00a0('select 1')", "no-break space"],
    ["select 1 as a\u200b", "no-break space"],
    ["select $a\u2060b$ x $a\u2060b$", "no-break space"],
    ["select 1e5$$ ' $$", "$ outside quotes"],
    ["select $1", "$ outside quotes"],
    ["select e''\n'\\'' as x, y from query('select 1') --'", "one string"],
    ["select 'a", "string that is not closed"],
    ["select e'a\\'", "string that is not closed"],
    ['select "a', "quoted name that is not closed"],
    ["select $$a$", "dollar quote that is not closed"],
    ["select 1 /* /* */", "comment that is not closed"],
  ])("%j", (sql, words) => {
    expect(sqlRefusal(sql)).toContain(words);
  });

  test("and a no-break space inside quotes and comments is nobody's business", () => {
    expect(sqlRefusal("select 'a\u00a0b' as \"c\u00a0d\" -- \u00a0\n/* \u00a0 */")).toBeUndefined();
  });
});

describe("a long text takes one walk", () => {
  test.each([
    ["comments before no call", `select 1 as query ${"/**/".repeat(100_000)} x`],
    ["line comments", `select 1 as query ${"--\n".repeat(100_000)} x`],
    ["comments that never close", `select query ${"/*".repeat(100_000)}`],
    ["quotes", `select ${"''".repeat(100_000)}`],
    ["a string that never closes", `select '${"''".repeat(100_000)}`],
    ["dollars", `select ${"$a".repeat(100_000)}`],
    ["spaces", `select query ${" ".repeat(400_000)} x`],
    ["letters", `select ${"q".repeat(400_000)}`],
    ["digits", `select ${"1_".repeat(200_000)}`],
    ["signs", `select ${"/".repeat(400_000)}`],
  ])("of %s", (_, sql) => {
    const started = performance.now();
    sqlRefusal(sql);
    // A walk is a few milliseconds; one that is not linear would be minutes.
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
