import fc from "fast-check";
import { expect, it } from "vitest";
import { compareSides, grossDifference } from "../../src/model/reconcile/compare-sides.ts";
import { explain } from "../../src/model/reconcile/explain.ts";
import { findGaps } from "../../src/model/reconcile/find-gaps.ts";
import { HALF_HOUR_MS } from "../../src/model/reconcile/find-shift.ts";
import { matchIds } from "../../src/model/reconcile/match-ids.ts";
import { changeMatch, matchNames, namesOf } from "../../src/model/reconcile/match-names.ts";
import {
  countIn,
  countsByDay,
  DIMENSIONS,
  SIDE_MEASURES,
  type SideCounts,
  type SideMeasure,
  type ValueCounts,
} from "../../src/model/reconcile/side-counts.ts";
import { zoneOf } from "../../src/model/time-zone.ts";
import { makeSideTally } from "../../src/transfer/reconcile/tally-side.ts";
import type { LochanEvent } from "../../src/model/event.ts";
import { anEvent, toEvent } from "../support/drawn-event.ts";
import { runs } from "../support/fast-check-setup.ts";
import { naiveStats } from "../support/naive-stats.ts";

const NOW = Date.UTC(2026, 2, 29, 12);
/** Clocks go forward on 29 March. */
const zone = zoneOf("Europe/Berlin");

const events = fc.array(anEvent, { maxLength: 60 }).map((drawn) => drawn.map((each) => toEvent(each, NOW)));

function toSide(taken: readonly LochanEvent[]): SideCounts {
  const tally = makeSideTally(zone);
  for (const event of taken) expect(tally.take(event)).toBeUndefined();
  return { ...tally.finish(), parts: [], refused: 0 };
}
const once = (taken: readonly LochanEvent[]): LochanEvent[] => [
  ...new Map([...taken].reverse().map((event) => [event.id, event])).values(),
];
const days = fc.tuple(fc.integer({ min: -4, max: 1 }), fc.nat(4)).map(([first, length]) => ({
  first: zone.localDay(NOW) + first,
  last: zone.localDay(NOW) + first + length,
}));

/** What the words say, from a list of events. */
function recount(
  all: readonly LochanEvent[],
  person: (event: LochanEvent) => string,
  measure: SideMeasure,
): number {
  const shown = all.filter(({ name }) => !name.startsWith("$"));
  switch (measure) {
    case "events":
      return shown.length;
    case "views":
      return shown.filter(({ name }) => name === "page_view").length;
    case "users":
      return new Set(shown.map(person)).size;
    case "sessions":
      return new Set(shown.flatMap(({ sessionId }) => sessionId ?? [])).size;
  }
}

it("counts of any days, by any value, are a naive recount's", () => {
  fc.assert(
    fc.property(events, days, (taken, range) => {
      const side = toSide(taken);
      const all = once(taken);
      const stats = naiveStats(all, 1_800_000);
      const inRange = all.filter(({ timestamp }) => {
        const day = zone.localDay(timestamp);
        return day >= range.first && day <= range.last;
      });
      const check = (counts: ValueCounts, of: readonly LochanEvent[]): void => {
        for (const measure of SIDE_MEASURES) {
          const counted = countIn(counts, measure, range);
          if (counted === undefined) expect(side.measures).not.toContain(measure);
          else expect([measure, counted]).toEqual([measure, recount(of, stats.person, measure)]);
          if (measure === "events" || measure === "views")
            expect(
              countsByDay(counts, measure, range).reduce((sum: number, each) => sum + (each ?? 0), 0),
            ).toBe(counted);
        }
      };
      check(side.total, inRange);
      const shown = inRange.filter(({ name }) => !name.startsWith("$"));
      for (const [dimension, keyOf] of [
        ["event", ({ name }: LochanEvent) => name],
        ["page", ({ properties }: LochanEvent) => properties["path"]],
      ] as const) {
        const counts = side.dimensions[dimension];
        if (counts?.kind !== "counted") throw new Error("too many");
        expect(counts.values.map(({ value }) => value)).toEqual(
          expect.arrayContaining([...new Set(shown.map(keyOf))]),
        );
        for (const each of counts.values)
          check(
            each,
            inRange.filter((event) => keyOf(event) === each.value),
          );
      }
    }),
    runs(300),
  );
});

it("two sides' tables add up to their totals, and what is explained is a share of what differs", () => {
  fc.assert(
    fc.property(events, events, days, fc.constantFrom(...SIDE_MEASURES), (one, other, range, measure) => {
      const [a, b] = [toSide(one), toSide(other)];
      const matches = matchNames(namesOf(a), namesOf(b));
      const comparison = compareSides(a, b, { measure, range, matches });
      const opposite = compareSides(b, a, {
        ...{ measure, range },
        matches: new Map([...matches].map(([from, to]) => [to, from])),
      });
      expect([opposite.a, opposite.b]).toEqual([comparison.b, comparison.a]);
      for (const dimension of DIMENSIONS) {
        const table = comparison.tables[dimension];
        if (table.kind !== "compared") continue;
        if (measure === "events" || measure === "views") {
          expect(table.rows.reduce((sum, row) => sum + row.a, 0)).toBe(comparison.a);
          expect(table.rows.reduce((sum, row) => sum + row.b, 0)).toBe(comparison.b);
        }
        const turned = opposite.tables[dimension];
        expect(turned.kind === "compared" && grossDifference(turned.rows)).toBe(grossDifference(table.rows));
        const differences = table.rows.map((row) => Math.abs(row.a - row.b));
        expect(differences).toEqual(differences.toSorted((x, y) => y - x));
      }
      for (const finding of explain(a, b, comparison, zone))
        if ("share" in finding) {
          expect(finding.share).toBeGreaterThan(0);
          expect(finding.share).toBeLessThanOrEqual(1);
        }
      expect(
        explain(
          a,
          a,
          compareSides(a, a, { measure, range, matches: matchNames(namesOf(a), namesOf(a)) }),
          zone,
        ),
      ).toEqual([]);
    }),
    runs(200),
  );
});

it("ids are those that one side has, or both, as two sets would tell", () => {
  fc.assert(
    fc.property(events, events, days, (one, other, range) => {
      const [a, b] = [toSide(one), toSide(other)];
      const found = matchIds(a.ids!, b.ids!, range);
      const shown = (taken: readonly LochanEvent[]) =>
        once(taken).filter(({ name }) => !name.startsWith("$"));
      const isIn = ({ timestamp }: LochanEvent): boolean => {
        const day = zone.localDay(timestamp);
        return day >= range.first && day <= range.last;
      };
      const idsOf = (list: readonly LochanEvent[]) => new Set(list.map(({ id }) => id));
      const [allA, allB] = [idsOf(shown(one)), idsOf(shown(other))];
      const [inA, inB] = [idsOf(shown(one).filter(isIn)), idsOf(shown(other).filter(isIn))];
      expect(found.onlyA).toBe([...inA].filter((id) => !allB.has(id)).length);
      expect(found.onlyB).toBe([...inB].filter((id) => !allA.has(id)).length);
      expect(found.both).toBe(
        [...new Set([...inA, ...inB])].filter((id) => allA.has(id) && allB.has(id)).length,
      );
      const sum = (names: readonly (readonly [string, number])[]) =>
        names.reduce((all, [, count]) => all + count, 0);
      expect([sum(found.namesOnlyA), sum(found.namesOnlyB)]).toEqual([found.onlyA, found.onlyB]);
    }),
    runs(300),
  );
});

it("in a gap the silent side has nothing, and what it missed is what the other has", () => {
  const counts = fc.array(fc.tuple(fc.nat(3), fc.nat(30)), { maxLength: 60 }).map((drawn) => {
    let step = 0;
    return drawn.flatMap(([apart, count]) => [(step += apart + 1), count]);
  });
  fc.assert(
    fc.property(counts, counts, (a, b) => {
      const span = { from: 0, to: 240 * HALF_HOUR_MS };
      const within = (pairs: readonly number[], from: number, to: number): number =>
        pairs.reduce(
          (sum, each, at) =>
            at % 2 === 1 && pairs[at - 1]! * HALF_HOUR_MS >= from && pairs[at - 1]! * HALF_HOUR_MS < to
              ? sum + each
              : sum,
          0,
        );
      for (const { side, from, to, count } of findGaps(a, b, span)) {
        const [silent, heard] = side === "a" ? [a, b] : [b, a];
        expect(within(silent, from, to)).toBe(0);
        expect(within(heard, from, to)).toBe(count);
        expect(to - from).toBeGreaterThanOrEqual(4 * HALF_HOUR_MS);
      }
    }),
    runs(500),
  );
});

it("a name has at most one partner, whoever says so", () => {
  const names = fc.uniqueArray(
    fc.record({ name: fc.constantFrom("a", "A", "a_", "b", "B b", "bb", "c"), events: fc.nat(9) }),
    { selector: ({ name }) => name },
  );
  fc.assert(
    fc.property(names, names, (a, b) => {
      let matches = matchNames(a, b);
      for (const { name } of a) {
        expect(new Set(matches.values()).size).toBe(matches.size);
        matches = changeMatch(matches, name, b[0]?.name);
      }
      expect(new Set(matches.values()).size).toBe(matches.size);
      for (const [from, to] of matches) {
        expect(a.map(({ name }) => name)).toContain(from);
        expect(b.map(({ name }) => name)).toContain(to);
      }
    }),
    runs(300),
  );
});
