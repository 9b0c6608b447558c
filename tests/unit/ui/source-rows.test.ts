import { expect, it } from "vitest";
import type { WatchedFile } from "../../../src/model/folder.ts";
import { fileState, folderSummary } from "../../../src/ui/sources/folder-words.ts";
import { makeSourceRows, nameSource } from "../../../src/ui/sources/source-rows.ts";

const totals = (source: string, lastAt: number, lastMinute = 0, events = 10) => ({
  source,
  events,
  lastMinute,
  lastAt,
});

it.each([
  ["snippet:https://shop.example", "site", "https://shop.example"],
  ["file:a:b.ndjson", "file", "a:b.ndjson"],
  ["feed:prices", "feed", "prices"],
  ["folder:logs", "folder", "logs"],
  ["replay:run 1", "replay", "run 1"],
  ["api", "script", "lochanApp.append()"],
  ["else", "other", "else"],
])("names %s", (source, kind, name) => {
  expect(nameSource(source)).toEqual({ kind, name });
});

it("lists who sends first, then by the latest event, then who has not sent yet", () => {
  const rows = makeSourceRows({
    totals: [
      totals("file:old.ndjson", 500, 3),
      totals("snippet:https://a.example", 300),
      totals("api", 200, 5),
    ],
    origins: ["https://a.example", "https://b.example", "https://*.example.org"],
    feeds: [],
    folders: [],
    refusals: [
      { origin: "https://a.example", count: 2 },
      { origin: "https://a.example", count: 3 },
      { origin: "https://stranger.example", count: 9 },
    ],
  });
  expect(rows.map(({ source, state, refused }) => [source, state, refused])).toEqual([
    ["api", "sending", 0],
    ["file:old.ndjson", "read", 0],
    ["snippet:https://a.example", "quiet", 5],
    ["snippet:https://b.example", "waiting", 0],
  ]);
});

it("names what is set up before anybody has counted", () => {
  const rows = makeSourceRows({
    totals: undefined,
    origins: ["https://a.example"],
    feeds: [],
    folders: [{ name: "logs", paused: true }],
    refusals: [],
  });
  expect(rows.map(({ source, state, events }) => [source, state, events])).toEqual([
    ["folder:logs", "paused", undefined],
    ["snippet:https://a.example", "counting", undefined],
  ]);
});

it("says how a folder or a feed stands before what it sent", () => {
  const rows = makeSourceRows({
    totals: [totals("folder:one", 1, 9), totals("folder:two", 2, 9), totals("feed:four", 3, 9)],
    origins: [],
    feeds: [
      { name: "four", paused: false, trouble: "Nobody answers." },
      { name: "five", paused: true },
    ],
    folders: [
      { name: "one", paused: true },
      { name: "two", paused: false, trouble: { kind: "permission", message: "" } },
      { name: "three", paused: false },
    ],
    refusals: [{ origin: "folder:one", count: 4 }],
  });
  expect(Object.fromEntries(rows.map(({ name, state }) => [name, state]))).toEqual({
    one: "paused",
    two: "troubled",
    three: "waiting",
    four: "troubled",
    five: "paused",
  });
  expect(rows.find(({ name }) => name === "one")?.refused).toBe(4);
});

const file = (over: Partial<WatchedFile>): WatchedFile => ({
  path: "a",
  state: "read",
  sizeBytes: 10,
  offset: 10,
  lines: 1,
  read: 3,
  accepted: 1,
  duplicate: 1,
  refused: 1,
  ...over,
});

it("sums up a folder without what is not read of it", () => {
  const files = [file({}), file({ path: "b" }), file({ path: "c", state: "unread", accepted: 0 })];
  expect(folderSummary(files)).toBe("2 files · 2 events new · 2 events already here · 2 rows refused");
  expect(fileState(file({ offset: 4 }))[0]).toBe("Waiting for the rest of a line");
  expect(fileState(file({}))[0]).toBe("Up to date");
});
