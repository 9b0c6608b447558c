import { afterEach, expect, test, vi } from "vitest";
import { pastedFile } from "../../../src/ui/data/dropped-files.ts";

afterEach(() => vi.unstubAllEnvs());

test("text that is pasted is named by the clock of the place", () => {
  vi.stubEnv("TZ", "Asia/Kolkata");
  expect(pastedFile("{}", new Date("2026-11-30T20:02:03Z")).name).toBe("pasted-2026-12-01-013203.txt");
});
