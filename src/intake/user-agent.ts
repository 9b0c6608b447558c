/** The parts of `navigator.userAgentData` that are read; Chromium only. */
export interface ClientHints {
  brands?: readonly { brand: string; version: string }[];
  mobile?: boolean;
  platform?: string;
}

export interface Agent {
  browser?: string;
  os?: string;
  device: "desktop" | "mobile" | "tablet";
}

// First match wins: derived browsers also name the one they come from.
const BROWSERS: readonly [pattern: RegExp, name: string][] = [
  [/\bEdg(?:e|A|iOS)?\//, "Edge"],
  [/\b(?:OPR|Opera|OPiOS|OPT)\//, "Opera"],
  [/\bSamsungBrowser\//, "Samsung Internet"],
  [/\bVivaldi\//, "Vivaldi"],
  [/\bYaBrowser\//, "Yandex"],
  [/\bUCBrowser\//, "UC Browser"],
  [/\bDuckDuckGo\/|\bDdg\//, "DuckDuckGo"],
  [/\b(?:Firefox|FxiOS)\//, "Firefox"],
  [/\bHeadlessChrome\//, "Chrome Headless"],
  [/\bCriOS\//, "Chrome"],
  [/\bElectron\//, "Electron"],
  [/\bChromium\//, "Chromium"],
  [/\bChrome\//, "Chrome"],
  [/\bVersion\/[\d.]+.*\bSafari\//, "Safari"],
  [/\bAppleWebKit\/.*\bMobile\//, "iOS web view"],
  [/\bTrident\/|\bMSIE /, "Internet Explorer"],
];

const SYSTEMS: readonly [pattern: RegExp, name: string][] = [
  [/\bWindows Phone\b/, "Windows Phone"],
  [/\bWindows\b/, "Windows"],
  [/\b(?:iPhone|iPod|iPad)\b/, "iOS"],
  [/\bAndroid\b/, "Android"],
  [/\bMac OS X\b|\bMacintosh\b/, "macOS"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\b(?:Linux|X11)\b/, "Linux"],
];

// Crawlers sign as bots, and a maker of telephones is called Cubot.
const AUTOMATION =
  /(?<!cu)bot\b|crawl|spider|slurp|headless|phantomjs|selenium|puppeteer|playwright|cypress|lighthouse|pagespeed|pingdom|facebookexternalhit|mediapartners|google-inspectiontool/i;

/** Whether a browser says itself that a program drives it. */
export const isAutomated = (userAgent: string): boolean => AUTOMATION.test(userAgent.slice(0, 1000));

/**
 * Names a browser, its system and its class of device from what it says of itself. What is not
 * recognised is left out rather than guessed. Client hints, where present, win. An iPad that asks
 * for desktop sites says it is a Mac and is taken for one.
 */
export function parseUserAgent(userAgent: string, hints?: ClientHints): Agent {
  const text = userAgent.slice(0, 1000);
  const browser = brandOf(hints?.brands ?? []) ?? find(BROWSERS, text);
  const os = hintedSystem(hints?.platform) ?? find(SYSTEMS, text);
  const agent: Agent = { device: deviceOf(text, hints) };
  if (browser !== undefined) agent.browser = browser;
  if (os !== undefined) agent.os = os;
  return agent;
}

function deviceOf(text: string, hints: ClientHints | undefined): Agent["device"] {
  const android = /\bAndroid\b/.test(text);
  if (/\biPad\b|\bTablet\b/.test(text) || (android && !/\bMobile\b/.test(text))) return "tablet";
  return hints?.mobile === true || /\bMobile\b|\bMobi\b|\biPhone\b|\biPod\b/.test(text)
    ? "mobile"
    : "desktop";
}

const find = (table: readonly [RegExp, string][], text: string): string | undefined =>
  table.find(([pattern]) => pattern.test(text))?.[1];

const SHORT_BRANDS: Record<string, string> = {
  "Google Chrome": "Chrome",
  "Microsoft Edge": "Edge",
  "Headless Chrome": "Chrome Headless",
  HeadlessChrome: "Chrome Headless",
  Opera: "Opera",
  Brave: "Brave",
  Vivaldi: "Vivaldi",
  YaBrowser: "Yandex",
  "Samsung Internet": "Samsung Internet",
};

// The list holds a made-up brand and, where there is a more telling one, "Chromium".
const brandOf = (brands: readonly { brand: string }[]): string | undefined =>
  brands
    .map(({ brand }) => (Object.hasOwn(SHORT_BRANDS, brand) ? SHORT_BRANDS[brand] : undefined))
    .find((name) => name !== undefined);

function hintedSystem(platform: string | undefined): string | undefined {
  const known = ["Windows", "macOS", "Linux", "Android", "iOS"];
  if (platform === "Chrome OS" || platform === "Chromium OS") return "ChromeOS";
  return platform !== undefined && known.includes(platform) ? platform : undefined;
}
