import { expect, it } from "vitest";
import { parseErasure } from "../../../src/engine/parse-erasure.ts";

it.each([{ userId: "ann" }, { before: 5 }, { from: -3, before: 5 }, { all: true }])("takes %j", (input) => {
  expect(parseErasure(input)).toEqual({ ok: true, value: input });
});

it.each([
  undefined,
  {},
  { userId: "" },
  { from: 5 },
  { from: 5, before: 5 },
  { before: 1.5 },
  { before: 5, keepOut: true },
  { all: false },
  { userId: "ann", all: true },
])("refuses %j, and says what to say", (input) => {
  expect(parseErasure(input)).toMatchObject({ ok: false, failure: { kind: "invalid-input" } });
});
