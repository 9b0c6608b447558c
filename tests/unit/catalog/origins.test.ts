import { describe, expect, test } from "vitest";
import { parseOrigin } from "../../../src/catalog/origins.ts";
import { failureOf, valueOf } from "../../support/open-catalog.ts";

describe("parseOrigin", () => {
  test.each([
    ["https://shop.example", "https://shop.example"],
    [" https://Shop.Example/ ", "https://shop.example"],
    ["https://shop.example:443/cart?x=1#y", "https://shop.example"],
    ["http://localhost:4174", "http://localhost:4174"],
    ["http://127.0.0.1:80/", "http://127.0.0.1"],
    ["https://bücher.example", "https://xn--bcher-kva.example"],
    ["http://[::1]:8080/a b", "http://[::1]:8080"],
    ["http://shop_1.example", "http://shop_1.example"],
    ["https://*.Example.com", "https://*.example.com"],
    ["https://*.example.com:8443/", "https://*.example.com:8443"],
    ["https://*.example.com:443", "https://*.example.com"],
  ])("writes %s as browsers do", (text, origin) => {
    expect(valueOf(parseOrigin(text))).toBe(origin);
  });

  test.each([
    "",
    "shop.example",
    "null",
    "*",
    "https://*",
    "https://*.com",
    "https://*.",
    "http://*.example.com",
    "https://a.*.example.com",
    "https://*.*.example.com",
    "https://*.10.0.0.1",
    "https://user:pass@shop.example",
    "ftp://shop.example",
    "javascript:alert(1)",
    "file:///etc/passwd",
    "data:text/html,x",
    "https://not the address of a site",
    "https://it's.example",
    "https://a!b.example",
    "https://{shop}.example",
  ])("refuses %j", (text) => {
    expect(failureOf(parseOrigin(text))).toMatchObject({ kind: "invalid-input", path: "origins" });
  });
});
