import type { EventDraft } from "../../src/engine/api.ts";

export interface TrafficOptions {
  count: number;
  /** Epoch milliseconds, half-open: events are spread over it with a daily rhythm. */
  from: number;
  to: number;
  seed: number;
}

/**
 * Invented web traffic of a small shop, the same for the same options, ascending by time. One
 * self-contained function: tests send its text into pages.
 */
export function makeTraffic({ count, from, to, seed }: TrafficOptions): EventDraft[] {
  let state = seed >>> 0;
  const random = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  /** Skewed to the first entries, as most things on the web are. */
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() ** 2.2 * list.length)] as T;
  const names = [
    "page_view",
    "product_viewed",
    "search",
    "added_to_cart",
    "checkout_started",
    "signup",
    "purchase",
    "newsletter_joined",
    "coupon_applied",
    "error_shown",
  ];
  const paths = [
    "/",
    "/teas",
    "/cups",
    "/pots",
    "/journal",
    "/about",
    "/cart",
    "/checkout",
    ...Array.from({ length: 60 }, (_, index) => `/teas/no-${index + 1}`),
  ];
  const hosts = ["", "news.example", "search.example", "social.example", "blog.example", "friend.example"];
  const countries = ["DE", "GB", "IN", "US", "FR", "BR", "JP", "PL", "NL", "AU"];
  const plans = ["free", "team", "business"];
  const hex = (length: number): string =>
    Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join("");
  const people = Math.max(1, Math.floor(count / 40));

  const times = new Float64Array(count);
  for (let index = 0; index < count; index++) {
    let at = from + random() * (to - from);
    // Nights are quiet: two thirds of what falls there moves half a day on.
    if ((at / 3_600_000) % 24 < 7 && random() < 0.66) at = Math.min(to - 1, at + 12 * 3_600_000);
    times[index] = Math.floor(at);
  }
  times.sort();

  return Array.from(times, (timestamp, index) => {
    const person = Math.floor(random() ** 1.5 * people);
    const name = pick(names);
    const visit = Math.floor(timestamp / 3_600_000);
    const host = pick(hosts);
    const time = timestamp.toString(16).padStart(12, "0");
    return {
      id: `${time.slice(0, 8)}-${time.slice(8)}-7${hex(3)}-8${hex(3)}-${hex(12)}`,
      type: name === "page_view" ? "page" : "track",
      name,
      distinctId: `b_${person.toString(36)}`,
      ...(person % 5 === 0 && { userId: `u_${person.toString(36)}` }),
      sessionId: `s_${person.toString(36)}_${visit.toString(36)}`,
      timestamp,
      properties: {
        path: pick(paths),
        ...(host !== "" && { referrer_host: host }),
        country: pick(countries),
        device: person % 3 === 0 ? "mobile" : "desktop",
        browser: person % 4 === 0 ? "Firefox" : "Chromium",
        plan: pick(plans),
        ...(person % 7 === 0 && { utm_source: "newsletter" }),
        duration_ms: Math.floor(random() * 30_000),
        amount: name === "purchase" ? Math.floor(random() * 9_000) / 100 : 0,
        signed_in: person % 5 === 0,
        step: index % 12,
      },
    };
  });
}
