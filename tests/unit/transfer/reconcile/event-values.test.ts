import { expect, test } from "vitest";
import { makeValueReader, pagePath } from "../../../../src/transfer/reconcile/event-values.ts";

test.each([
  ["https://shop.example/lamps/?utm_source=news#top", "/lamps"],
  ["https://shop.example", "/"],
  ["https://shop.example?x=1", "/"],
  ["//cdn.example", "/cdn.example"],
  ["/lamps//", "/lamps"],
  ["lamps", "/lamps"],
  ["/caf%C3%A9", "/café"],
  ["/100%", "/100%"],
  ["/Lamps", "/Lamps"],
  ["app://-/index.html", "/index.html"],
])("%s is the page %s", (address, page) => expect(pagePath(address)).toBe(page));

test("tools' words for the same device, browser, system, country and source are one", () => {
  const read = makeValueReader();
  const all = (dimension: Parameters<typeof read>[0], key: string, values: string[]) =>
    new Set(values.map((value) => read(dimension, { [key]: value })));
  expect(all("device", "device", ["Mobile", "mobile", "smartphone"])).toEqual(new Set(["mobile"]));
  expect(all("browser", "browser", ["Mobile Safari", "safari", "ios"])).toEqual(new Set(["Safari"]));
  expect(all("browser", "browser", ["crios", "Chrome iOS", "Chrome"])).toEqual(new Set(["Chrome"]));
  expect(all("os", "os", ["Windows 10", "windows", "Windows NT"])).toEqual(new Set(["Windows"]));
  expect(all("os", "os", ["Mac OS X", "macOS", "Mac OS"])).toEqual(new Set(["macOS"]));
  expect(all("country", "country", ["DE", "de", "Germany"])).toEqual(new Set(["Germany"]));
  expect(all("source", "referrer", ["https://www.news.example/a", "news.example"])).toEqual(
    new Set(["news.example"]),
  );
});

test("what an event does not say, or says with a name that is no property, is no value", () => {
  const read = makeValueReader();
  expect(read("browser", {})).toBe("");
  expect(read("browser", { browser: null })).toBe("");
  expect(read("page", { path: "", url: "https://a.example/b" })).toBe("/b");
  expect(read("automated", { $bot: true })).toBe("yes");
  expect(read("automated", { $bot: false })).toBe("");
  expect(read("browser", { browser: "constructor" })).toBe("constructor");
});
