import { describe, expect, it } from "vitest";
import { readIdentity, touchSession } from "../../../src/snippet/identity.ts";
import { type Box, listPending, trimOutbox } from "../../../src/snippet/outbox.ts";
import { uuid } from "../../../src/snippet/uuid.ts";

const NOW = Date.UTC(2026, 10, 24, 12);
const MINUTE = 60_000;

describe("event ids", () => {
  it("are UUIDv7s that sort by their time", () => {
    const ids = [NOW + 2, NOW, NOW + 1].map(uuid);
    for (const id of ids)
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(ids.toSorted()).toEqual([ids[1], ids[2], ids[0]]);
    expect(Number.parseInt(ids[1]!.replaceAll("-", "").slice(0, 12), 16)).toBe(NOW);
  });
});

describe("the outbox", () => {
  const full = (count: number, size: number): Box =>
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [`p:${String(index).padStart(5, "0")}`, "x".repeat(size)]),
    );
  it("lists its own keys alone, oldest first", () => {
    expect(listPending({ "p:2": "", "q:1": "", p: "", "p:1": "" }, "p:")).toEqual(["p:1", "p:2"]);
  });
  it("drops the oldest past a thousand events and says how many", () => {
    const box = { ...full(1_003, 1), other: "kept" };
    expect(trimOutbox(box, "p:")).toBe(3);
    expect(listPending(box, "p:")).toHaveLength(1_000);
    expect(listPending(box, "p:")[0]).toBe("p:00003");
    expect(box.other).toBe("kept");
    expect(trimOutbox(box, "p:")).toBe(0);
  });
  it("drops the oldest past 512 KB", () => {
    const box = full(100, 8_192);
    expect(trimOutbox(box, "p:")).toBe(36);
    expect(Object.keys(box)).not.toContain("p:00035");
    expect(Object.keys(box)).toContain("p:00036");
  });
});

describe("identity", () => {
  it.each(["", "{", "null", "[]", '{"d":""}', '"text"'])(
    "starts anew where the state is damaged: %s",
    (text) => {
      expect(readIdentity({ key: text }, "key").d).toHaveLength(36);
    },
  );
  it("is what was kept", () => {
    expect(readIdentity({ key: '{"d":"me","u":"ann"}' }, "key")).toEqual({ d: "me", u: "ann" });
  });
  it("keeps a session while there is activity, for 30 minutes unless the project says otherwise", () => {
    const first = touchSession({ d: "me" }, NOW);
    expect(first).toMatchObject({ b: NOW, l: NOW });
    const second = touchSession(first, NOW + 30 * MINUTE);
    expect(second.s).toBe(first.s);
    expect(touchSession(second, NOW + 60 * MINUTE).s).toBe(first.s);
    expect(touchSession(second, NOW + 60 * MINUTE + 1).s).not.toBe(first.s);
    expect(touchSession({ ...first, i: MINUTE }, NOW + MINUTE + 1).s).not.toBe(first.s);
  });
  it("ends a session after 24 hours whatever the activity", () => {
    let me = touchSession({ d: "me" }, NOW);
    const { s } = me;
    for (let at = 10; at < 24 * 60; at += 10) me = touchSession(me, NOW + at * MINUTE);
    expect(me.s).toBe(s);
    expect(touchSession(me, NOW + 24 * 60 * MINUTE).s).not.toBe(s);
  });
  it("does not keep a session open when the clock is set back", () => {
    const me = touchSession({ d: "me" }, NOW);
    expect(touchSession(me, NOW - 60 * MINUTE).s).not.toBe(me.s);
  });
});
