import { expect, test } from "vitest";
import { fieldsDigest, isTable, proposeMapping } from "../../../src/transfer/guess-mapping.ts";

const context = { fileName: "orders-2026.json.gz", timeZone: "Europe/Berlin" };
const times = (count: number, make: (index: number) => object): Record<string, unknown>[] =>
  Array.from({ length: count }, (_, index) => ({ ...make(index) }));
const kinds = (warnings: { kind: string }[]): string[] => warnings.map(({ kind }) => kind);

test("columns are proposed with the reason that speaks for each", () => {
  const rows = times(20, (n) => ({
    event: ["signup", "login", "order", "refund"][n % 4],
    created_at: `2026-11-${String(n + 1).padStart(2, "0")}T08:00:00Z`,
    user_id: `u${n % 3}`,
    session_id: `s${n % 5}`,
    event_id: `e${n}`,
    total: String(n * 1.5),
    code: `00${n}`,
  }));
  const { mapping, reasons, warnings, fields } = proposeMapping(rows, context);
  expect(mapping).toEqual({
    nameField: "event",
    timestampField: "created_at",
    timeFormat: "iso",
    userIdField: "user_id",
    sessionIdField: "session_id",
    idField: "event_id",
    numberFields: ["total"],
  });
  expect(reasons).toMatchObject({
    nameField: "4 different values in 20 rows.",
    timestampField: "Every value is a time.",
    userIdField: "3 different values in 20 rows.",
    idField: "No two values are the same.",
  });
  expect(warnings).toEqual([]);
  expect(fields[0]).toEqual({ field: "event", sample: "signup", different: 4 });
});

test("a day and a month that nothing tells apart are left open, and named as they are asked", () => {
  const dates = (first: string) =>
    times(3, (n) => ({ name: "a", user: "b", date: `${first}/0${n + 1}/2026` }));
  const open = proposeMapping(dates("05"), context);
  expect(open.mapping).toMatchObject({ timestampField: "date", timeZone: "Europe/Berlin" });
  expect(open.mapping.timeFormat).toBeUndefined();
  expect(kinds(open.warnings)).toEqual(["ambiguous-day", "no-zone"]);
  expect(proposeMapping(dates("25"), context).mapping.timeFormat).toBe("dmy");
  const american = times(3, (n) => ({ date: `0${n + 1}/25/2026` }));
  expect(proposeMapping(american, context).mapping.timeFormat).toBe("mdy");
  const dotted = times(3, (n) => ({ date: `0${n + 1}.05.2026` }));
  expect(proposeMapping(dotted, context)).toMatchObject({
    mapping: { timeFormat: "dmy" },
    reasons: { timestampField: "Dates with dots have the day first." },
  });
});

test("a date and its time of the day are found in two columns", () => {
  const rows = times(5, (n) => ({ day: `2026-11-0${n + 1}`, dep_time: 600 + n * 115, carrier: "WN" }));
  const { mapping, reasons } = proposeMapping(
    rows.map((row) => ({ ...row, dep_time: 605 })),
    context,
  );
  expect(mapping).toMatchObject({
    timestampField: "day",
    timeFormat: "iso",
    timeOfDayField: "dep_time",
    timeOfDayFormat: "hhmm",
  });
  expect(reasons.timeOfDayField).toMatch(/1405/);
});

test("the time of the day alone is not when it happened: the day is asked", () => {
  const rows = times(30, (n) => ({ delay: n - 5, distance: 400 + n, time: n / 1.5 }));
  const { mapping, warnings } = proposeMapping(rows, { ...context, fileName: "flights-200k.json" });
  expect(mapping).toMatchObject({
    fixedName: "flights-200k",
    timeOfDayField: "time",
    timeOfDayFormat: "hours",
  });
  expect([mapping.timestampField, mapping.fixedDate]).toEqual([undefined, undefined]);
  expect(kinds(warnings)).toEqual(["no-date", "nobody"]);
});

test("a column is no name of events where no two rows have the same", () => {
  const people = times(12, (n) => ({ name: `Person ${n}`, joined: `2026-01-${n + 10}` }));
  const { mapping, warnings } = proposeMapping(people, context);
  expect(mapping).toMatchObject({ fixedName: "orders-2026", timestampField: "joined" });
  expect(mapping.nameField).toBeUndefined();
  expect(kinds(warnings)).toContain("nobody");
});

test("numbers are times by their size where the column's name says so, and never elsewhere", () => {
  const of = (value: number, field = "ts") =>
    proposeMapping(
      times(3, (n) => ({ [field]: value + n })),
      context,
    ).mapping;
  expect(of(1_764_403_200).timeFormat).toBe("seconds");
  expect(of(1_764_403_200_000).timeFormat).toBe("milliseconds");
  expect(of(1_764_403_200_000_000).timeFormat).toBe("microseconds");
  expect(of(1_764_403_200, "phone").timestampField).toBeUndefined();
});

test("files whose rows have the same fields are of one shape, whatever their order and values", () => {
  expect(fieldsDigest([{ a: 1 }, { b: 2 }])).toBe(fieldsDigest([{ b: "x", a: null }]));
  expect(fieldsDigest([{ a: 1 }])).not.toBe(fieldsDigest([{ b: 1 }]));
});

test("garbage is no table", () => {
  expect(isTable([{ a: 1 }, { a: 2 }])).toBe(true);
  for (const rows of [[], [{}], [[1], [2]], ["text"], [null]]) expect(isTable(rows)).toBe(false);
});
