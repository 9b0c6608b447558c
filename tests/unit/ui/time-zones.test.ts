import { describe, expect, it } from "vitest";
import {
  listTimeZones,
  matchesTimeZone,
  toTimeZoneChoice,
  zoneOffset,
} from "../../../src/ui/projects/time-zones.ts";

const WINTER = Date.UTC(2026, 0, 15);
const SUMMER = Date.UTC(2026, 6, 15);

describe("time zone choices", () => {
  it("say the offset at the moment asked about", () => {
    expect(zoneOffset("Europe/Berlin", WINTER)).toBe("UTC+01:00");
    expect(zoneOffset("Europe/Berlin", SUMMER)).toBe("UTC+02:00");
    expect(zoneOffset("America/New_York", WINTER)).toBe("UTC\u221205:00");
    expect(zoneOffset("UTC", WINTER)).toBe("UTC");
  });

  it("begin with UTC and name every zone once", () => {
    const zones = listTimeZones(WINTER);
    expect(zones[0]?.id).toBe("UTC");
    expect(new Set(zones.map((zone) => zone.id)).size).toBe(zones.length);
    expect(zones.length).toBeGreaterThan(300);
  });

  it("are found by the words of their name and by their offset", () => {
    const newYork = toTimeZoneChoice("America/New_York", WINTER);
    const kolkata = toTimeZoneChoice("Asia/Kolkata", WINTER);
    expect(matchesTimeZone(newYork, "new york")).toBe(true);
    expect(matchesTimeZone(newYork, "york AMERICA")).toBe(true);
    expect(matchesTimeZone(newYork, "-05:00")).toBe(true);
    expect(matchesTimeZone(kolkata, "+5:30")).toBe(true);
    expect(matchesTimeZone(kolkata, "berlin")).toBe(false);
    expect(matchesTimeZone(kolkata, "")).toBe(true);
  });
});
