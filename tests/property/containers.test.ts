import "fake-indexeddb/auto";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Failure, Result } from "../../src/model/failure.ts";
import { success } from "../../src/model/failure.ts";
import { importFile } from "../../src/transfer/import-file.ts";
import { decodeAnyText, decodeUtf8, type TextPieces } from "../../src/transfer/readers/decode-text.ts";
import type { Pieces } from "../../src/transfer/readers/pieces.ts";
import { readCsv } from "../../src/transfer/readers/read-csv.ts";
import { readJson } from "../../src/transfer/readers/read-json.ts";
import { readLog } from "../../src/transfer/readers/read-log.ts";
import { readXml } from "../../src/transfer/readers/read-xml.ts";
import type { RowGroup } from "../../src/transfer/row-group.ts";
import { runs } from "../support/fast-check-setup.ts";
import { eventLine, gzip, importOptions, makeIdLog, toBlob } from "../support/import-fixtures.ts";
import { makeProject, openTestDatabase } from "../support/open-catalog.ts";
import { inPieces, readRows, utf8 } from "../support/read-rows.ts";
import { zipOf } from "../support/zip-files.ts";

const LIMIT = 60;
type Read = (pieces: Pieces) => AsyncIterable<Result<RowGroup>>;

const READERS: Record<string, Read> = {
  csv: (pieces) => readCsv(pieces, () => undefined, LIMIT),
  json: (pieces) => readJson(pieces, LIMIT),
  xml: (pieces) => readXml(pieces, () => undefined, LIMIT),
  log: (pieces) => readLog(pieces),
};

/** Text of what means something to a reader, so that damage of every kind is common. */
const soup = (...parts: string[]) =>
  fc.array(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...parts) },
      fc.string({ unit: "binary", maxLength: 3 }),
    ),
    {
      maxLength: 60,
    },
  );
const CSV_PARTS = [
  "a",
  "1",
  ",",
  ",",
  '"',
  '""',
  "\n",
  "\n",
  "\r\n",
  "é",
  "😀",
  "x".repeat(40),
  "a,b\n",
  '"x\ny",1\n',
];
const JSON_PARTS = [
  "[",
  "]",
  "{",
  "}",
  ",",
  ":",
  '"',
  '"',
  "\\",
  "\n",
  " ",
  "1",
  '"batch":[{',
  '{"a":1}',
  ',{"b":"x"}',
];
const XML_PARTS = [
  "<r>",
  "<row>",
  "</row>",
  "<a>",
  "</a>",
  "x",
  "&amp;",
  "\n",
  "<a/>",
  "<row><a>1</a></row>",
  "&",
  "é",
];

const bytesOf = (parts: fc.Arbitrary<string[]>, start: string) =>
  fc
    .tuple(parts, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 2 }), fc.boolean())
    .map(([texts, damage, isDamaged]) => {
      const bytes = utf8(start + texts.join(""));
      if (isDamaged) for (const [at, byte] of damage) bytes[at % bytes.length] = byte;
      return bytes;
    });

const file = fc.oneof(
  fc.tuple(fc.constantFrom("csv", "log"), bytesOf(soup(...CSV_PARTS), "a,b\n")),
  fc.tuple(fc.constant("json"), bytesOf(soup(...JSON_PARTS), "[")),
  fc.tuple(fc.constant("json"), bytesOf(soup(...JSON_PARTS), '{"')),
  fc.tuple(fc.constant("xml"), bytesOf(soup(...XML_PARTS), "<r>")),
);

test("any chunking gives the same rows", async () => {
  await fc.assert(
    fc.asyncProperty(file, fc.array(fc.nat(400), { maxLength: 8 }), async ([name, bytes], cuts) => {
      const read = async (places: number[]) => {
        const { failure, ...got } = await readRows((READERS[name] as Read)(inPieces(bytes, places)));
        // Of two faults of the same text saxes tells the one its piece shows first.
        return { ...got, failure: name === "xml" ? failure?.kind : failure };
      };
      const whole = await read([]);
      expect(await read(cuts.filter((cut) => cut < bytes.length))).toEqual(whole);
      expect(await read([...bytes.keys()])).toEqual(whole);
    }),
    runs(1_500),
  );
});

test("a CSV whose quoted fields hold anything is read as it was written, wherever it is cut", async () => {
  const cell = fc.string({ unit: fc.constantFrom("a", '"', ",", "\n", "\r\n", "é", "😀"), maxLength: 6 });
  const row = fc.array(cell, { minLength: 3, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 5 }), fc.boolean(), async (rows, crlf) => {
      const written = rows.map((cells) => cells.map((text) => `"${text.replaceAll('"', '""')}"`).join(","));
      const bytes = utf8(["a,b,c", ...written].join(crlf ? "\r\n" : "\n"));
      const expected = rows.map(([a, b, c]) => ({ a, b, c }));
      for (let cut = 0; cut <= bytes.length; cut++) {
        const got = await readRows(readCsv(inPieces(bytes, [cut]), () => undefined));
        expect(got.rows.map(([, value]) => value)).toEqual(expected);
      }
    }),
    runs(60),
  );
});

async function joined(pieces: TextPieces): Promise<string> {
  let text = "";
  for await (const piece of pieces) text += piece.ok ? piece.value : "";
  return text;
}

test("text is decoded the same however its bytes are cut, as the platform does it", async () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 40 }),
    fc.string({ unit: "binary", maxLength: 20 }).map((text) => utf8(text)),
  );
  await fc.assert(
    fc.asyncProperty(bytes, async (all) => {
      const cuts = [...all.keys()];
      const whole = await joined(decodeUtf8(inPieces(all)));
      expect(await joined(decodeUtf8(inPieces(all, cuts)))).toBe(whole);
      const lossy = new TextDecoder("utf-8").decode(all);
      expect(whole.isWellFormed()).toBe(isUtf8(all));
      if (whole.isWellFormed()) expect(whole).toBe(lossy);
      const any = await joined(decodeAnyText(inPieces(all), () => undefined));
      expect(await joined(decodeAnyText(inPieces(all, cuts), () => undefined))).toBe(any);
    }),
    runs(1_000),
  );
});

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

const MUTATED: Promise<Uint8Array>[] = [
  `id,name,distinctId,timestamp\n${'e,"a ""b""",d,2026-01-01T10:00:00Z\n'.repeat(20)}`,
  `[${Array.from({ length: 20 }, (_, index) => eventLine(index)).join(",\n")}]`,
  `{"api_key":"k","batch":[${Array.from({ length: 20 }, (_, index) => eventLine(index)).join(",")}]}`,
  `<result>${"<row><id>1</id><a><row><b>x&amp;</b></row></a></row>".repeat(20)}</result>`,
  '1.2.3.4 - - [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.0" 200 2326\n'.repeat(20),
].map(async (text) => utf8(text));
MUTATED.push(
  zipOf(["a.csv", "a,b\n1,2\n"], ["b.json", `[${eventLine(1)}]`], ["c.ndjson", eventLine(2)]),
  gzip(`[${eventLine(1)}]`),
);

test("whatever is damaged: no crash, and read = new + duplicate + refused", async () => {
  const change = fc.tuple(fc.nat(100_000), fc.constantFrom("set", "cut", "double", "drop"), fc.nat(255));
  await fc.assert(
    fc.asyncProperty(
      fc.nat(MUTATED.length - 1),
      fc.array(change, { minLength: 1, maxLength: 4 }),
      async (which, changes) => {
        let bytes = await (MUTATED[which] as Promise<Uint8Array>);
        for (const [place, kind, value] of changes) bytes = mutate(bytes, place, kind, value);
        const db = openTestDatabase();
        const { id } = await makeProject(db);
        const log = makeIdLog();
        const result = await importFile(importOptions(db, id, toBlob(bytes), log.append));
        if (!result.ok) {
          expect(KNOWN).toContain(result.failure.kind);
          return;
        }
        const { read, accepted, duplicate, refused, parts } = result.value;
        expect(accepted + duplicate + refused).toBe(read);
        expect(parts.reduce((sum, part) => sum + part.read, 0)).toBe(read);
        expect(log.events).toHaveLength(accepted);
      },
    ),
    runs(150),
  );
});

const KNOWN: Failure["kind"][] = ["unreadable-file", "unsupported-format", "needs-mapping"];

function mutate(bytes: Uint8Array, place: number, kind: string, value: number): Uint8Array {
  const at = place % Math.max(1, bytes.length);
  if (kind === "cut") return bytes.slice(0, at);
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
  if (kind === "drop") return Uint8Array.from([...before, ...after.subarray(1)]);
  if (kind === "double") return Uint8Array.from([...before, ...after, ...after]);
  const changed = bytes.slice();
  if (changed.length > 0) changed[at] = value;
  return changed;
}

test("memory is that of a row and a piece, however long the one line of the file", async () => {
  const piece = utf8(`{"a":"${"x".repeat(1_000)}"},`.repeat(200));
  async function* endless(): Pieces {
    yield success(utf8("["));
    for (let index = 0; index < 300; index++) yield success(piece);
    yield success(utf8("1]"));
  }
  let most = 0;
  let rows = 0;
  for await (const group of readJson(endless())) {
    if (!group.ok) throw new Error(group.failure.message);
    most = Math.max(most, group.value.count);
    rows += group.value.count;
  }
  expect(rows).toBe(60_001);
  expect(most).toBeLessThanOrEqual(202);
});
