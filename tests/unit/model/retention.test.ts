import { describe, expect, it } from "vitest";
import { keepsFrom, retentionBoundary } from "../../../src/model/retention.ts";

const at = (text: string) => Date.parse(text);

describe("the boundary of retention", () => {
  it("keeps today in the project's zone and the days before it, whole", () => {
    expect(retentionBoundary(1, "UTC", at("2026-11-24T00:00Z"))).toBe(at("2026-11-23T00:00Z"));
    expect(retentionBoundary(30, "UTC", at("2026-11-24T23:59Z"))).toBe(at("2026-10-25T00:00Z"));
    expect(retentionBoundary(2, "Asia/Tokyo", at("2026-11-24T15:00Z"))).toBe(at("2026-11-22T15:00Z"));
    expect(retentionBoundary(2, "Asia/Tokyo", at("2026-11-24T14:59Z"))).toBe(at("2026-11-21T15:00Z"));
  });

  it("is a local midnight across a change of the clocks", () => {
    expect(retentionBoundary(30, "Europe/Berlin", at("2026-11-24T12:00Z"))).toBe(at("2026-10-24T22:00Z"));
  });
});

describe("what admission keeps out", () => {
  const project = { retentionDays: 10, timeZone: "UTC" };
  const now = at("2026-11-24T12:00Z");
  const boundary = at("2026-11-14T00:00Z");

  it("is nothing without retention, and nothing before retention has come anywhere", () => {
    expect(keepsFrom({ timeZone: "UTC" }, boundary, now)).toBe(-Infinity);
    expect(keepsFrom(project, undefined, now)).toBe(-Infinity);
  });

  it("moves with the days by itself, and back where more is to be kept", () => {
    expect(keepsFrom(project, at("2026-11-13T00:00Z"), now)).toBe(boundary);
    expect(keepsFrom({ ...project, retentionDays: 100 }, boundary, now)).toBe(at("2026-08-16T00:00Z"));
  });

  it("does not follow a clock that jumped", () => {
    expect(keepsFrom(project, boundary, at("2027-11-24T12:00Z"))).toBe(boundary);
  });
});
