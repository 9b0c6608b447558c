import { describe, expect, test } from "vitest";
import { toShownName } from "../../../src/model/shown-name.ts";
import { openRows } from "../../../src/transfer/open-rows.ts";
import { ZIP_LIMITS, type ZipLimits } from "../../../src/transfer/readers/read-zip.ts";
import { eventLines, gzip, toBlob } from "../../support/import-fixtures.ts";
import { type ReadRow, readRows } from "../../support/read-rows.ts";
import { zipOf } from "../../support/zip-files.ts";

interface Part {
  name: string | undefined;
  container?: string;
  rows?: ReadRow[];
  failure?: string;
}

async function read(bytes: Uint8Array, limits: Partial<ZipLimits> = {}) {
  const parts: Part[] = [];
  const seen: number[] = [];
  const file = toBlob(bytes);
  const options = { onBytes: (count: number) => void seen.push(count) };
  for await (const part of openRows(file, options, { ...ZIP_LIMITS, ...limits })) {
    if ("failure" in part) {
      parts.push({ name: part.name, failure: part.failure.message });
      continue;
    }
    const { rows, failure } = await readRows(part.groups);
    parts.push({
      name: part.name,
      container: part.container,
      rows,
      ...(failure && { failure: failure.message }),
    });
  }
  return { parts, seen, size: file.size };
}

const CSV = "a,b\n1,2\n";
const CSV_ROWS = [[2, { a: "1", b: "2" }]];

describe("a zip", () => {
  test("gives its files in their order, each as what it is", async () => {
    const { parts, seen, size } = await read(
      await zipOf(
        ["b.csv", CSV],
        ["folder/", "", { directory: true }],
        ["folder/a.json", '[{"x":1}]'],
        ["c.ndjson", '{"x":2}\n', { level: 0 }],
      ),
    );
    expect(parts).toEqual([
      { name: "b.csv", container: "csv", rows: CSV_ROWS },
      { name: "folder/a.json", container: "json", rows: [[1, { x: 1 }]] },
      { name: "c.ndjson", container: "ndjson", rows: [[1, { x: 2 }]] },
    ]);
    expect(seen.toSorted((a, b) => a - b)).toEqual(seen);
    expect(seen.at(-1)).toBe(size);
  });

  test("of gzip files, as Amplitude's, of zips, and itself gzipped", async () => {
    const hour = await gzip('{"x":1}\n');
    const inner = await zipOf(["day/1.json.gz", hour], ["day/2.json.gz", hour]);
    const rows = [[1, { x: 1 }]];
    const parts = (await read(await gzip(await zipOf(["project.zip", inner], ["3.gz", hour])))).parts;
    expect(parts).toEqual([
      { name: "project.zip/day/1.json.gz", container: "ndjson", rows },
      { name: "project.zip/day/2.json.gz", container: "ndjson", rows },
      { name: "3.gz", container: "ndjson", rows },
    ]);
    const third = await read(await zipOf(["a.zip", await zipOf(["b.zip", inner])], ["c.csv", CSV]));
    expect(third.parts).toEqual([
      { name: "a.zip/b.zip", failure: "It is a zip in a zip in a zip." },
      { name: "c.csv", container: "csv", rows: CSV_ROWS },
    ]);
  });

  test("passes over hidden files and what macOS adds", async () => {
    const { parts } = await read(
      await zipOf(["__MACOSX/._a.csv", CSV], [".DS_Store", CSV], ["x/.hidden/b.csv", CSV], ["a.csv", CSV]),
    );
    expect(parts.map(({ name }) => name)).toEqual(["a.csv"]);
  });

  test("shows names that climb, begin at a root or turn text around as names alone", async () => {
    const { parts } = await read(
      await zipOf(
        ["../../etc/a.csv", CSV],
        ["/b.csv", CSV],
        ["C:\\x\\..\\c.csv", CSV],
        ["\u202evsc.d\n", CSV],
      ),
    );
    expect(parts.map(({ name }) => name)).toEqual(["etc/a.csv", "b.csv", "x/c.csv", "vsc.d"]);
    expect(parts.every(({ rows }) => rows?.length === 1)).toBe(true);
    expect(toShownName("../..")).toBe("a file without a name");
    expect(toShownName("x".repeat(10_000)).length).toBeLessThan(300);
  });
});

describe("of a zip", () => {
  test("an encrypted file, a picture and an empty file are named, the rest is read", async () => {
    const { parts } = await read(
      await zipOf(
        ["secret.csv", CSV, { password: "x" }],
        ["shot.png", Uint8Array.of(0x89, 0x50, 0x4e, 0x47)],
        ["empty.csv", ""],
        ["a.csv", CSV],
      ),
    );
    expect(parts.map(({ name, failure }) => [name, failure])).toEqual([
      ["secret.csv", expect.stringMatching(/encrypted/)],
      ["shot.png", expect.stringMatching(/picture/)],
      ["empty.csv", expect.stringMatching(/empty/)],
      ["a.csv", undefined],
    ]);
  });

  test("a damaged file is named with what it gave, the rest is read", async () => {
    const bytes = await zipOf(["a.ndjson", eventLines(5_000)], ["b.csv", CSV]);
    bytes.fill(0x55, 10_000, 10_050);
    const { parts } = await read(bytes);
    expect(parts[0]).toMatchObject({ name: "a.ndjson", failure: expect.stringMatching(/damaged/) });
    expect(parts[1]).toEqual({ name: "b.csv", container: "csv", rows: CSV_ROWS });
    const stored = await zipOf(["a.ndjson", '{"x":1}\n{"x":2}\n', { level: 0 }], ["b.csv", CSV]);
    stored[Buffer.from(stored).indexOf('"x":2') + 4] = 0x33;
    const checked = await read(stored);
    expect(checked.parts[0]?.failure).toMatch(/checksum does not match/);
    expect(checked.parts[1]?.rows).toEqual(CSV_ROWS);
  });

  test("that is cut short nothing is read, and that is said", async () => {
    const bytes = await zipOf(["a.csv", CSV], ["b.csv", CSV]);
    const { parts } = await read(bytes.subarray(0, bytes.length - 30));
    expect(parts).toEqual([
      { name: undefined, failure: expect.stringMatching(/zip is damaged or cut short/) },
    ]);
  });

  test("workbooks are named as such", async () => {
    const { parts } = await read(
      await zipOf(["[Content_Types].xml", "<Types/>"], ["xl/workbook.xml", "<x/>"]),
    );
    expect(parts).toEqual([{ name: undefined, failure: expect.stringMatching(/save it as CSV/) }]);
  });
});

describe("a zip made to do harm", () => {
  const zeros = (bytes: number) => `a,b\n${`0,${"0".repeat(997)}\n`.repeat(bytes / 1_000)}`;

  test("by unpacking to hundreds of times its size is left, gzip inside it counted", async () => {
    const limits = { ratio: 20, freeBytes: 100_000 };
    const plain = await read(await zipOf(["a.csv", zeros(1_000_000)]), limits);
    expect(plain.parts[0]?.failure).toMatch(/more than 20 times its size/);
    const packed = await read(await zipOf(["a.csv.gz", await gzip(zeros(4_000_000))]), limits);
    expect(packed.parts[0]?.failure).toMatch(/more than 20 times its size/);
    const fine = await read(await zipOf(["a.csv", zeros(40_000)]), limits);
    expect(fine.parts[0]?.failure).toBeUndefined();
  });

  test("by zips inside it, or gzip around it, is left as well", async () => {
    const limits = { ratio: 20, freeBytes: 100_000 };
    const inner = await zipOf(["a.csv", zeros(1_000_000)]);
    const nested = await read(await zipOf(["b.zip", inner], ["c.csv", CSV]), limits);
    expect(nested.parts[0]).toMatchObject({
      name: "b.zip/a.csv",
      failure: expect.stringMatching(/more than 20 times its size/),
    });
    for (const bytes of [await gzip(zeros(1_000_000)), await gzip(inner, new Uint8Array(3_000_000))]) {
      const { parts } = await read(bytes, limits);
      expect(parts).toHaveLength(1);
      expect(parts[0]?.failure).toMatch(/more than 20 times its size/);
    }
    expect((await read(await gzip(zeros(40_000)), limits)).parts[0]?.failure).toBeUndefined();
  });

  test("holds up none after it, each left before its end", async () => {
    const bytes = await zipOf(["a.csv", zeros(1_000_000)]);
    for (let turn = 0; turn < 10; turn++)
      expect((await read(bytes, { ratio: 20, freeBytes: 100_000 })).parts[0]?.failure).toMatch(/20 times/);
  });

  test("by entries that share their bytes is left, the first of them read", async () => {
    const bytes = await zipOf(["a.csv", zeros(20_000)]);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    // Its end of 22 bytes, and before it the directory, of which each entry is given twice.
    const end = bytes.length - 22;
    const from = view.getUint32(end + 16, true);
    const entry = bytes.slice(from, end);
    const double = new Uint8Array(bytes.length + entry.length);
    double.set(bytes.subarray(0, end));
    double.set(entry, end);
    double.set(bytes.subarray(end), end + entry.length);
    const changed = new DataView(double.buffer);
    for (const at of [8, 10]) changed.setUint16(end + entry.length + at, 2, true);
    changed.setUint32(end + entry.length + 12, 2 * entry.length, true);
    const { parts } = await read(double);
    expect(parts.map(({ name, failure }) => [name, failure])).toEqual([
      ["a.csv", undefined],
      ["a.csv", expect.stringMatching(/shares its bytes with another file/)],
    ]);
  });

  test("by unpacking to too much, or by too many files, is left", async () => {
    const large = await read(await zipOf(["a.csv", zeros(3_000_000)]), { unpackedBytes: 2 * 2 ** 20 });
    expect(large.parts[0]?.failure).toBe("It unpacks to more than 2 MB.");
    const many = await read(await zipOf(["a.csv", CSV], ["b.csv", CSV], ["c.csv", CSV]), { entries: 2 });
    expect(many.parts).toEqual([
      { name: undefined, failure: "The zip holds more than 2 files: it is not read." },
    ]);
  });
});

test("reading may end in the middle of a file, and an abort ends it", async () => {
  const bytes = await zipOf(["a.ndjson", eventLines(20_000)], ["b.ndjson", eventLines(20_000)]);
  const parts = openRows(toBlob(bytes));
  const { value: part } = await parts.next();
  if (part === undefined || "failure" in part) throw new Error("expected rows");
  await part.groups.next();
  await parts.return();
  expect((await parts.next()).done).toBe(true);

  const controller = new AbortController();
  const failures: string[] = [];
  for await (const next of openRows(toBlob(bytes), { signal: controller.signal })) {
    if ("failure" in next) {
      failures.push(next.failure.kind);
      break;
    }
    controller.abort();
    const { failure } = await readRows(next.groups);
    if (failure !== undefined) failures.push(failure.kind);
  }
  expect(failures[0]).toBe("cancelled");
});
