import fc from "fast-check";
import type { LochanEvent } from "../../src/model/event.ts";
import { makeEvent } from "./rolled-project.ts";

const MINUTE = 60_000;

/** An event of few people, ids, names and sessions, so that they meet. */
export const anEvent = fc.record({
  id: fc.nat(40),
  distinct: fc.integer({ min: 0, max: 2 }),
  user: fc.option(fc.constantFrom("ann", "bob", "b1"), { freq: 3 }),
  session: fc.option(fc.constantFrom("s1", "s2"), { freq: 4 }),
  name: fc.constantFrom("page_view", "bought", "$leave"),
  /** Of the clock's now: late, and dated ahead. */
  minutes: fc.oneof(fc.integer({ min: -5, max: 1 }), fc.integer({ min: -3 * 24 * 60, max: 60 })),
});
type AnEvent = typeof anEvent extends fc.Arbitrary<infer T> ? T : never;

export function toEvent(drawn: AnEvent, now: number): LochanEvent {
  const { id, distinct, user, session, name, minutes } = drawn;
  return makeEvent({
    id: id % 2 === 0 ? `0190a000-0000-7000-8000-${id.toString(16).padStart(12, "0")}` : `order-${id}`,
    name,
    distinctId: `b${distinct}`,
    timestamp: now + minutes * MINUTE,
    receivedAt: now,
    properties: { path: `/p${id % 3}` },
    ...(user !== null && { userId: user }),
    ...(session !== null && { sessionId: session }),
  });
}
