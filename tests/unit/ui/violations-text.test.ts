import { expect, it } from "vitest";
import { toEventId } from "../../../src/model/identifier.ts";
import type { ViolationCount } from "../../../src/model/plan-violations.ts";
import { violationsToCsv, violationsToJson } from "../../../src/ui/plan/violations-text.ts";

const violations: ViolationCount[] = [
  {
    event: '=HYPERLINK("x")',
    violation: { kind: "wrong-type", property: "price,\nin EUR", expected: "number", found: "text" },
    count: 1_200,
    sample: { id: toEventId("e1"), timestamp: 0 },
  },
  {
    event: "sold",
    violation: { kind: "unplanned-event" },
    count: 1,
    sample: { id: toEventId("-1+1"), timestamp: 1 },
  },
];

it("as CSV no text of a stranger is a formula or breaks its line", () => {
  expect(violationsToCsv(violations)).toBe(
    "event,violation,property,expected,found,events,last_seen,sample_id\r\n" +
      `"'=HYPERLINK(""x"")",wrong-type,"price,\nin EUR",number,text,1200,1970-01-01T00:00:00.000Z,e1\r\n` +
      "sold,unplanned-event,,,,1,1970-01-01T00:00:00.001Z,'-1+1\r\n",
  );
});

it("as JSON all of it is there as it is", () => {
  expect(JSON.parse(violationsToJson(violations))).toEqual([
    {
      event: '=HYPERLINK("x")',
      kind: "wrong-type",
      property: "price,\nin EUR",
      expected: "number",
      found: "text",
      events: 1_200,
      lastSeen: "1970-01-01T00:00:00.000Z",
      sampleId: "e1",
    },
    {
      event: "sold",
      kind: "unplanned-event",
      events: 1,
      lastSeen: "1970-01-01T00:00:00.001Z",
      sampleId: "-1+1",
    },
  ]);
});
