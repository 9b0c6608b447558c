import { expect, test } from "vitest";
import { channelOf, type Channel, type Origin } from "../../../src/model/channel-of.ts";
import { countryOf } from "../../../src/model/country-of.ts";

test.each<[Origin, Channel, string | undefined]>([
  [{}, "Direct", undefined],
  [{ referrerHost: "www.google.co.uk" }, "Organic search", "Google"],
  [{ referrerHost: "google.com" }, "Organic search", "Google"],
  [{ referrerHost: "mail.google.com" }, "Email", "Gmail"],
  [{ referrerHost: "gemini.google.com" }, "AI assistants", "Gemini"],
  [{ referrerHost: "notgoogle.com" }, "Referral", "notgoogle.com"],
  [{ referrerHost: "www.blog.example:8080" }, "Referral", "blog.example"],
  [{ referrerHost: "m.facebook.com" }, "Organic social", "Facebook"],
  [{ referrerHost: "t.co" }, "Organic social", "X"],
  [{ referrerHost: "music.youtube.com" }, "Organic video", "YouTube"],
  [{ referrerHost: "chatgpt.com" }, "AI assistants", "ChatGPT"],
  [{ referrerHost: "shop.example" }, "Direct", undefined],
  [{ utmSource: "google", utmMedium: "CPC" }, "Paid search", "Google"],
  [{ utmSource: "FB", utmMedium: "paid-social" }, "Paid social", "Facebook"],
  [{ utmSource: "partner", utmMedium: "cpc" }, "Paid other", "partner"],
  [{ utmSource: "google", utmMedium: "cpm" }, "Display", "Google"],
  [{ utmSource: "mailchimp", utmMedium: "email", referrerHost: "www.google.com" }, "Email", "mailchimp"],
  [{ utmSource: " Newsletter " }, "Email", "Newsletter"],
  [{ utmSource: "partner", utmMedium: "affiliate" }, "Affiliates", "partner"],
  [{ utmSource: "poster" }, "Campaign", "poster"],
  [{ utmCampaign: "spring" }, "Campaign", undefined],
  [{ utmSource: " ", referrerHost: "duckduckgo.com" }, "Organic search", "DuckDuckGo"],
  [{ utmMedium: "referral", referrerHost: "blog.example" }, "Referral", "blog.example"],
  [{ utmSource: "instagram", utmMedium: "organic" }, "Organic social", "Instagram"],
  [{ utmSource: "bing", utmMedium: "organic" }, "Organic search", "Bing"],
  [{ utmMedium: "organic", referrerHost: "finder.example" }, "Organic search", "finder.example"],
  [{ utmSource: "constructor" }, "Campaign", "constructor"],
])("%o is %s, from %s", (origin, channel, source) => {
  const isOwn = (host: string) => host === "shop.example";
  expect(channelOf(origin, isOwn)).toEqual({ channel, ...(source !== undefined && { source }) });
});

test.each([
  ["Europe/Berlin", "en-US", "DE"],
  ["Asia/Calcutta", undefined, "IN"],
  ["Asia/Kolkata", undefined, "IN"],
  ["UTC", "de-AT", "AT"],
  ["CET", "zh-Hant-TW", "TW"],
  ["Etc/GMT+2", "en", undefined],
  ["Nowhere/City", "pt_BR", "BR"],
  [undefined, undefined, undefined],
])("zone %s and language %s are of %s", (zone, language, country) => {
  expect(countryOf(zone, language)).toBe(country);
});
