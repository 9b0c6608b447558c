import fc from "fast-check";
import { expect, test } from "vitest";
import { cutSessions } from "../../src/model/cut-sessions.ts";
import { mergeIntoSessions, type Sessions } from "../../src/rollup/merge-sessions.ts";
import { runs } from "../support/fast-check-setup.ts";

const rule = { idleMs: 5, capMs: 20 };

interface Span {
  start: number;
  end: number;
}

function cutAll(times: readonly number[]): Span[] {
  const starts = cutSessions(times, rule.idleMs, rule.capMs);
  return starts.map((first, index) => ({
    start: times[first] as number,
    end: times[(starts[index + 1] ?? times.length) - 1] as number,
  }));
}

const ascending = (times: readonly number[]): number[] => times.toSorted((a, b) => a - b);

test("sessions merged piece by piece are those cut from all events at once", () => {
  let holes = 0;
  let moves = 0;
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.integer({ min: 0, max: 120 }), { minLength: 1, maxLength: 12 }), {
        minLength: 1,
        maxLength: 12,
      }),
      (pieces) => {
        let sessions: Sessions = { start: [], end: [], session: [] };
        let next = 100;
        /** The session ordinal each event was counted under, as rows would have it. */
        let counted: { time: number; session: number }[] = [];
        for (const piece of pieces) {
          const times = ascending(piece);
          const merged = mergeIntoSessions(sessions, times, rule, () => next++);
          moves += merged.moves.length;
          const removed = new Set(merged.holes.flatMap((hole) => hole.removed.map((span) => span.session)));
          counted = counted.map(({ time, session }) => {
            const move = merged.moves.find(({ from }) => from === session);
            if (move !== undefined) expect([move.start <= time, time <= move.end]).toEqual([true, true]);
            return { time, session: move?.to ?? session };
          });
          const all = [...counted.map(({ time }) => time), ...times];
          let filled = merged.sessions;
          const inHole = (time: number): boolean =>
            merged.holes.some((hole) => time >= hole.from && time <= hole.to);
          for (const { time, session } of counted) if (removed.has(session)) expect(inHole(time)).toBe(true);
          counted = counted.filter(({ time }) => !inHole(time));
          for (const hole of merged.holes) {
            holes++;
            const within = ascending(all.filter((time) => time >= hole.from && time <= hole.to));
            for (const { start, end } of cutAll(within)) {
              filled = {
                start: [...filled.start, start],
                end: [...filled.end, end],
                session: [...filled.session, next],
              };
              for (const time of within)
                if (time >= start && time <= end) counted.push({ time, session: next });
              next++;
            }
          }
          for (const [index, time] of times.entries())
            if (!inHole(time)) counted.push({ time, session: merged.assigned[index] as number });
          const order = filled.start
            .map((_, index) => index)
            .sort((a, b) => (filled.start[a] as number) - (filled.start[b] as number));
          sessions = {
            start: order.map((index) => filled.start[index] as number),
            end: order.map((index) => filled.end[index] as number),
            session: order.map((index) => filled.session[index] as number),
          };
          const spans = cutAll(ascending(all));
          expect(sessions.start.map((start, index) => ({ start, end: sessions.end[index] }))).toEqual(spans);
          for (const { time, session } of counted) {
            const index = sessions.session.indexOf(session);
            expect(spans[index]).toMatchObject(
              spans.find(({ start, end }) => start <= time && time <= end) as Span,
            );
          }
        }
      },
    ),
    runs(1_000),
  );
  expect([holes > 0, moves > 0]).toEqual([true, true]);
});
