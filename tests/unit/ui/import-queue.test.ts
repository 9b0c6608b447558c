import { expect, test } from "vitest";
import { takeAtOnce } from "../../../src/ui/data/import-queue.ts";

const files = (count: number) => Array.from({ length: count }, (_, at) => new File(["ab"], `${at}.csv`));

test("of more files than are imported at once the rest is told as not imported", () => {
  expect(takeAtOnce("p", files(2_000)).left).toEqual([]);
  const { taken, left } = takeAtOnce("p", files(2_003));
  expect(taken).toHaveLength(2_000);
  expect(left).toMatchObject([
    { fileName: "3 more files", sizeBytes: 6, state: { kind: "failed", failure: { kind: "invalid-input" } } },
  ]);
  const [job] = left;
  expect(job?.state.kind === "failed" && job.state.failure.message).toContain("The first is 2000.csv.");
});
