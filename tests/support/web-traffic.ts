import type { EventDraft } from "../../src/engine/api.ts";

declare global {
  interface Window {
    makeTraffic: typeof makeTraffic;
    streamTraffic: typeof streamTraffic;
  }
}

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

/**
 * Invented web traffic of a larger site, the same for the same options, ascending by time, `chunk`
 * events at a time: 40 names, 2,000 paths, ten properties, four events a session on average, one
 * user for every 39 events. What a browser or a campaign decides is the same all session long. At
 * ten million events that is 2.5 million sessions of 255 thousand users. Every fifth person has a
 * user id, and then two browsers. Self-contained as {@link makeTraffic} is.
 */
export function* streamTraffic({
  count,
  from,
  to,
  seed,
  chunk,
}: TrafficOptions & { chunk: number }): Generator<(EventDraft & { id: string; timestamp: number })[], void> {
  interface Session {
    at: number;
    left: number;
    id: string;
    distinctId: string;
    userId?: string;
    context: Record<string, string>;
  }
  let state = seed >>> 0;
  const random = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const skewed = <T>(list: readonly T[], share: number): T =>
    list[Math.floor(share ** 2.2 * list.length)] as T;
  const verbs = ["viewed", "opened", "closed", "added", "removed", "shared", "saved", "rated"];
  const things = ["product", "cart", "article", "review", "coupon"];
  const names = [
    "page_view",
    ...verbs.flatMap((verb) => things.map((thing) => `${thing}_${verb}`)).slice(0, 38),
    "purchase",
  ];
  const paths = Array.from({ length: 2_000 }, (_, index) =>
    index === 0 ? "/" : index < 40 ? `/section-${index}` : `/section-${index % 40}/item-${index}`,
  );
  const hosts = ["", "search.example", "news.example", "social.example", "video.example", "blog.example"];
  const campaigns = ["", "", "newsletter", "spring", "partner"];
  const countries = ["DE", "GB", "IN", "US", "FR", "BR", "JP", "PL", "NL", "AU", "ES", "IT", "CA", "SE"];
  const systems = ["Windows", "Android", "iOS", "macOS", "Linux"];
  const browsers = ["Chrome", "Safari", "Firefox", "Edge"];
  const plans = ["free", "team", "business"];

  const day = 86_400_000;
  /** Nights are quiet: moments spread evenly, moved towards noon, each within its day. */
  const towardsNoon = (even: number): number => {
    const share = (even % day) / day;
    return even + (0.6 * day * Math.sin(2 * Math.PI * share)) / (2 * Math.PI);
  };
  const evenOf = (moment: number): number => {
    let [low, high] = [moment - day, moment + day];
    for (let step = 0; step < 60; step++) {
      const middle = (low + high) / 2;
      if (towardsNoon(middle) < moment) low = middle;
      else high = middle;
    }
    return high;
  };
  const [firstEven, lastEven] = [evenOf(from), evenOf(to)];

  const people = Math.max(1, Math.round(count * 0.0255));
  const sessions = Math.max(1, Math.round(count / 4));
  let started = 0;
  let given = 0;
  const startOf = (index: number): number =>
    Math.min(
      to - 1,
      Math.floor(towardsNoon(firstEven + ((index + 0.5) / sessions) * (lastEven - firstEven))),
    );

  function startSession(): Session {
    const person = Math.floor(random() ** 1.5 * people);
    const trait = Math.imul(person + 1, 2_654_435_761) >>> 0;
    const second = person % 5 === 0 && random() < 0.3;
    const planned = 1 + Math.floor(Math.log(1 - random()) / Math.log(0.75));
    const ahead = given - 4 * started;
    const wanted = ahead > 40 ? 1 : ahead < -40 ? planned + 4 : planned;
    const left = started === sessions - 1 ? count - given : Math.min(wanted, count - given);
    const [host, campaign] = [skewed(hosts, random()), skewed(campaigns, random())];
    const session: Session = {
      at: nextStart,
      left,
      id: `${seed.toString(36)}-${started.toString(36)}`,
      distinctId: `b_${person.toString(36)}${second ? "_2" : ""}`,
      ...(person % 5 === 0 && { userId: `u_${person.toString(36)}` }),
      context: {
        ...(host !== "" && { referrer_host: host }),
        ...(campaign !== "" && { utm_source: campaign }),
        country: skewed(countries, (trait & 0xff) / 256),
        device: second || trait % 3 === 0 ? "mobile" : "desktop",
        os: skewed(systems, ((trait >>> 8) & 0xff) / 256),
        browser: skewed(browsers, ((trait >>> 16) & 0xff) / 256),
        plan: skewed(plans, (trait >>> 24) / 256),
      },
    };
    started++;
    given += left;
    return session;
  }

  let nextStart = startOf(0);
  /** Under way, the one whose next event is first at the end. */
  const underWay: Session[] = [];
  function place(session: Session): void {
    let index = underWay.length;
    underWay.push(session);
    for (; index > 0 && underWay[index - 1]!.at < session.at; index--) underWay[index] = underWay[index - 1]!;
    underWay[index] = session;
  }

  const triples = Array.from({ length: 4_096 }, (_, value) => value.toString(16).padStart(3, "0"));
  const hex3 = (): string => triples[Math.floor(random() * 4_096)]!;

  let events: (EventDraft & { id: string; timestamp: number })[] = [];
  for (let made = 0; made < count; made++) {
    while (given < count && (underWay.length === 0 || nextStart <= underWay.at(-1)!.at)) {
      place(startSession());
      nextStart = startOf(started);
    }
    const session = underWay.pop()!;
    const timestamp = session.at;
    const name = skewed(names, random());
    const time = timestamp.toString(16).padStart(12, "0");
    events.push({
      id: `${time.slice(0, 8)}-${time.slice(8)}-7${hex3()}-8${hex3()}-${hex3()}${hex3()}${hex3()}${hex3()}`,
      type: name === "page_view" ? "page" : "track",
      name,
      distinctId: session.distinctId,
      ...(session.userId !== undefined && { userId: session.userId }),
      sessionId: session.id,
      timestamp,
      properties: {
        path: skewed(paths, random()),
        ...session.context,
        duration_ms: Math.floor(random() * 30_000),
        amount: name === "purchase" ? Math.floor(random() * 9_000) / 100 : 0,
      },
    });
    if (--session.left > 0) {
      session.at = Math.min(to - 1, timestamp + 1 + Math.floor(-40_000 * Math.log(1 - random())));
      place(session);
    }
    if (events.length === chunk || made === count - 1) {
      yield events;
      events = [];
    }
  }
}
