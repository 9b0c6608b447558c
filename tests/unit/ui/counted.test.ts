import { expect, test } from "vitest";
import { counted, plural } from "../../../src/ui/state/counted.ts";

test("one is one, all else is many", () => {
  expect(counted(1, "event")).toBe("1 event");
  expect(counted(0, "event")).toBe("0 events");
  expect(counted(2, "event was", "events were")).toBe("2 events were");
  expect(counted(1200, "row")).toBe(`${(1200).toLocaleString()} rows`);
  expect(plural(1, "is", "are")).toBe("is");
});
