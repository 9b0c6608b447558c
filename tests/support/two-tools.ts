import { makeRandom } from "./make-random.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Midnight of 1 May 2026 in Berlin. */
export const FIRST_DAY_MS = Date.UTC(2026, 3, 30, 22);

const PAGES = ["/", "/lamps", "/lamps/red", "/chairs", "/checkout"];
const BROWSERS = [
  { posthog: "Chrome", ga4: "Chrome", device: "Desktop", os: "Windows" },
  { posthog: "Chrome", ga4: "Chrome", device: "Mobile", os: "Android" },
  { posthog: "Mobile Safari", ga4: "Safari", device: "Mobile", os: "iOS" },
  { posthog: "Firefox", ga4: "Firefox", device: "Desktop", os: "Linux" },
];

interface Act {
  at: number;
  /** Of a look at a page; else it went into the cart. */
  isView: boolean;
  page: string;
  visit: number;
  browser: (typeof BROWSERS)[number];
}

export interface TwoTools {
  /** NDJSON of the same visits, as PostHog and as GA4 exported them. */
  posthog: string;
  ga4: string;
  /** What the second left out by each of its faults. */
  acts: readonly Act[];
  seenByGa4: readonly Act[];
}

/** A week of a shop in Berlin, measured by two tools of which the second has faults. */
export function makeTwoTools(
  faults: {
    /** It measures nothing in these hours, counted from the first midnight. */
    silentHours?: readonly [from: number, to: number];
    /** It counts a scroll with each look at a page. */
    scrolls?: boolean;
    /** Its users have none of these. */
    withoutBrowser?: string;
    /** Every visit whose number this divides is lost. */
    losesEvery?: number;
    /** Its clock is ahead by so much. */
    aheadMs?: number;
    days?: number;
    visitsADay?: number;
  } = {},
): TwoTools {
  const { silentHours, withoutBrowser, losesEvery, aheadMs = 0, days = 7, visitsADay = 60 } = faults;
  const random = makeRandom(7);
  const acts: Act[] = [];
  for (let visit = 0; visit < days * visitsADay; visit++) {
    const browser = BROWSERS[random(BROWSERS.length)]!;
    // From six in the morning to ten at night.
    const minute = 6 * 60 + random(16 * 60);
    const begin = FIRST_DAY_MS + (visit % days) * DAY_MS + minute * MINUTE_MS;
    const looks = 2 + random(4);
    for (let look = 0; look < looks; look++) {
      const act = { visit, browser, page: PAGES[random(PAGES.length)]!, at: begin + look * 40_000 };
      acts.push({ ...act, isView: true });
      if (random(4) === 0) acts.push({ ...act, isView: false, at: act.at + 5_000 });
    }
  }
  acts.sort((one, other) => one.at - other.at);
  const seenByGa4 = acts.filter(({ at, visit, browser }) => {
    const hour = (at - FIRST_DAY_MS) / HOUR_MS;
    if (silentHours !== undefined && hour >= silentHours[0] && hour < silentHours[1]) return false;
    if (browser.ga4 === withoutBrowser) return false;
    return losesEvery === undefined || visit % losesEvery !== 0;
  });
  const toLines = (rows: readonly object[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join("");
  return {
    acts,
    seenByGa4,
    posthog: toLines(acts.map(toPosthog)),
    ga4: toLines(
      seenByGa4.flatMap((act, at) =>
        act.isView && faults.scrolls === true
          ? [toGa4(act, at, aheadMs), { ...toGa4(act, at, aheadMs), event_name: "scroll" }]
          : [toGa4(act, at, aheadMs)],
      ),
    ),
  };
}

const toPosthog = (act: Act, at: number): object => ({
  uuid: `0190a1b2-c3d4-7000-8000-${at.toString(16).padStart(12, "0")}`,
  event: act.isView ? "$pageview" : "Add to cart",
  distinct_id: `browser-${act.visit}`,
  timestamp: new Date(act.at).toISOString(),
  properties: {
    $browser: act.browser.posthog,
    $os: act.browser.os,
    $device_type: act.browser.device,
    $session_id: `session-${act.visit}`,
    $current_url: `https://shop.example${act.page}?ref=${act.visit}`,
    $pathname: act.page,
    $geoip_country_name: "Germany",
  },
});

const toGa4 = (act: Act, at: number, aheadMs: number) => ({
  event_date: "20260501",
  event_timestamp: String((act.at + aheadMs) * 1000 + at),
  event_name: act.isView ? "page_view" : "add_to_cart",
  event_params: [
    {
      key: "page_location",
      value: { string_value: `https://shop.example${act.page === "/" ? "" : act.page}/` },
    },
    { key: "ga_session_id", value: { int_value: String(act.visit) } },
  ],
  user_pseudo_id: `${act.visit}.1`,
  device: {
    category: act.browser.device.toLowerCase(),
    operating_system: act.browser.os,
    web_info: { browser: act.browser.ga4 },
  },
  geo: { country: "Germany" },
});
