import { expect, test } from "vitest";
import { sameHours, soFar } from "../../../src/model/same-hours.ts";
import type { Compare, QuestionWindow } from "../../../src/model/question.ts";
import { zoneOf } from "../../../src/model/time-zone.ts";

const at = (text: string): number => Date.parse(text);
const spans = (timeZone: string, now: string): string[] => {
  const { today, until, yesterday, yesterdayUntil } = sameHours(zoneOf(timeZone), at(now));
  return [today, until, yesterday, yesterdayUntil].map((ms) => new Date(ms).toISOString().slice(0, 16));
};

test.each([
  [
    "an ordinary day",
    "Europe/Berlin",
    "2026-06-10T12:30+02:00",
    ["2026-06-09T22:00", "2026-06-10T10:00", "2026-06-08T22:00", "2026-06-09T10:00"],
  ],
  [
    "the day clocks go forward",
    "Europe/Berlin",
    "2026-03-29T12:30+02:00",
    ["2026-03-28T23:00", "2026-03-29T10:00", "2026-03-27T23:00", "2026-03-28T11:00"],
  ],
  [
    "the day after clocks went forward",
    "Europe/Berlin",
    "2026-03-30T12:30+02:00",
    ["2026-03-29T22:00", "2026-03-30T10:00", "2026-03-28T23:00", "2026-03-29T10:00"],
  ],
  [
    "the day clocks go back",
    "Europe/Berlin",
    "2026-10-25T12:30+01:00",
    ["2026-10-24T22:00", "2026-10-25T11:00", "2026-10-23T22:00", "2026-10-24T10:00"],
  ],
  [
    "the repeated hour, of which one is over",
    "Europe/Berlin",
    "2026-10-25T02:30+01:00",
    ["2026-10-24T22:00", "2026-10-25T01:00", "2026-10-23T22:00", "2026-10-24T01:00"],
  ],
  [
    "the day after clocks went back",
    "Europe/Berlin",
    "2026-10-26T12:30+01:00",
    ["2026-10-25T23:00", "2026-10-26T11:00", "2026-10-24T22:00", "2026-10-25T11:00"],
  ],
  [
    "half an hour back",
    "Australia/Lord_Howe",
    "2026-04-05T12:15+10:30",
    ["2026-04-04T13:00", "2026-04-05T01:30", "2026-04-03T13:00", "2026-04-04T01:00"],
  ],
  [
    "half an hour forward",
    "Australia/Lord_Howe",
    "2026-10-04T12:15+11:00",
    ["2026-10-03T13:30", "2026-10-04T01:00", "2026-10-02T13:30", "2026-10-03T01:30"],
  ],
])("%s goes by the local hour", (_, timeZone, now, expected) => {
  expect(spans(timeZone, now)).toEqual(expected);
});

test("in the first hour of a day none is over", () => {
  const { today, until, yesterday, yesterdayUntil } = sameHours(zoneOf("UTC"), at("2026-06-10T00:59Z"));
  expect([until, yesterdayUntil]).toEqual([today, yesterday]);
});

const spansSoFar = (
  timeZone: string,
  window: QuestionWindow,
  now: string,
  compare?: Compare,
): string[] | string => {
  const found = soFar(zoneOf(timeZone), window, at(now), compare);
  if (typeof found === "string") return found;
  return [found.current.from, found.current.to, found.previous.from, found.previous.to].map((ms) =>
    new Date(ms).toISOString().slice(0, 16),
  );
};

test.each<[string, string, QuestionWindow, string, string[] | string]>([
  [
    "today",
    "Europe/Berlin",
    { last: "today" },
    "2026-03-30T12:30+02:00",
    ["2026-03-29T22:00", "2026-03-30T10:00", "2026-03-28T23:00", "2026-03-29T10:00"],
  ],
  [
    "24 hours",
    "UTC",
    { last: "24h" },
    "2026-06-10T12:30Z",
    ["2026-06-09T13:00", "2026-06-10T12:00", "2026-06-08T13:00", "2026-06-09T12:00"],
  ],
  [
    "7 days, in a zone of half hours",
    "Asia/Kolkata",
    { last: "7d" },
    "2026-06-10T12:40+05:30",
    ["2026-06-03T18:30", "2026-06-10T06:30", "2026-05-27T18:30", "2026-06-03T06:30"],
  ],
  [
    "7 days, of which today has no hour that is over",
    "UTC",
    { last: "7d" },
    "2026-06-10T00:10Z",
    ["2026-06-04T00:00", "2026-06-10T00:00", "2026-05-28T00:00", "2026-06-03T00:00"],
  ],
  [
    "12 months, on a date the year before has not",
    "UTC",
    { last: "12mo" },
    "2028-02-29T12:10Z",
    ["2027-03-01T00:00", "2028-02-29T12:00", "2026-03-01T00:00", "2027-02-28T12:00"],
  ],
  [
    "days that were chosen",
    "UTC",
    { from: at("2026-06-09T00:00Z"), to: at("2026-06-12T00:00Z") },
    "2026-06-10T05:59Z",
    ["2026-06-09T00:00", "2026-06-10T05:00", "2026-06-06T00:00", "2026-06-07T05:00"],
  ],
  ["a window that is over", "UTC", { from: 0, to: at("2026-06-10T00:00Z") }, "2026-06-10T00:00Z", "whole"],
  ["a day that has just begun", "UTC", { last: "today" }, "2026-06-10T00:30Z", "nothing"],
  ["seconds", "UTC", { last: "5m" }, "2026-06-10T05:30Z", "whole"],
])("of %s so far there is as much before", (_, timeZone, window, now, expected) => {
  expect(spansSoFar(timeZone, window, now)).toEqual(expected);
});

test.each<[string, string, QuestionWindow, string, string[] | string]>([
  [
    "today",
    "Europe/Berlin",
    { last: "today" },
    "2026-06-10T12:30+02:00",
    ["2026-06-09T22:00", "2026-06-10T10:00", "2025-06-09T22:00", "2025-06-10T10:00"],
  ],
  [
    "today, where clocks went forward on that date",
    "Europe/Berlin",
    { last: "today" },
    "2026-03-30T12:30+02:00",
    ["2026-03-29T22:00", "2026-03-30T10:00", "2025-03-29T23:00", "2025-03-30T10:00"],
  ],
  [
    "24 hours",
    "UTC",
    { last: "24h" },
    "2026-06-10T12:30Z",
    ["2026-06-09T13:00", "2026-06-10T12:00", "2025-06-09T13:00", "2025-06-10T12:00"],
  ],
  [
    "7 days, in a zone of half hours",
    "Asia/Kolkata",
    { last: "7d" },
    "2026-06-10T12:40+05:30",
    ["2026-06-03T18:30", "2026-06-10T06:30", "2025-06-03T18:30", "2025-06-10T06:30"],
  ],
  [
    "7 days that end on a date the year before has not",
    "UTC",
    { last: "7d" },
    "2028-02-29T12:10Z",
    ["2028-02-23T00:00", "2028-02-29T12:00", "2027-02-23T00:00", "2027-02-28T12:00"],
  ],
  [
    "days that were chosen",
    "UTC",
    { from: at("2026-06-09T00:00Z"), to: at("2026-06-12T00:00Z") },
    "2026-06-10T05:59Z",
    ["2026-06-09T00:00", "2026-06-10T05:00", "2025-06-09T00:00", "2025-06-10T05:00"],
  ],
  ["a window that is over", "UTC", { from: 0, to: at("2026-06-10T00:00Z") }, "2026-06-10T00:00Z", "whole"],
])("of %s so far there is as much the year before", (_, timeZone, window, now, expected) => {
  expect(spansSoFar(timeZone, window, now, "year")).toEqual(expected);
});
