import { expect, it } from "vitest";
import {
  DEFAULT_SHEET,
  freeLetter,
  parseSheet,
  seriesToQuestion,
  sheetToText,
  type Exploration,
} from "../../../src/model/exploration.ts";

const said = (sheet: unknown) => parseSheet(JSON.stringify(sheet));

it("leaves what is usual out of a link", () => {
  expect(sheetToText(DEFAULT_SHEET)).toBeUndefined();
  expect(parseSheet(undefined)).toEqual({ sheet: DEFAULT_SHEET, notices: [] });
  expect(sheetToText({ ...DEFAULT_SHEET, display: "heat" })).toBe('{"display":"heat"}');
});

it.each([
  ["nonsense", "This link's question was not understood; showing all events."],
  ["[]", "This link's question was not understood; showing all events."],
  ['{"display":"pie"}', "This link's display was not understood; showing lines."],
  ['{"compare":"tomorrow"}', "This link's comparison was not understood; showing the previous period."],
  ['{"breakdown":{"property":"plan","top":0}}', "This link's breakdown was not understood; showing none."],
  ['{"shown":{"rolling":1}}', "This link's way to show values was not understood; showing them as counted."],
  ['{"series":[]}', "This link has no series; showing all events."],
  ['{"series":7}', "This link's series were not understood; they were left out."],
  ['{"who":"me"}', "This link says “who”, which is not known here; it was left out."],
])("says what is wrong with %s and shows all events", (text, notice) => {
  expect(parseSheet(text)).toEqual({ sheet: DEFAULT_SHEET, notices: [notice] });
});

it("keeps what it understands beside what it does not", () => {
  const { sheet, notices } = said({
    series: [
      { letter: "A", measure: "users" },
      { letter: "A", measure: "events" },
      { letter: "B", measure: "smiles" },
      {
        letter: "C",
        measure: "events",
        name: "signup",
        filters: [{ property: "plan", op: "is", value: "pro" }],
      },
    ],
    formulas: [{ text: "A/C" }, { text: "A +" }],
  });
  expect(sheet.series).toEqual([
    { letter: "A", measure: "users", filters: [] },
    {
      ...{ letter: "C", measure: "events", name: "signup" },
      filters: [{ property: "plan", op: "is", value: "pro" }],
    },
  ]);
  expect(sheet.formulas).toEqual([{ text: "A/C" }]);
  expect(notices).toHaveLength(3);
  expect(notices.join()).toContain(
    "series 3 was left out: a measure is one of events, users, sessions, a rate of them, a fold of a property, or what sessions are",
  );
  expect(notices.join()).toContain(
    "formula 2 was left out: The formula was not understood: something is missing",
  );
  expect(notices.join()).toContain("the same letter");
});

it("has at most eight series, each with a letter of its own", () => {
  const series = "ABCDEFGHA".split("").map((letter) => ({ letter, measure: "events" }));
  const { sheet, notices } = said({ series });
  expect(sheet.series.map(({ letter }) => letter).join("")).toBe("ABCDEFGH");
  expect(notices).toEqual(["This link has more than 8 series; the first 8 are shown."]);
  expect(freeLetter(sheet.series)).toBeUndefined();
  expect(freeLetter(sheet.series.filter(({ letter }) => letter !== "C"))).toBe("C");
});

it("asks for a series with the filters of all before its own", () => {
  const exploration: Exploration = {
    ...DEFAULT_SHEET,
    version: 1,
    window: { last: "7d" },
    filters: [{ property: "country", op: "is", value: "DE" }],
    allTraffic: false,
    breakdown: { property: "plan", top: 4 },
  };
  const filters = [{ property: "plan", op: "set" as const }];
  expect(
    seriesToQuestion(
      exploration,
      { letter: "B", measure: "users", name: "signup", filters, label: "x" },
      "day",
    ),
  ).toEqual({
    ...{ version: 1, measure: "users", window: { last: "7d" }, granularity: "day", name: "signup" },
    filters: [{ property: "country", op: "is", value: "DE" }, ...filters],
    ...{ breakdown: "plan", limit: 4, compare: "previous", traffic: "real" },
  });
  const bare = { ...exploration, compare: "none" as const, allTraffic: true, filters: [] };
  expect(Object.keys(seriesToQuestion(bare, DEFAULT_SHEET.series[0]!, "day"))).not.toContain("compare");
});
