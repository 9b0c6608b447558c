import { describe, expect, it } from "vitest";
import { findErrorPlace } from "../../../src/ui/sql/error-place.ts";
import { quoteName } from "../../../src/ui/sql/quote-name.ts";
import { barsOf, drawableOf, pointsOf, resultToCsv } from "../../../src/ui/sql/result-shape.ts";
import { LINKED_CHARACTERS, parseSqlLink, sqlLinkToParams } from "../../../src/ui/sql/sql-link.ts";
import type { FilterScalar } from "../../../src/model/question.ts";

const result = (columns: [string, string][], rows: FilterScalar[][]) => ({
  columns: columns.map(([name, type]) => ({ name, type })),
  rows,
});

describe("a link to a statement", () => {
  it("carries it whole and back", () => {
    const link = { text: "SELECT 'ü' --\n% + &", shown: "chart" } as const;
    expect(parseSqlLink(sqlLinkToParams(link))).toEqual({ link, notices: [] });
    expect(parseSqlLink({})).toEqual({ link: { text: undefined, shown: "table" }, notices: [] });
  });

  it("leaves out what is too long", () => {
    const text = "x".repeat(LINKED_CHARACTERS + 1);
    expect(sqlLinkToParams({ text, shown: "table" })).toEqual({ sql: undefined, as: undefined });
    expect(parseSqlLink({ sql: text }).notices).toHaveLength(1);
  });

  it("says what of it was not understood", () => {
    expect(parseSqlLink({ sql: ["a", "b"], as: "pie" }).notices).toHaveLength(2);
    expect(parseSqlLink({ sql: "  " }).link.text).toBeUndefined();
  });
});

describe("where an error is", () => {
  it("is told by what DuckDB names, where that is there once", () => {
    expect(
      findErrorPlace(
        "SELECT name,\n  pricee\nFROM events",
        'Binder Error: Referenced column "pricee" not found',
      ),
    ).toEqual({ from: 15, to: 21, line: 2, column: 3 });
    expect(findErrorPlace("SELEC 1", 'Parser Error: syntax error at or near "SELEC"')).toMatchObject({
      from: 0,
      to: 5,
    });
    expect(
      findErrorPlace(
        "SELECT 1,\n cuont(*)",
        "Catalog Error: Scalar Function with name cuont does not exist!",
      ),
    ).toMatchObject({ line: 2, column: 2 });
    expect(findErrorPlace("SELECT (1\n ", "Parser Error: syntax error at end of input")).toMatchObject({
      line: 1,
      column: 9,
    });
  });

  it("is not where the word is part of another, in a string or in a comment", () => {
    const message = 'Binder Error: Referenced column "nam" not found';
    expect(findErrorPlace("SELECT name, 'nam', nam -- nam\n/* nam */", message)).toMatchObject({ from: 20 });
  });

  it("is not guessed where the word is there twice, or no word is named", () => {
    const message = 'Binder Error: Referenced column "nope" not found';
    expect(findErrorPlace("SELECT nope, nope", message)).toBeUndefined();
    expect(findErrorPlace("SELECT 1", message)).toBeUndefined();
    expect(findErrorPlace("SELECT 1", "Out of memory")).toBeUndefined();
  });
});

describe("what can be drawn of a result", () => {
  it("is a line over the first time, by time", () => {
    const days = result(
      [
        ["n", "BIGINT"],
        ["date", "DATE"],
      ],
      [
        [2, "2026-06-02"],
        [1, "2026-06-01"],
        [3, null],
      ],
    );
    expect(drawableOf(days)).toEqual({ kind: "line", by: 1, numbers: [0] });
    expect(pointsOf(days, 1, [0])).toEqual({
      times: [Date.UTC(2026, 5, 1), Date.UTC(2026, 5, 2)],
      labels: ["2026-06-01", "2026-06-02"],
      lines: [[1, 2]],
    });
  });

  it("takes times as they are written, in no zone", () => {
    const times = result(
      [
        ["at", "TIMESTAMP"],
        ["n", "DOUBLE"],
      ],
      [
        ["2026-06-01T22:30:15.25", 1],
        ["2026-06-01T22:30:16Z", 2],
      ],
    );
    expect(pointsOf(times, 0, [1])).toMatchObject({
      times: [Date.UTC(2026, 5, 1, 22, 30, 15, 250), Date.UTC(2026, 5, 1, 22, 30, 16)],
    });
  });

  it("is several lines, below zero too, and none where a time comes twice", () => {
    const columns: [string, string][] = [
      ["date", "DATE"],
      ["n", "BIGINT"],
    ];
    const twice = result(columns, [
      ["2026-06-01", 1],
      ["2026-06-01", 2],
    ]);
    expect(pointsOf(twice, 0, [1])).toContain("More than one row is at 2026-06-01");
    const two = result(
      [...columns, ["m", "DOUBLE"]],
      [
        ["2026-06-02", -1, 0.5],
        ["2026-06-01", 4, null],
      ],
    );
    expect(pointsOf(two, 0, [1, 2])).toMatchObject({
      labels: ["2026-06-01", "2026-06-02"],
      lines: [
        [4, -1],
        [null, 0.5],
      ],
    });
    expect(barsOf(two, 0, 1, 9)).toMatchObject([{ value: -1 }, { value: 4 }]);
  });

  it("is bars by the first column that is no number, else by the first", () => {
    const names = result(
      [
        ["n", "BIGINT"],
        ["name", "VARCHAR"],
      ],
      [
        [3, "a"],
        [2, null],
        [1, "b"],
      ],
    );
    expect(drawableOf(names)).toEqual({ kind: "bars", by: 1, numbers: [0] });
    expect(barsOf(names, 1, 0, 2)).toEqual([
      { label: "a", value: 3, missing: false },
      { label: "NULL", value: 2, missing: true },
    ]);
    const hours = result(
      [
        ["hour", "BIGINT"],
        ["n", "DECIMAL(18,3)"],
      ],
      [[0, "12345678901234567.5"]],
    );
    expect(drawableOf(hours)).toEqual({ kind: "bars", by: 0, numbers: [1] });
    expect(barsOf(hours, 0, 1, 9)).toMatchObject([{ label: "0" }]);
  });

  it("is nothing without numbers, rows, or something to say what a number is of", () => {
    expect(drawableOf(result([["name", "VARCHAR"]], [["a"]]))).toMatchObject({ kind: "none" });
    expect(drawableOf(result([["n", "BIGINT"]], [[1]]))).toMatchObject({ kind: "none" });
    expect(drawableOf(result([["n", "BIGINT"]], []))).toMatchObject({ kind: "none" });
  });
});

it("a result as CSV runs nothing in a spreadsheet, and leaves NULL empty", () => {
  const rows = result(
    [
      ["=name", "VARCHAR"],
      ["n", "BIGINT"],
    ],
    [
      ["=1+1", 1],
      [null, null],
      ['a "b", c', 2],
    ],
  );
  expect(resultToCsv(rows)).toBe('\'=name,n\r\n\'=1+1,1\r\n,\r\n"a ""b"", c",2\r\n');
});

it.each([
  ["path", "path"],
  ["properties.name", '"properties.name"'],
  ['a"b', '"a""b"'],
  ["order", '"order"'],
  ["2nd", '"2nd"'],
])("a column %s is written %s", (name, quoted) => {
  expect(quoteName(name)).toBe(quoted);
});
