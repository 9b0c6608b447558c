import fc from "fast-check";
import type {
  AnyQuestion,
  DidFilter,
  FilterTerm,
  FirstSeenFilter,
  SegmentTerm,
} from "../../src/model/question.ts";
import { arbitraryFilter, arbitraryPaired, arbitraryQuestion, names, types } from "./arbitrary-questions.ts";

const HOUR_MS = 3_600_000;

const not = fc.constant(true as const);
const days = fc.oneof(fc.integer({ min: 1, max: 8 }), fc.constantFrom(30, 366, 500));

const arbitraryDid: fc.Arbitrary<DidFilter> = fc.record(
  {
    who: fc.constantFrom("user" as const, "session" as const),
    did: fc.oneof(
      fc.constant({}),
      fc.record(
        {
          name: fc.constantFrom(...names),
          type: fc.constantFrom(...types),
          filters: fc.array(arbitraryFilter, { maxLength: 1 }),
        },
        { requiredKeys: [] },
      ),
    ),
    least: fc.integer({ min: 1, max: 6 }),
    days,
    not,
  },
  { requiredKeys: ["who", "did"] },
);

const arbitraryFirstSeen = (around: number): fc.Arbitrary<FirstSeenFilter> =>
  fc.record(
    {
      who: fc.constant("user" as const),
      firstSeen: fc.oneof(
        fc.constant("window" as const),
        fc.record({ days }),
        fc
          .tuple(fc.integer({ min: -1_000, max: 20 }), fc.integer({ min: 1, max: 1_000 }))
          .map(([start, hours]) => {
            const from = around + start * HOUR_MS;
            return { from, to: from + hours * HOUR_MS };
          }),
      ),
      not,
    },
    { requiredKeys: ["who", "firstSeen"] },
  );

/** Questions with terms on what somebody did or when they were first seen, alone and in groups with filters. */
export function arbitraryBehavioural(around: number, timeZone: string): fc.Arbitrary<AnyQuestion> {
  const leaf = fc.oneof(
    { weight: 3, arbitrary: arbitraryDid },
    { weight: 1, arbitrary: arbitraryFirstSeen(around) },
  );
  const { group, segment } = fc.letrec<{ term: FilterTerm; group: FilterTerm; segment: FilterTerm }>(
    (tie) => ({
      term: fc.oneof({ maxDepth: 2 }, arbitraryFilter, leaf, leaf, tie("group"), tie("segment")),
      segment: fc
        .tuple(fc.array(tie("term"), { minLength: 1, maxLength: 2 }), fc.boolean())
        .map(([terms, isNot]): SegmentTerm => ({
          segment: "s",
          placed: { name: "S", terms },
          ...(isNot && { not: true }),
        })),
      group: fc
        .tuple(fc.boolean(), fc.array(tie("term"), { minLength: 1, maxLength: 3 }))
        .map(([isAny, terms]) => (isAny ? { any: terms } : { all: terms })),
    }),
  );
  const any = fc.oneof<fc.Arbitrary<AnyQuestion>[]>(
    arbitraryQuestion(around, timeZone),
    arbitraryPaired(around, timeZone),
  );
  // What else is asked leaves little over: half of the questions have nothing else.
  return fc
    .tuple(any, leaf, fc.array(fc.oneof(leaf, group, segment), { maxLength: 1 }), fc.boolean())
    .map(([question, first, more, isPlain]): AnyQuestion => {
      const filters = [first, ...more, ...(isPlain ? [] : (question.filters ?? []).slice(0, 1))];
      const { name, type, granularity, ...rest } = question;
      if (isPlain) return { ...rest, window: { last: "90d" }, filters };
      return {
        ...rest,
        ...(name && { name }),
        ...(type && { type }),
        ...(granularity && { granularity }),
        filters,
      };
    });
}
