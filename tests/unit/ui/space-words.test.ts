import { describe, expect, it } from "vitest";
import { agoText } from "../../../src/ui/state/format.ts";
import { failureText } from "../../../src/ui/state/failure-text.ts";

describe("a refusal for want of space", () => {
  it("tells intake that is paused from a write that found no space", () => {
    const paused = { usage: 929, quota: 1_000 };
    expect(failureText({ kind: "quota-exceeded", message: "", paused })).toMatchObject({
      title: "Intake is paused: storage is 92% full",
      body: expect.stringMatching(/Nothing of this call was stored.*goes on by itself below 90%.*Erase old/),
    });
    expect(failureText({ kind: "quota-exceeded", message: "" })).toMatchObject({
      title: expect.stringMatching(/no space left/),
      body: expect.stringMatching(/^Nothing of this write was stored/),
    });
  });

  it("says of events that wait for space to be admitted that they are stored", () => {
    expect(failureText({ kind: "quota-exceeded", message: "", stored: true })).toMatchObject({
      title: expect.stringMatching(/no space left/),
      body: expect.stringMatching(/^What was on its way is stored, and will be counted/),
    });
  });
});

describe("how long ago", () => {
  const now = Date.parse("2026-11-24T12:00Z");
  it.each([
    [0, "just now"],
    // A clock that was set back.
    [-5, "just now"],
    [1, "1 minute ago"],
    [59, "59 minutes ago"],
    [60, "1 hour ago"],
    [24 * 60 - 1, "23 hours ago"],
    [24 * 60, "yesterday"],
    [12 * 24 * 60, "12 days ago"],
  ])("%i minutes is %s", (minutes, words) => {
    expect(agoText(now - minutes * 60_000, now)).toBe(words);
  });
});
