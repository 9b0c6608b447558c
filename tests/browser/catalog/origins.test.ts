import { expect, test } from "vitest";
import { parseOrigin } from "../../../src/catalog/origins.ts";

test.each(["https://not the address of a site", "https://not%20an%20origin", "https://a<b.example"])(
  "what Chromium's own URL takes for an address is refused all the same: %j",
  (text) => {
    expect(parseOrigin(text)).toMatchObject({ ok: false, failure: { kind: "invalid-input" } });
  },
);

test("Chromium's spelling of an origin stands", () => {
  expect(parseOrigin("https://Bücher.example/a b")).toEqual({
    ok: true,
    value: "https://xn--bcher-kva.example",
  });
});
