import { describe, expect, it } from "vitest";
import {
  isSameZone,
  listTimeZones,
  matchesTimeZone,
  toTimeZoneChoice,
  zoneFromText,
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

  it.each([
    ["kolkata", "Asia/Calcutta"],
    ["Asia/Calcutta", "Asia/Kolkata"],
    ["kyiv", "Europe/Kiev"],
    ["yangon", "Asia/Rangoon"],
    ["kathmandu", "Asia/Katmandu"],
    ["ho chi minh", "Asia/Saigon"],
    ["saigon", "Asia/Ho_Chi_Minh"],
    ["buenos aires", "America/Buenos_Aires"],
    ["faroe", "Atlantic/Faeroe"],
  ])("are found as %s where the browser says %s", (search, id) => {
    expect(matchesTimeZone(toTimeZoneChoice(id, WINTER), search)).toBe(true);
  });

  it("go by their present name, and are one zone under both", () => {
    expect(toTimeZoneChoice("Asia/Calcutta", WINTER).label).toBe("Asia/Kolkata");
    expect(isSameZone("Asia/Calcutta", "Asia/Kolkata")).toBe(true);
    expect(listTimeZones(WINTER).filter(({ label }) => label === "Asia/Kolkata")).toHaveLength(1);
  });

  it("are taken from text that is a name or fits only one, and refused in words otherwise", () => {
    const zones = listTimeZones(WINTER);
    expect(zoneFromText(zones, " kolkata ")).toMatchObject({ choice: { label: "Asia/Kolkata" } });
    expect(zoneFromText(zones, "europe/kyiv")).toMatchObject({ choice: { label: "Europe/Kyiv" } });
    expect(zoneFromText(zones, "utc")).toMatchObject({ choice: { id: "UTC" } });
    expect(zoneFromText(zones, "kolkatta")).toEqual({ trouble: "No time zone matches “kolkatta”." });
    expect(zoneFromText(zones, "america")).toMatchObject({ trouble: expect.stringMatching(/choose one/) });
  });
});
