import { expect, it } from "vitest";
import { EVENTS_SCHEMA } from "../../../src/mirror/events-view.ts";
import { EVENTS_COLUMNS } from "../../../src/ui/help/events-schema.ts";

it("the help documents the columns that SQL has", () => {
  expect(EVENTS_COLUMNS).toEqual(EVENTS_SCHEMA);
});
