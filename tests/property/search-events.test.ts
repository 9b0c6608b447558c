import fc from "fast-check";
import { expect, it } from "vitest";
import { sealOldest } from "../../src/log/seal.ts";
import type { LochanEvent } from "../../src/model/event.ts";
import type { EventPlace, EventSearch, SearchPosition } from "../../src/model/event-search.ts";
import { makeEventSearcher, type EventSearcher } from "../../src/query/search-events.ts";
import { arbitraryEvents, arbitraryFilter } from "../support/arbitrary-questions.ts";
import { runs } from "../support/fast-check-setup.ts";
import { naiveSearch } from "../support/naive-search.ts";
import { openRolledProject, type RolledProject } from "../support/rolled-project.ts";

const NOW = Date.UTC(2026, 5, 10, 12);
const HOUR_MS = 3_600_000;
const BLOCK = 12;

const aText = fc.constantFrom(
  "",
  "",
  "A",
  "ann",
  "Ü",
  "😀",
  "5",
  "-3",
  "1e+21",
  "tru",
  "null",
  '{"a"',
  "[1",
  "drop",
  "zz",
  "/b",
);
/** Several, asked one after the other: what one remembers must not show in another. */
const searches = fc.array(
  fc.record({
    start: fc.integer({ min: -120, max: 10 }),
    hours: fc.constantFrom(1, 24, 300),
    filters: fc.oneof(fc.constant([]), fc.array(arbitraryFilter, { maxLength: 2 })),
    text: aText,
    limit: fc.integer({ min: 4, max: 40 }),
    skip: fc.integer({ min: 0, max: 30 }),
    patienceMs: fc.constantFrom(-1, Infinity),
  }),
  { minLength: 4, maxLength: 8 },
);

/** Some of them at the same instant, and some ids that are no UUIDs. */
const events = arbitraryEvents(NOW).map((all) =>
  all.map((event, at) => (at % 7 === 0 ? { ...event, id: `order-${at}` as typeof event.id } : event)),
);

async function appendInParts(
  one: RolledProject,
  all: readonly LochanEvent[],
  isSealed: boolean,
): Promise<void> {
  for (let at = 0; at < all.length; at += 7) await one.append(all.slice(at, at + 7));
  while (
    isSealed &&
    (await sealOldest(one.db, one.epoch, one.project.id, { blockEvents: BLOCK })) !== undefined
  );
}

async function readPages(
  searcher: EventSearcher,
  search: EventSearch,
  { limit, patienceMs, at }: { limit: number; patienceMs: number; at: SearchPosition },
): Promise<LochanEvent[]> {
  const found: LochanEvent[] = [];
  for (let before: EventPlace | undefined; ;) {
    const page = await searcher.page(search, { limit, before, at, patienceMs });
    expect(page.events.length).toBeLessThanOrEqual(limit);
    found.push(...page.events);
    if (page.end === undefined) return found;
    before = page.end;
  }
}

it("pages and counts are those of every event looked at one by one, whatever comes meanwhile", async () => {
  await fc.assert(
    fc.asyncProperty(
      events,
      searches,
      fc.boolean(),
      fc.integer({ min: 0, max: 40 }),
      async (all, asked, isSealed, later) => {
        const one = await openRolledProject();
        const searcher = makeEventSearcher(one.db, one.project.id, { blockEvents: BLOCK });
        const first = all.slice(later);
        await appendInParts(one, first, isSealed);
        const { receipt } = await searcher.page({ from: 0, to: NOW, filters: [], text: "" }, { limit: 1 });
        const at: SearchPosition = receipt;
        for (const [turn, { start, hours, filters, text, ...how }] of asked.entries()) {
          // In the middle come the others, late ones among them, and what is there is sealed again.
          if (turn === 2) await appendInParts(one, all.slice(0, later), isSealed);
          const from = NOW + start * HOUR_MS;
          const search: EventSearch = { from, to: from + hours * HOUR_MS, filters, text };
          const expected = naiveSearch(first, search);
          const found = await readPages(searcher, search, { ...how, at });
          expect({ search, ids: found.map(({ id }) => id) }).toEqual({
            search,
            ids: expected.map(({ id }) => id),
          });
          expect(found.map(({ properties }) => properties)).toEqual(
            expected.map(({ properties }) => properties),
          );

          const skipped = await searcher.page(search, {
            limit: how.limit,
            skip: how.skip,
            at,
            patienceMs: Infinity,
          });
          expect(skipped.events.map(({ id }) => id)).toEqual(
            expected.slice(how.skip, how.skip + how.limit).map(({ id }) => id),
          );
          const { total, steps } = await searcher.count(search, { at });
          expect(total).toBe(expected.length);
          for (const [step, count] of steps?.counts.entries() ?? []) {
            const begin = steps!.start + step * steps!.width;
            if (count === 0) continue;
            expect(count).toBe(
              expected.filter(({ timestamp }) => timestamp >= begin && timestamp < begin + steps!.width)
                .length,
            );
          }
          const rest = await searcher.count(search, { after: at.sequence });
          const now = turn < 2 ? [] : all.slice(0, later);
          expect(rest.total).toBe(naiveSearch(now, search).length);
        }
        await one.close();
      },
    ),
    runs(12),
  );
});

it("finds an event by its whole id, in whatever log entry it is", async () => {
  await fc.assert(
    fc.asyncProperty(events, fc.nat(), async (all, pick) => {
      const one = await openRolledProject();
      const searcher = makeEventSearcher(one.db, one.project.id, { blockEvents: BLOCK });
      await appendInParts(one, all, true);
      const { id } = all[pick % all.length]!;
      const search: EventSearch = { from: 0, to: NOW + 1_000 * HOUR_MS, filters: [], text: id };
      const found = await readPages(searcher, search, {
        limit: 5,
        patienceMs: -1,
        at: (await searcher.count(search)).receipt,
      });
      expect(found.map((event) => event.id)).toEqual([id]);
      await one.close();
    }),
    runs(4),
  );
});
