import { expect, it } from "vitest";
import { isAutomated, parseUserAgent } from "../../../src/intake/user-agent.ts";

const WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)";
it.each([
  [
    "Chrome",
    "Windows",
    "desktop",
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/129.0.0.0 Safari/537.36`,
  ],
  [
    "Edge",
    "Windows",
    "desktop",
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/129.0.0.0 Safari/537.36 Edg/129.0`,
  ],
  [
    "Opera",
    "macOS",
    "desktop",
    `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${WEBKIT} Chrome/129.0 Safari/537.36 OPR/114.0`,
  ],
  [
    "Samsung Internet",
    "Android",
    "mobile",
    `Mozilla/5.0 (Linux; Android 14; SM-S918B) ${WEBKIT} SamsungBrowser/25.0 Chrome/121.0 Mobile Safari/537.36`,
  ],
  [
    "Chrome",
    "Android",
    "tablet",
    `Mozilla/5.0 (Linux; Android 13; SM-X900) ${WEBKIT} Chrome/129.0 Safari/537.36`,
  ],
  ["Firefox", "Linux", "desktop", "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"],
  [
    "Firefox",
    "iOS",
    "mobile",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_6 like Mac OS X) AppleWebKit/605.1.15 FxiOS/130.0 Mobile/15E148 Safari/605.1.15",
  ],
  [
    "Safari",
    "macOS",
    "desktop",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 Safari/605.1.15",
  ],
  [
    "Safari",
    "iOS",
    "mobile",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 Mobile/15E148 Safari/604.1",
  ],
  [
    "Safari",
    "iOS",
    "tablet",
    "Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.6 Mobile/15E148 Safari/604.1",
  ],
  [
    "Chrome",
    "ChromeOS",
    "desktop",
    `Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${WEBKIT} Chrome/129.0 Safari/537.36`,
  ],
  [
    "Internet Explorer",
    "Windows",
    "desktop",
    "Mozilla/5.0 (Windows NT 10.0; Trident/7.0; rv:11.0) like Gecko",
  ],
])("reads %s on %s, %s", (browser, os, device, text) => {
  expect(parseUserAgent(text)).toEqual({ browser, os, device });
});

it("believes client hints over the text", () => {
  const frozen = `Mozilla/5.0 (Linux; Android 10; K) ${WEBKIT} Chrome/129.0.0.0 Mobile Safari/537.36`;
  const brands = [
    { brand: "Not=A?Brand", version: "8" },
    { brand: "Chromium", version: "129" },
    { brand: "Brave", version: "129" },
  ];
  expect(parseUserAgent(frozen, { brands, mobile: true, platform: "Android" })).toEqual({
    browser: "Brave",
    os: "Android",
    device: "mobile",
  });
});

it("leaves out what it does not know, and does not choke on length", () => {
  expect(parseUserAgent("curl/8.5")).toEqual({ device: "desktop" });
  expect(parseUserAgent("")).toEqual({ device: "desktop" });
  expect(parseUserAgent("Version/".repeat(200_000))).toEqual({ device: "desktop" });
});

it.each([
  "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
  "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0) Chrome/129.0 Safari/537.36",
  `Mozilla/5.0 (X11; Linux x86_64) ${WEBKIT} HeadlessChrome/129.0.0.0 Safari/537.36`,
  "Mozilla/5.0 (Unknown; Linux x86_64) AppleWebKit/538.1 (KHTML, like Gecko) PhantomJS/2.1.1 Safari/538.1",
  `Mozilla/5.0 (Linux; Android 11) ${WEBKIT} Chrome/129.0 Mobile Safari/537.36 Chrome-Lighthouse`,
  "facebookexternalhit/1.1",
])("knows a browser that a program drives: %s", (text) => {
  expect(isAutomated(text)).toBe(true);
});

it.each([
  `Mozilla/5.0 (Linux; Android 9; CUBOT X19) ${WEBKIT} Chrome/129.0 Mobile Safari/537.36`,
  `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/129.0.0.0 Safari/537.36`,
  "",
])("takes nobody for one: %s", (text) => {
  expect(isAutomated(text)).toBe(false);
});
