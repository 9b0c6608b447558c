import { expect, test } from "vitest";
import { spanName } from "../../../src/ui/one-file/span-name.ts";
import { withheldWords } from "../../../src/ui/share/withheld-words.ts";

const at = (iso: string): number => Date.parse(iso);

test("a range is called by its days where it is of whole days of its zone", () => {
  const zone = "Europe/Berlin";
  const days = { from: at("2026-11-01T23:00Z"), to: at("2026-11-08T23:00Z") };
  expect(spanName(days, zone)).toMatch(/\b2\b.* – .*\b8\b.*2026/);
  expect(spanName({ ...days, to: at("2026-11-02T23:00Z") }, zone)).toMatch(
    /Mon.*2.*Nov.*2026|Mon.*Nov.*2.*2026/,
  );
  expect(spanName({ from: at("2026-12-27T23:00Z"), to: at("2027-01-03T23:00Z") }, zone)).toMatch(
    /2026.* – .*2027/,
  );
  expect(spanName({ ...days, from: at("2026-11-01T22:00Z") }, zone)).toMatch(/23:00/);
});

test("what a threshold takes is said, and nothing where it takes nothing", () => {
  expect(withheldWords({ values: 0, buckets: 0, figures: 0, lists: [], shorterLists: [] }, 5)).toEqual([]);
  expect(
    withheldWords({ values: 1, buckets: 2, figures: 1, lists: ["UTM"], shorterLists: ["Pages"] }, 5),
  ).toHaveLength(5);
});
