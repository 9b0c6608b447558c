import fc from "fast-check";
import { expect, it } from "vitest";
import { makeDictionaries } from "../../src/log/dictionary.ts";
import { encodeBatch } from "../../src/log/encode-batch.ts";
import { matchRows } from "../../src/log/match-rows.ts";
import { makeSeenValues } from "../../src/log/seen-values.ts";
import { selectActions } from "../../src/log/select-rows.ts";
import { activeRules, ruleOf } from "../../src/model/traffic.ts";
import {
  arbitraryEvents,
  arbitraryTerm,
  arbitraryTraffic,
  withBots,
} from "../support/arbitrary-questions.ts";
import { runs } from "../support/fast-check-setup.ts";
import { isLeftOut, passesTerm } from "../support/naive-answer.ts";
import { openRolledProject } from "../support/rolled-project.ts";

const NOW = Date.UTC(2026, 5, 10, 12);

it("rows of columns, and events, are left out by the same rules", () => {
  fc.assert(
    fc.property(arbitraryEvents(NOW), fc.array(arbitraryTraffic, { minLength: 10 }), (drawn, traffics) => {
      const events = withBots(drawn);
      const dictionaries = makeDictionaries();
      const columns = encodeBatch(events, dictionaries);
      for (const traffic of traffics) {
        const rules = activeRules({ traffic });
        const expected = events.map((event) => isLeftOut(event, { traffic }));
        const matched = matchRows(columns, rules, dictionaries);
        expect({ traffic, rows: Array.from(matched ?? events.map(() => 0), Boolean) }).toEqual({
          traffic,
          rows: expected,
        });
        expect(matched === undefined).toBe(!expected.includes(true));
        expect(events.map((event) => ruleOf(event, rules) !== undefined)).toEqual(expected);
        const kept = events.filter((_, row) => !expected[row]);
        expect(Array.from(selectActions(columns, matched).timestamp)).toEqual(
          kept.map(({ timestamp }) => timestamp),
        );
      }
    }),
    runs(40),
  );
});

/** As rules that are on may be, and filters of questions. */
const arbitraryRules = fc.array(
  fc.array(arbitraryTerm, { minLength: 1, maxLength: 2 }).map((conditions) => ({ name: "", conditions })),
  { minLength: 1, maxLength: 2 },
);

it("groups of filters keep the same rows of columns, and the same events", () => {
  fc.assert(
    fc.property(arbitraryEvents(NOW), fc.array(arbitraryRules, { minLength: 20 }), (events, lists) => {
      const dictionaries = makeDictionaries();
      const columns = encodeBatch(events, dictionaries);
      for (const rules of lists) {
        const expected = events.map((event) =>
          rules.some(({ conditions }) => conditions.every((term) => passesTerm(event, term))),
        );
        const matched = matchRows(columns, rules, dictionaries);
        expect({ rules, rows: Array.from(matched ?? events.map(() => 0), Boolean) }).toEqual({
          rules,
          rows: expected,
        });
        expect(events.map((event) => ruleOf(event, rules) !== undefined)).toEqual(expected);
      }
    }),
    runs(40),
  );
});

it("where no event can match a group it is certain", async () => {
  let certain = 0;
  await fc.assert(
    fc.asyncProperty(
      arbitraryEvents(NOW),
      fc.array(arbitraryRules, { minLength: 30, maxLength: 30 }),
      async (events, lists) => {
        const one = await openRolledProject();
        const seen = makeSeenValues(one.db, one.project.id);
        await one.append(events);
        const { generation, sequence } = (await one.db.logHeads.get(one.project.id))!;
        for (const rules of lists) {
          const may = await seen.mayMatch(rules, { generation, sequence });
          if (!may) certain++;
          const matches = events.some((event) =>
            rules.some(({ conditions }) => conditions.every((term) => passesTerm(event, term))),
          );
          expect({ rules, missed: matches && !may }).toEqual({ rules, missed: false });
        }
        await one.close();
      },
    ),
    runs(8),
  );
  expect(certain).toBeGreaterThan(0);
});

it("where no event can match it is certain, however the log grows", async () => {
  let certain = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(arbitraryEvents(NOW), { minLength: 1, maxLength: 3 }),
      fc.array(arbitraryTraffic, { minLength: 15, maxLength: 15 }),
      async (parts, traffics) => {
        const one = await openRolledProject();
        const seen = makeSeenValues(one.db, one.project.id);
        const all = [];
        for (const [turn, part] of parts.entries()) {
          // Bots come in the last part.
          const events = turn === parts.length - 1 ? withBots(part) : part;
          await one.append(events);
          all.push(...events);
          const { generation, sequence } = (await one.db.logHeads.get(one.project.id))!;
          for (const traffic of traffics) {
            const rules = activeRules({ traffic });
            const may = await seen.mayMatch(rules, { generation, sequence });
            if (!may) certain++;
            const matches = all.some((event) => isLeftOut(event, { traffic }));
            expect({ traffic, missed: matches && !may }).toEqual({ traffic, missed: false });
          }
        }
        await one.close();
      },
    ),
    runs(8),
  );
  expect(certain).toBeGreaterThan(0);
});
