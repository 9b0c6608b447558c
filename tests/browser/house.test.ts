import { expect, test } from "vitest";

test("browser tests run in a real Chromium with IndexedDB, locks and workers", () => {
  expect([typeof indexedDB, typeof navigator.locks, typeof Worker]).toEqual(["object", "object", "function"]);
});
