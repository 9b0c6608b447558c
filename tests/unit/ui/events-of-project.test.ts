import { expect, test } from "vitest";
import { eventsOfProject } from "../../../src/ui/state/events-of-project.ts";

test.each(["constructor", "__proto__", "toString"])("a project %s has its own count, or none", (id) => {
  expect(eventsOfProject({ eventsByProject: { tea: 3 } }, id)).toBeUndefined();
  expect(eventsOfProject({ eventsByProject: Object.fromEntries([[id, 2]]) }, id)).toBe(2);
});
