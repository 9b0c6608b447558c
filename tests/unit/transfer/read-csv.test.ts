import { describe, expect, test } from "vitest";
import { readCsv } from "../../../src/transfer/readers/read-csv.ts";
import { inPieces, readRows, utf8 } from "../../support/read-rows.ts";

async function read(content: string | Uint8Array, { limit = 1_000, cuts = [] as number[] } = {}) {
  let encoding: string | undefined;
  const bytes = typeof content === "string" ? utf8(content) : content;
  const got = await readRows(readCsv(inPieces(bytes, cuts), (read) => (encoding = read), limit));
  return { ...got, encoding };
}

describe("rows", () => {
  test.each([",", ";", "\t", "|"])("separated by %j", async (delimiter) => {
    const text = [
      ["id", "name"],
      ["1", "a b"],
      ["2", ""],
    ]
      .map((row) => row.join(delimiter))
      .join("\n");
    expect((await read(text)).rows).toEqual([
      [2, { id: "1", name: "a b" }],
      [3, { id: "2", name: "" }],
    ]);
  });

  test.each(["\n", "\r\n", "\r"])("ending in %j, with and without the last", async (end) => {
    const rows = [
      [2, { a: "1", b: "x" }],
      [4, { a: "2", b: "y" }],
    ];
    const text = ["a,b", "1,x", "", "2,y"].join(end);
    expect((await read(text)).rows).toEqual(rows);
    expect((await read(text + end)).rows).toEqual(rows);
  });

  test("with line breaks, delimiters and quotes in quotes are told by the line they begin in", async () => {
    const { rows } = await read('a,b\r\n"1\r\n2","x, ""y"""\r\n3,"z"\r\n4,w\n5,v');
    expect(rows).toEqual([
      [2, { a: "1\r\n2", b: 'x, "y"' }],
      [4, { a: "3", b: "z" }],
      [5, { a: "4", b: "w" }],
      [6, { a: "5", b: "v" }],
    ]);
  });

  test("of a header with the same name twice, or none, have a column for each", async () => {
    const { rows } = await read("plan,plan,,plan_2,__proto__\n1,2,3,4,5");
    expect(rows).toHaveLength(1);
    expect(Object.entries(rows[0]?.[1] as object)).toEqual([
      ["plan", "1"],
      ["plan_3", "2"],
      ["column_3", "3"],
      ["plan_2", "4"],
      ["__proto__", "5"],
    ]);
  });

  test("with the same cells have the same text, whatever the order of columns and their quotes", async () => {
    const [one] = (await read('a,b\n1,"x"')).texts;
    const [other] = (await read("b;a\nx;1\n")).texts;
    expect(one).toBe(other);
  });

  test("that are ragged are refused with their line, and no other", async () => {
    const { rows } = await read("a,b,c\n1,2,3\n1,2\n1,2,3,4\n\n4,5,6");
    expect(rows).toEqual([
      [2, { a: "1", b: "2", c: "3" }],
      [3, undefined, "The row has 2 fields, the header 3."],
      [4, undefined, "The row has 4 fields, the header 3."],
      [6, { a: "4", b: "5", c: "6" }],
    ]);
  });
});

describe("damage", () => {
  test("a quote that is never closed costs its line", async () => {
    const { rows } = await read('a,b\n1,"x\n2,y\n3,z\n');
    expect(rows).toEqual([
      [2, undefined, "A quote in this line is never closed."],
      [3, { a: "2", b: "y" }],
      [4, { a: "3", b: "z" }],
    ]);
  });

  test("text after a quoted field costs its row", async () => {
    const { rows } = await read('a,b\n"1"x,"2"\n3,z\n');
    expect(rows).toEqual([
      [2, undefined, "Text follows a quote that should end its field."],
      [3, { a: "3", b: "z" }],
    ]);
  });

  test("a stray quote costs its line, not those up to the next quote, however its file is cut", async () => {
    const text = 'a,b\n1,"x\n2,y\n3,"z"\n4,w\n5,"v"\n';
    for (const cuts of [[], Array.from({ length: text.length }, (_, index) => index)]) {
      const { rows } = await read(text, { cuts });
      expect(rows).toEqual([
        [2, undefined, "Text follows a quote that should end its field."],
        [3, { a: "2", b: "y" }],
        [4, { a: "3", b: "z" }],
        [5, { a: "4", b: "w" }],
        [6, { a: "5", b: "v" }],
      ]);
    }
  });

  test("ten thousand columns of one name have a column each", async () => {
    const { rows } = await read(
      `${Array.from({ length: 10_000 }, () => "x").join(",")}\n${",".repeat(9_999)}`,
      {
        limit: 200_000,
      },
    );
    expect(Object.keys(rows[0]?.[1] as object)).toHaveLength(10_000);
    expect(rows[0]?.[1]).toMatchObject({ x: "", x_2: "", x_10000: "" });
  });

  test("a row past the limit is a fault of itself, however its file is cut", async () => {
    const long = "x".repeat(3_000);
    const text = `a,b\n1,${long}\n2,y\n3,"${long}"\n4,z`;
    for (const cuts of [[], [10, 1_500, 2_900], Array.from({ length: 6_000 }, (_, index) => index)]) {
      const { rows } = await read(text, { cuts });
      expect(rows).toEqual([
        [2, undefined, "The row is longer than 1,000 characters."],
        [3, { a: "2", b: "y" }],
        [4, undefined, "The row is longer than 1,000 characters."],
        [5, { a: "4", b: "z" }],
      ]);
    }
  });

  test("a hundred quotes that are never closed end the reading", async () => {
    const { rows, failure } = await read(`a,b\n${'1,"x\n'.repeat(401)}`, { limit: 10 });
    expect(failure).toMatchObject({ kind: "unreadable-file" });
    expect(failure?.message).toMatch(/100 quotes are never closed/);
    expect(rows.length).toBeLessThan(402);
  });

  test("a header of more than 10,000 columns is refused, one of 10,000 read", async () => {
    const header = (count: number) => Array.from({ length: count }, (_, index) => `c${index}`).join(",");
    const wide = await read(`${header(10_001)}\n`, { limit: 200_000 });
    expect(wide.failure?.message).toBe("The header has 10,001 columns; Lochan reads at most 10,000.");
    const most = await read(`${header(10_000)}\n${",".repeat(9_999)}`, { limit: 200_000 });
    expect(Object.keys(most.rows[0]?.[1] as object)).toHaveLength(10_000);
  });
});

describe("text", () => {
  test("of UTF-8, with a byte order mark", async () => {
    const { rows, encoding } = await read("\ufeffid,name\n1,zażółć 😀");
    expect(rows).toEqual([[2, { id: "1", name: "zażółć 😀" }]]);
    expect(encoding).toBeUndefined();
  });

  test("that is not UTF-8 is read as Windows-1252, and said", async () => {
    const bytes = Uint8Array.from("id,name\n1,caf\xe9 na\xefve\n2,\xfcber", (char) => char.charCodeAt(0));
    for (const cuts of [[], Array.from(bytes.keys())]) {
      const { rows, encoding } = await read(bytes, { cuts });
      expect(rows).toEqual([
        [2, { id: "1", name: "café naïve" }],
        [3, { id: "2", name: "über" }],
      ]);
      expect(encoding).toBe("windows-1252");
    }
  });

  test("with a damaged byte among UTF-8 costs its row", async () => {
    const bytes = utf8("id,name\n1,é\n2,ü#\n3,ß\n");
    bytes[bytes.indexOf(0x23)] = 0xe9;
    const { rows, encoding } = await read(bytes);
    expect(rows).toEqual([
      [2, { id: "1", name: "é" }],
      [3, undefined, "The row is not valid UTF-8 text."],
      [4, { id: "3", name: "ß" }],
    ]);
    expect(encoding).toBeUndefined();
  });
});
