import { expect, test } from "vitest";
import { formatBucket } from "../../../src/ui/state/format.ts";

const at = (text: string): number => Date.parse(text);
const hourIn = (timeZone: string) => (text: string) => formatBucket(at(text), "hour", timeZone);

test("the two buckets of a repeated hour are told apart by their offset, and only they have one", () => {
  const berlin = hourIn("Europe/Berlin");
  const [before, first, second, after] = ["01:00+02:00", "02:00+02:00", "02:00+01:00", "03:00+01:00"].map(
    (time) => berlin(`2026-10-25T${time}`),
  );
  expect(first).not.toBe(second);
  expect(first).toContain("GMT+2");
  expect(second).toContain("GMT+1");
  for (const other of [before, after, berlin("2026-03-29T01:00+01:00"), berlin("2026-03-29T03:00+02:00")])
    expect(other).not.toContain("GMT");
});

test("so are the minutes of a repeated hour, and an hour half of which is repeated", () => {
  const minutes = ["02:15+02:00", "02:15+01:00"].map((time) =>
    formatBucket(at(`2026-10-25T${time}`), "minute", "Europe/Berlin"),
  );
  expect(new Set(minutes).size).toBe(2);
  const lordHowe = hourIn("Australia/Lord_Howe");
  expect(lordHowe("2026-04-05T01:00+11:00")).toContain("GMT+11");
  expect(lordHowe("2026-04-05T01:30+10:30")).toContain("GMT+10:30");
  expect(lordHowe("2026-04-05T02:00+10:30")).not.toContain("GMT");
});
