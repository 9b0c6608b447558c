import { describe, expect, test } from "vitest";
import { readXml } from "../../../src/transfer/readers/read-xml.ts";
import { inPieces, readRows, utf8 } from "../../support/read-rows.ts";

const read = (content: string | Uint8Array, limit = 1_000, cuts: number[] = []) =>
  readRows(
    readXml(inPieces(typeof content === "string" ? utf8(content) : content, cuts), () => undefined, limit),
  );

const MATOMO = `<?xml version="1.0" encoding="utf-8" ?>
<result>
	<row>
		<idVisit>7</idVisit>
		<userId></userId>
		<actionDetails>
			<row>
				<type>action</type>
				<url>https://example.org/?a=1&amp;b=2</url>
			</row>
			<row>
				<type>goal</type>
				<revenue>9.5</revenue>
			</row>
		</actionDetails>
	</row>
	<row>
		<idVisit>8</idVisit>
		<pageTitle><![CDATA[<a> & é]]></pageTitle>
		<actionDetails>
			<row>
				<type>search</type>
			</row>
		</actionDetails>
	</row>
</result>`;

const VISITS = [
  [
    3,
    {
      idVisit: "7",
      userId: "",
      actionDetails: [
        { type: "action", url: "https://example.org/?a=1&b=2" },
        { type: "goal", revenue: "9.5" },
      ],
    },
  ],
  [17, { idVisit: "8", pageTitle: "<a> & é", actionDetails: [{ type: "search" }] }],
];

test("each row is an object, lists of rows in it are lists, wherever it is cut", async () => {
  expect(await read(MATOMO)).toMatchObject({ rows: VISITS });
  const cuts = Array.from({ length: MATOMO.length }, (_, index) => index);
  expect((await read(MATOMO, 1_000, cuts)).rows).toEqual(VISITS);
});

test("attributes are members of their row, and the text beside them too", async () => {
  const { rows } = await read(
    `<log xmlns="urn:x"><row id="1" who="a &amp; b"/><row id="2"><at zone="UTC">10:00</at><tag>x</tag></row><row>plain</row><row id="3"><id>4</id></row></log>`,
  );
  expect(rows.map(([, value]) => value)).toEqual([
    { id: "1", who: "a & b" },
    { id: "2", at: { zone: "UTC", "#text": "10:00" }, tag: "x" },
    "plain",
    { id: ["3", "4"] },
  ]);
});

test("rows of other names, and names that come twice", async () => {
  const { rows } = await read(
    "<events><event><tag>a</tag><tag>b</tag><__proto__>x</__proto__></event></events>",
  );
  expect(Object.entries(rows[0]?.[1] as object)).toEqual([
    ["tag", ["a", "b"]],
    ["__proto__", "x"],
  ]);
});

test("text of older encodings is read as Windows-1252", async () => {
  const bytes = Uint8Array.from("<r><row><a>caf\xe9</a></row></r>", (char) => char.charCodeAt(0));
  expect((await read(bytes)).rows).toEqual([[1, { a: "café" }]]);
});

describe("what is damaged or hostile", () => {
  test("gives the rows before it, then says where it is", async () => {
    const { rows, failure } = await read(
      "<r>\n<row><a>1</a></row>\n<row><a>2</b></row>\n<row><a>3</a></row></r>",
    );
    expect(rows).toEqual([[2, { a: "1" }]]);
    expect(failure).toMatchObject({ kind: "unreadable-file", line: 3 });
  });

  test("is said when it is cut short", async () => {
    const { rows, failure } = await read("<r><row><a>1</a></row><row><a>2");
    expect(rows).toEqual([[1, { a: "1" }]]);
    expect(failure?.message).toMatch(/damaged/);
  });

  test("entities are never replaced by what a document says they are", async () => {
    const bomb = `<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><r><row><x>&b;</x></row></r>`;
    const { rows, failure } = await read(bomb);
    expect(rows).toEqual([]);
    expect(failure?.message).toMatch(/document type/);
    const unknown = await read("<r><row><x>&a;</x></row></r>");
    expect(unknown.rows).toEqual([]);
    expect(unknown.failure?.message).toMatch(/entity/);
  });

  test("a row past the limit or too deep is a fault of it alone", async () => {
    const deep = "<d>".repeat(100) + "</d>".repeat(100);
    const long = "<a>x</a>".repeat(500);
    const text = `<r><row><a>1</a></row><row>${deep}</row><row>${long}</row><row><b>${"x".repeat(1_100)}</b></row><row><a>2</a></row></r>`;
    const { rows, failure } = await read(text);
    expect(failure).toBeUndefined();
    expect(rows).toEqual([
      [1, { a: "1" }],
      [1, undefined, "The row is nested deeper than 32 elements."],
      [1, undefined, "The row is longer than 1,000 characters."],
      [1, undefined, "The row is longer than 1,000 characters."],
      [1, { a: "2" }],
    ]);
  });

  test("a text or a nest without end ends the reading", async () => {
    const cuts = Array.from({ length: 50 }, (_, index) => index * 1_000);
    const text = await read(`<r><row><a>${"x".repeat(50_000)}`, 1_000, cuts);
    expect(text.failure?.kind).toBe("unreadable-file");
    const nest = await read(`<r>${"<a>".repeat(5_000)}`);
    expect(nest.failure?.message).toMatch(/nested deeper than 1,000/);
  });
});
