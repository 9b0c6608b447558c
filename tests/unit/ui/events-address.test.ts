import { expect, it } from "vitest";
import { columnText, moveColumn, parseColumns, parseWidths } from "../../../src/ui/events/event-columns.ts";
import { eventToRef, parseEventsAddress } from "../../../src/ui/events/events-address.ts";
import { withJudged } from "../../../src/ui/state/event-address.ts";
import { makeEvent } from "../../support/rolled-project.ts";

it("an address is read as it was written", () => {
  const event = eventToRef({ timestamp: 1_700_000_000_123, id: "order.7/8" });
  const columns = '["time",".a,b","."]';
  const { searchParams } = new URL(
    withJudged("http://app/events?project=a", { from: 5, to: 1_700_000_000_000 }),
  );
  const judged = searchParams.get("judged") ?? undefined;
  expect(parseEventsAddress({ q: "tea", columns, event, judged })).toEqual({
    text: "tea",
    columns,
    event: { timestamp: 1_700_000_000_123, id: "order.7/8" },
    judged: { from: 5, to: 1_700_000_000_000 },
    notices: [],
  });
});

it("nonsense is left out, and each piece of it said in words", () => {
  const { notices, ...rest } = parseEventsAddress({
    q: "x".repeat(1_001),
    columns: '["time","time"]',
    event: "yesterday",
    judged: "9-3",
  });
  expect(rest).toEqual({ text: "", columns: undefined, event: undefined, judged: undefined });
  expect(notices).toHaveLength(4);
  for (const columns of ["", "[]", "{}", '["nothing"]', "[1]", '["time"'])
    expect(parseColumns(columns)).toBeUndefined();
  expect(parseWidths('{"time":5}')).toEqual({});
});

it("a column moves to the place it is dropped at", () => {
  expect(moveColumn(["a", "b", "c"], 0, 2)).toEqual(["b", "c", "a"]);
  expect(moveColumn(["a", "b", "c"], 2, 0)).toEqual(["c", "a", "b"]);
  expect(moveColumn(["a", "b", "c"], 1, 9)).toEqual(["a", "c", "b"]);
});

it("a cell tells an empty text from what is not there, and hostile keys are keys", () => {
  const event = makeEvent({
    properties: JSON.parse('{"empty":"","__proto__":{"a":1},"none":null}') as Record<string, never>,
  });
  expect(columnText(event, ".empty", "UTC")).toBe("");
  expect(columnText(event, ".toString", "UTC")).toBeUndefined();
  expect(columnText(event, ".__proto__", "UTC")).toBe('{"a":1}');
  expect(columnText(event, ".none", "UTC")).toBe("null");
  expect(columnText(event, "user", "UTC")).toBeUndefined();
});
