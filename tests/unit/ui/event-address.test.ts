import { expect, test } from "vitest";
import { eventHref, eventToParam } from "../../../src/ui/state/event-address.ts";

test.each(["e-1", "a b&c=d#?", "ü😀", "half \ud83d", "\udc00"])(
  "an id of %j survives in an address",
  (id) => {
    for (const base of ["/live", "/live?project=p"]) {
      const { pathname, searchParams } = new URL(eventHref(base, id), "http://localhost");
      expect(pathname).toBe("/live");
      expect(searchParams.get("event")).toBe(eventToParam(id));
    }
  },
);

test("only what no address can hold is replaced", () => {
  expect(eventToParam("ü😀")).toBe("ü😀");
  expect(eventToParam("a\ud83d")).toBe("a\ufffd");
});
