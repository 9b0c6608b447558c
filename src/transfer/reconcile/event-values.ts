import type { Properties } from "../../model/event.ts";
import { BOT_PROPERTY } from "../../model/traffic.ts";
import { foldText } from "../../model/reconcile/fold-text.ts";
import { type Dimension, NO_VALUE } from "../../model/reconcile/side-counts.ts";
import { remembered } from "../remembered.ts";

/** The snippet's word first, then those that tables of people use. */
const KEYS = {
  page: ["path", "url", "page_path", "page_location", "page_url", "page"],
  device: ["device", "device_type", "device_category", "deviceCategory"],
  browser: ["browser", "browser_name"],
  os: ["os", "operating_system", "operatingSystem", "os_name"],
  country: ["country", "country_name", "country_code"],
  source: ["utm_source", "referrer_host", "referrer", "source"],
  automated: [BOT_PROPERTY],
} as const satisfies Record<Exclude<Dimension, "event">, readonly string[]>;

type ValueDimension = keyof typeof KEYS;
export const VALUE_DIMENSIONS = Object.keys(KEYS) as ValueDimension[];

/** Every property that {@link makeValueReader} looks at. */
export const READ_KEYS: ReadonlySet<string> = new Set(Object.values(KEYS).flat());

const REMEMBERED = 20_000;
const LENGTH = 300;

/** What tools call the same browser or system; `foldText` made both sides alike before. */
const BROWSERS: Record<string, string> = {
  mobilesafari: "Safari",
  safariios: "Safari",
  ios: "Safari",
  safari: "Safari",
  safariinapp: "Safari",
  chrome: "Chrome",
  chromeios: "Chrome",
  chromemobile: "Chrome",
  mobilechrome: "Chrome",
  googlechrome: "Chrome",
  crios: "Chrome",
  edge: "Edge",
  microsoftedge: "Edge",
  edgechromium: "Edge",
  edgeios: "Edge",
  firefox: "Firefox",
  mozillafirefox: "Firefox",
  firefoxios: "Firefox",
  firefoxmobile: "Firefox",
  fxios: "Firefox",
  samsung: "Samsung Internet",
  samsungbrowser: "Samsung Internet",
  samsunginternet: "Samsung Internet",
  opera: "Opera",
  operamobile: "Opera",
};
const SYSTEMS: Record<string, string> = {
  macos: "macOS",
  macosx: "macOS",
  osx: "macOS",
  macintosh: "macOS",
  mac: "macOS",
  ios: "iOS",
  iphone: "iOS",
  iphoneos: "iOS",
  ipados: "iOS",
  android: "Android",
  androidos: "Android",
  linux: "Linux",
  gnulinux: "Linux",
  ubuntu: "Linux",
  chromeos: "ChromeOS",
  chromiumos: "ChromeOS",
};
const DEVICES: Record<string, string> = {
  laptop: "desktop",
  smartphone: "mobile",
  phone: "mobile",
  phablet: "mobile",
  handheld: "mobile",
};

/**
 * A page by its path alone: without scheme, host, query and fragment, without slashes at its end, `%20` read as
 * what it stands for. Case counts.
 */
export function pagePath(address: string): string {
  const whole = address.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, "").replace(/[?#].*$/s, "");
  const path = `/${whole}`.replace(/^\/+/, "/").replace(/\/+$/, "");
  return path === "" ? "/" : readEscapes(path);
}

function readEscapes(path: string): string {
  if (!path.includes("%")) return path;
  try {
    return decodeURIComponent(path);
  } catch {
    // A URIError: it is no UTF-8, and stays as it is written.
    return path;
  }
}

const regions = new Intl.DisplayNames("en", { type: "region", fallback: "none" });

/** `DE` is Germany. */
function countryName(text: string): string {
  return (/^[a-z]{2}$/i.test(text) ? regions.of(text.toUpperCase()) : undefined) ?? text;
}

const known = (words: Record<string, string>, text: string): string | undefined => {
  const folded = foldText(text);
  return Object.hasOwn(words, folded) ? words[folded] : undefined;
};

function systemName(text: string): string {
  return known(SYSTEMS, text) ?? (foldText(text).startsWith("windows") ? "Windows" : text);
}

/** A host without `www.`, of an address too. */
const sourceName = (text: string): string =>
  text
    .toLowerCase()
    .replace(/^[a-z][a-z\d+.-]*:\/\//, "")
    .replace(/[/?#].*$/s, "")
    .replace(/^www\./, "");

const READERS: Record<ValueDimension, (text: string) => string> = {
  page: pagePath,
  device: (text) => known(DEVICES, text) ?? text.toLowerCase(),
  browser: (text) => known(BROWSERS, text) ?? text,
  os: systemName,
  country: countryName,
  source: sourceName,
  automated: (text) => (text === "true" ? "yes" : NO_VALUE),
};

/** What an event says of each dimension but its name, in words that are the same for every tool; else `NO_VALUE`. */
export function makeValueReader(): (dimension: ValueDimension, properties: Properties) => string {
  const read = Object.fromEntries(
    VALUE_DIMENSIONS.map((dimension) => [
      dimension,
      remembered((text: string) => READERS[dimension](text).slice(0, LENGTH), REMEMBERED),
    ]),
  ) as Record<ValueDimension, (text: string) => string>;
  return (dimension, properties) => {
    for (const key of KEYS[dimension]) {
      const value = Object.hasOwn(properties, key) ? properties[key] : undefined;
      const text = typeof value === "string" ? value.trim() : typeof value === "boolean" ? String(value) : "";
      if (text !== "") return read[dimension](text);
    }
    return NO_VALUE;
  };
}
