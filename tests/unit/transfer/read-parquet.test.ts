import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { firstPart, openRows } from "../../../src/transfer/open-rows.ts";
import { openDuckdb } from "../../support/duckdb-files.ts";
import { gzip, toBlob } from "../../support/import-fixtures.ts";
import { rowsOf } from "../../support/rows-of.ts";

let duckdb: Awaited<ReturnType<typeof openDuckdb>>;
beforeAll(async () => {
  duckdb = await openDuckdb();
});
afterAll(() => duckdb.close());

const oneRow = async (columns: string, options = "FORMAT parquet") => {
  const { rows } = await rowsOf(await duckdb.write(`SELECT ${columns}`, options));
  expect(rows).toHaveLength(1);
  return rows[0];
};

describe("values of each type", () => {
  test.each([
    ["true", true],
    ["(-7)::TINYINT", -7],
    ["200::UTINYINT", 200],
    ["(-30000)::SMALLINT", -30_000],
    ["60000::USMALLINT", 60_000],
    ["(-2000000000)::INTEGER", -2_000_000_000],
    ["4000000000::UINTEGER", 4_000_000_000],
    ["[-2000000000, 2000000000, -7]::INTEGER[]", [-2_000_000_000, 2_000_000_000, -7]],
    ["9007199254740991::BIGINT", 9_007_199_254_740_991],
    ["9007199254740993::BIGINT", "9007199254740993"],
    ["(-9223372036854775808)::BIGINT", "-9223372036854775808"],
    ["18446744073709551615::UBIGINT", "18446744073709551615"],
    ["1.5::FLOAT", 1.5],
    ["0.1::DOUBLE", 0.1],
    ["'nan'::DOUBLE", null],
    ["'-inf'::DOUBLE", null],
    ["1234.56::DECIMAL(6,2)", 1234.56],
    ["(-0.0001)::DECIMAL(18,4)", -0.0001],
    ["12345678901234567890.123456789::DECIMAL(38,9)", "12345678901234567890.123456789"],
    ["(-5)::DECIMAL(38,0)", -5],
    ["'naïve ☕'", "naïve ☕"],
    ["''", ""],
    ["'abc'::BLOB", "abc"],
    ["'\\xff\\x00'::BLOB", "/wA="],
    ["DATE '1969-07-20'", "1969-07-20"],
    ["TIME '23:59:58.25'", "23:59:58.250"],
    ["TIMESTAMP '2026-11-29 08:30:00'", "2026-11-29T08:30:00.000Z"],
    ["TIMESTAMP '1969-12-31 23:59:59.999999'", "1969-12-31T23:59:59.999999Z"],
    ["TIMESTAMP_S '2026-11-29 08:30:01'", "2026-11-29T08:30:01.000Z"],
    ["TIMESTAMP_MS '2026-11-29 08:30:01.25'", "2026-11-29T08:30:01.250Z"],
    ["TIMESTAMP_NS '2026-11-29 08:30:01.123456789'", "2026-11-29T08:30:01.123456789Z"],
    ["TIMESTAMPTZ '2026-11-29 08:30:00+02:00'", "2026-11-29T06:30:00.000Z"],
    ["INTERVAL '14 months 3 days 2500 milliseconds'", "P14M3DT2.5S"],
    ["'6ba7b810-9dad-41d1-80b4-00c04fd430c8'::UUID", "6ba7b810-9dad-41d1-80b4-00c04fd430c8"],
    [`'{"plan":"pro","seats":[1,2]}'::JSON`, { plan: "pro", seats: [1, 2] }],
    ["'a'::ENUM('a', 'b')", "a"],
    ["NULL::BIGINT", null],
    ["[1, NULL, 3]::BIGINT[]", [1, null, 3]],
    ["[]::INTEGER[]", []],
    ["NULL::VARCHAR[]", null],
    ["[[1], [], [2, 3]]", [[1], [], [2, 3]]],
    ["{'a': 1, 'b': {'c': 'x', 'd': NULL}}", { a: 1, b: { c: "x", d: null } }],
    ["NULL::STRUCT(a INTEGER)", null],
    [
      "[{'at': TIMESTAMP '2026-01-01 00:00:00', 'n': 1.50::DECIMAL(4,2)}]",
      [{ at: "2026-01-01T00:00:00.000Z", n: 1.5 }],
    ],
    ["MAP {'x': 1, 'y': NULL}", { x: 1, y: null }],
    ["MAP {1: [true]}", { 1: [true] }],
    ["NULL::MAP(VARCHAR, INTEGER)", null],
  ])("%s", async (sql, value) => {
    expect(await oneRow(`${sql} AS v`)).toEqual({ v: value });
    expect(await oneRow(`${sql} AS v`, "FORMAT parquet, PARQUET_VERSION v2")).toEqual({ v: value });
  });

  test("a column of any name is a field of that name", async () => {
    const row = await oneRow(`1 AS "a.b", 2 AS "__proto__", 3 AS "constructor"`);
    expect(Object.entries(row ?? {})).toEqual([
      ["a.b", 1],
      ["__proto__", 2],
      ["constructor", 3],
    ]);
    expect(Object.getPrototypeOf(row)).toBe(Object.prototype);
  });
});

const MANY = `
  SELECT i AS id, 'name ' || (i % 7) AS name, i * 1000000007 AS big, i / 8 AS half,
    CASE WHEN i % 3 = 0 THEN NULL ELSE 'user ' || (i % 1000) END AS person,
    TIMESTAMP '2026-01-01' + to_milliseconds(i * 37) AS "at",
    CASE WHEN i % 5 = 0 THEN NULL ELSE range(i % 4) END AS list,
    {'mark': i % 2 = 0, 'word': 'w' || i} AS pair
  FROM range(20000) r(i)`;

describe("many rows, over several groups and pages", () => {
  test.each(["uncompressed", "snappy", "zstd", "gzip", "lz4_raw"])(
    "%s are what DuckDB reads",
    async (compression) => {
      const file = await duckdb.write(
        MANY,
        `FORMAT parquet, COMPRESSION ${compression}, ROW_GROUP_SIZE 6144`,
      );
      const bytes: number[] = [];
      const { rows, numbers, failure } = await rowsOf(file, (read) => bytes.push(read));
      expect(failure).toBeUndefined();
      expect(numbers).toEqual(Array.from({ length: 20_000 }, (_, index) => index + 1));
      expect(bytes.at(-1)).toBe(file.size);
      const [expected] = await duckdb.ask(
        `SELECT sum(big)::DOUBLE AS big, sum(half) AS half, count(DISTINCT name)::INTEGER AS names,
          count(DISTINCT person)::INTEGER AS people, sum(len(list))::INTEGER AS lengths,
          count(list)::INTEGER AS lists, sum(pair.mark::INTEGER)::INTEGER AS marks,
          count(DISTINCT pair.word)::INTEGER AS words, max(epoch_ms("at"))::DOUBLE AS last FROM (${MANY})`,
      );
      const lists = rows.map(({ list }) => list as unknown[] | null);
      const pairs = rows.map((row) => row["pair"] as { mark: boolean; word: string });
      const sum = (values: number[]) => values.reduce((all, value) => all + value, 0);
      expect({
        big: Number(rows.reduce((all, row) => all + BigInt(Number(row["big"])), 0n)),
        half: sum(rows.map((row) => Number(row["half"]))),
        names: new Set(rows.map((row) => row["name"])).size,
        people: new Set(rows.map((row) => row["person"]).filter((person) => person !== null)).size,
        lengths: sum(lists.map((list) => list?.length ?? 0)),
        lists: lists.filter((list) => list !== null).length,
        marks: pairs.filter(({ mark }) => mark).length,
        words: new Set(pairs.map(({ word }) => word)).size,
        last: Date.parse(String(rows.at(-1)?.["at"])),
      }).toEqual(expected);
      expect(rows[19_999]).toEqual({
        id: 19_999,
        name: "name 0",
        big: 19_999_000_139_993,
        half: 2_499.875,
        person: "user 999",
        at: "2026-01-01T00:12:19.963Z",
        list: [0, 1, 2],
        pair: { mark: false, word: "w19999" },
      });
    },
  );

  test("brotli is read too", async () => {
    const file = await duckdb.write(
      "SELECT 'word ' || (i % 9) AS w FROM range(500) r(i)",
      "FORMAT parquet, COMPRESSION brotli",
    );
    expect((await rowsOf(file)).rows[499]).toEqual({ w: "word 4" });
  });

  test("gzipped as a whole they are the same", async () => {
    const file = await duckdb.write(MANY, "FORMAT parquet");
    const packed = toBlob(await gzip(await file.bytes()));
    const bytes: number[] = [];
    const { rows } = await rowsOf(packed, (read) => bytes.push(read));
    expect(rows).toHaveLength(20_000);
    expect(rows[77]).toEqual((await rowsOf(file)).rows[77]);
    expect(Math.max(...bytes)).toBe(packed.size);
  });
});

describe("what cannot be read", () => {
  test("a file cut short says so, and nothing of it is read", async () => {
    const file = await duckdb.write(MANY, "FORMAT parquet");
    for (const size of [6, 100, file.size >> 1, file.size - 1]) {
      const failure = (await rowsOf(file.slice(0, size))).failure;
      expect(failure).toMatchObject({ kind: "unreadable-file" });
      expect(failure?.message).toMatch(/cut short or damaged/);
    }
  });

  test("a file damaged in the middle gives the rows before it, and says from which row on", async () => {
    const file = await duckdb.write(MANY, "FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 6144");
    const whole = await rowsOf(file);
    const bytes = await file.bytes();
    bytes.fill(0x55, bytes.length * 0.6, bytes.length * 0.6 + 2_000);
    const { rows, failure } = await rowsOf(toBlob(bytes));
    expect(failure).toMatchObject({ kind: "unreadable-file", row: rows.length + 1 });
    expect(failure?.message).toContain(`from row ${(rows.length + 1).toLocaleString("en")} on`);
    expect(rows.length).toBeGreaterThanOrEqual(6_144);
    expect(rows).toEqual(whole.rows.slice(0, rows.length));
  });

  test("no byte of a file, whatever it becomes, is more than a failure", async () => {
    const file = await duckdb.write(
      "SELECT i, 'word ' || i AS w, [i, i] AS l FROM range(100) r(i)",
      "FORMAT parquet, COMPRESSION snappy",
    );
    const bytes = await file.bytes();
    for (let at = 4; at < bytes.length - 8; at += 29) {
      const damaged = bytes.slice();
      damaged[at] = damaged[at]! ^ 0xff;
      const opened = await firstPart(openRows(toBlob(damaged)));
      if (!opened.ok) continue;
      for await (const group of opened.value.groups) if (group.ok) group.value.rowAt(0);
    }
  });

  test("no byte of its end, which says what it holds, is more than a failure either", async () => {
    const file = await duckdb.write("SELECT i, {'p': i, 'l': [i]} AS s FROM range(3) r(i)", "FORMAT parquet");
    const bytes = await file.bytes();
    const from = bytes.length - 8 - new DataView(bytes.buffer).getUint32(bytes.length - 8, true);
    for (let at = from; at < bytes.length - 8; at++)
      for (const flip of [0x01, 0x04, 0x10, 0x3f]) {
        const damaged = bytes.slice();
        damaged[at] = damaged[at]! ^ flip;
        const { failure } = await rowsOf(toBlob(damaged));
        expect(failure?.message ?? "").not.toMatch(/undefined/);
      }
  });

  test("a file without rows says so", async () => {
    const failure = (await rowsOf(await duckdb.write("SELECT 1 AS a LIMIT 0", "FORMAT parquet"))).failure;
    expect(failure).toMatchObject({ kind: "unreadable-file" });
    expect(failure?.message).toMatch(/no rows/);
  });

  test("an abort ends the rows as cancelled", async () => {
    const file = await duckdb.write(MANY, "FORMAT parquet, ROW_GROUP_SIZE 6144");
    const controller = new AbortController();
    const opened = await firstPart(openRows(file, { signal: controller.signal }));
    if (!opened.ok) throw new Error(opened.failure.message);
    const kinds: string[] = [];
    for await (const group of opened.value.groups) {
      controller.abort();
      kinds.push(group.ok ? "rows" : group.failure.kind);
    }
    expect(kinds).toEqual(["rows", "cancelled"]);
  });
});
