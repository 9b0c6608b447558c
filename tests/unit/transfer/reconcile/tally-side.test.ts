import { expect, test } from "vitest";
import { matchIds } from "../../../../src/model/reconcile/match-ids.ts";
import { OTHER_NAMES, type SideIds } from "../../../../src/model/reconcile/side-counts.ts";
import { zoneOf } from "../../../../src/model/time-zone.ts";
import { SIDE_LIMITS } from "../../../../src/transfer/reconcile/side-limits.ts";
import { makeSideTally } from "../../../../src/transfer/reconcile/tally-side.ts";
import { makeEvent } from "../../../support/rolled-project.ts";

const START = Date.UTC(2026, 4, 1);

function idsOf(names: readonly string[], prefix: string): SideIds {
  const tally = makeSideTally(zoneOf("UTC"), { ...SIDE_LIMITS, values: 3 });
  for (const [at, name] of names.entries())
    tally.take(makeEvent({ id: `${prefix}${at}`, name, timestamp: START + at }));
  return tally.finish().ids!;
}

test("names that are too many to be held are others, and ids are matched all the same", () => {
  const many = Array.from({ length: 50 }, (_, at) => `name ${at}`);
  const side = idsOf(["buy", "buy", "look", ...many, "$late", "buy"], "a");
  expect(side.names.filter((name) => !name.startsWith("$"))).toEqual([OTHER_NAMES, "buy", "look", "name 0"]);
  expect(side.high).toHaveLength(54);
  const range = { first: side.day[0]!, last: side.day[0]! };
  expect(matchIds(side, idsOf(["buy"], "b"), range)).toMatchObject({
    onlyA: 54,
    namesOnlyA: [
      [OTHER_NAMES, 49],
      ["buy", 3],
      ["look", 1],
      ["name 0", 1],
    ],
    onlyB: 1,
  });
});
