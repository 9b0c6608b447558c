import { expect, test } from "vitest";
import type { ImportedPart } from "../../../src/model/import.ts";
import { archiveWords, encodingWords } from "../../../src/ui/data/part-words.ts";

const part = (change: Partial<ImportedPart>): ImportedPart => ({
  container: "csv",
  format: "lochan",
  read: 1,
  accepted: 1,
  duplicate: 0,
  refused: 0,
  ...change,
});

test("of an archive it is said how many files were read, were damaged and were not read", () => {
  expect(archiveWords({ parts: [part({})], unreadFiles: 0 })).toBeUndefined();
  expect(archiveWords({ parts: [part({ name: "a.csv" })], unreadFiles: 0 })).toBe("1 file of it was read");
  expect(
    archiveWords({
      parts: [part({ name: "a.csv" }), part({ name: "b.csv", failure: "It is cut short." })],
      unreadFiles: 1_204,
    }),
  ).toBe("2 files of it were read, 1 not to the end, 1,204 were not read");
});

test("an encoding that had to be found out is named", () => {
  expect(encodingWords(part({}))).toBeUndefined();
  expect(encodingWords(part({ encoding: "utf-16be" }))).toBe("text read as UTF-16");
  expect(encodingWords(part({ encoding: "windows-1252" }))).toBe("text read as Windows-1252");
});
