import { expect, test } from "vitest";
import { cutSessions } from "../../../src/model/cut-sessions.ts";

test("a gap longer than the idle time starts a session, one as long does not", () => {
  expect(cutSessions([0, 30, 61, 61, 91], 30, 1000)).toEqual([0, 2]);
});

test("a session never spans the cap, and the next is measured from where it was cut", () => {
  expect(cutSessions([0, 30, 60, 90, 120, 150, 180, 210], 30, 100)).toEqual([0, 4]);
});

test("no events are no sessions", () => {
  expect(cutSessions([], 30, 100)).toEqual([]);
});
