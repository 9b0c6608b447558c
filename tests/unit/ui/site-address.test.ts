import { describe, expect, it } from "vitest";
import { parseSiteAddress } from "../../../src/ui/projects/site-address.ts";

describe("a site's address as people type it", () => {
  it.each([
    ["shop.example", "https://shop.example"],
    ["localhost:3000/path", "http://localhost:3000"],
    ["127.0.0.1:8080", "http://127.0.0.1:8080"],
    ["[::1]:8080", "http://[::1]:8080"],
    ["https://shop.example/cart?x=1", "https://shop.example"],
    ["*.example.com", "https://*.example.com"],
    ["  https://b\u00fccher.example ", "https://xn--bcher-kva.example"],
  ])("%s is %s", (typed, origin) => {
    expect(parseSiteAddress(typed)).toEqual({ ok: true, value: origin });
  });

  it.each([
    "",
    "ftp://shop.example",
    "not the address of a site",
    "https://*",
    "javascript:alert(1)",
    "https://a%20b",
  ])("%s is refused in words", (typed) => {
    const parsed = parseSiteAddress(typed);
    expect(parsed.ok).toBe(false);
    if (!parsed.ok) expect(parsed.failure).toMatchObject({ kind: "invalid-input", path: "origins" });
  });
});
