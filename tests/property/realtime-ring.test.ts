import fc from "fast-check";
import { expect, test } from "vitest";
import { makeRealtimeRing } from "../../src/rollup/realtime-ring.ts";
import { runs } from "../support/fast-check-setup.ts";

const SECOND = 1000;
const START = 1_800_000_000_000;

const aStep = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("add" as const),
      events: fc.array(
        fc.record({
          at: fc.integer({ min: -700_000, max: 400_000 }),
          name: fc.integer({ min: 0, max: 2 }),
          distinct: fc.integer({ min: 0, max: 4 }),
          user: fc.constantFrom(0, 0, 11, 12),
        }),
        { maxLength: 8 },
      ),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant("pass" as const), ms: fc.integer({ min: -5_000, max: 250_000 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("identify" as const), distinct: fc.integer({ min: 0, max: 4 }) }),
  },
);

test("counters are exact as time slides, whatever is late, early or identified", () => {
  fc.assert(
    fc.property(fc.array(aStep, { maxLength: 30 }), (steps) => {
      let now = START;
      const ring = makeRealtimeRing({ now: () => now });
      const events: { time: number; actor: number }[] = [];
      const canonical = new Map<number, number>();
      for (const step of steps) {
        if (step.do === "pass") now += step.ms;
        if (step.do === "identify") {
          canonical.set(step.distinct, 10);
          ring.identity({ distinct: Uint32Array.of(step.distinct), canonical: Uint32Array.of(10) });
        }
        if (step.do === "add") {
          const times = step.events.map(({ at }) => now + at);
          ring.add(
            {
              count: times.length,
              timestamp: Float64Array.from(times),
              name: Uint32Array.from(step.events, ({ name }) => name),
              distinct: Uint32Array.from(step.events, ({ distinct }) => distinct),
              user: Uint32Array.from(step.events, ({ user }) => user),
            },
            (name) => name === 2,
          );
          for (const [index, { name, distinct, user }] of step.events.entries())
            if (name !== 2)
              events.push({ time: times[index] as number, actor: user === 0 ? distinct : user - 1 });
        }
        const end = (Math.floor(now / SECOND) + 1) * SECOND;
        const between = (from: number, to: number): typeof events =>
          events.filter(({ time }) => time >= from && time < to);
        const usersOf = (some: typeof events): number =>
          new Set(some.map(({ actor }) => canonical.get(actor) ?? actor)).size;
        const steps20 = Array.from({ length: 30 }, (_, index) =>
          between(end - 600_000 + index * 20_000, end - 580_000 + index * 20_000),
        );
        const current = between(end - 300_000, end);
        const before = between(end - 600_000, end - 300_000);
        expect(ring.view(now)).toEqual({
          windowStart: end - 300_000,
          windowEnd: end,
          updatedAt: now,
          events5m: {
            value: current.length,
            previous: before.length,
            spark: steps20.map((some) => some.length),
          },
          activeUsers5m: { value: usersOf(current), previous: usersOf(before), spark: steps20.map(usersOf) },
          perSecond: Array.from(
            { length: 300 },
            (_, index) => between(end - 300_000 + index * SECOND, end - 299_000 + index * SECOND).length,
          ),
        });
      }
    }),
    runs(150),
  );
});
