import { makeShopper } from "./people.js";
import { makeRandom } from "./random.js";
import { makeTills } from "./tills.js";
import { planVisit, tellStep } from "./visit.js";

const BASE = new URL("../", import.meta.url).href;
/** Between two events of a shopper, about. */
const GAP_SECONDS = 7;
const RETURNING = 0.35;
const MOST_AWAY = 2_000;
const LOOK_MS = 500;
/** What still waits when they are stopped is given so long. */
const DRAIN_MS = 20_000;
const LATE_MS = 500;
/** They are said to be held back so long after one was late. */
const HELD_MS = 5_000;
const SECONDS_SHOWN = 60;
const LINES_SHOWN = 6;

export const LIMITS = { shoppers: 200, speeds: [1, 5, 20, 60] };

/** A shopper comes again another day: their browser's last activity is long ago. */
function leaveOvernight(drawer) {
  if (drawer.identity !== undefined)
    drawer.identity = JSON.stringify({ ...JSON.parse(drawer.identity), l: 0 });
}

/**
 * Simulated shoppers, as many at once as asked for: who leaves is followed by somebody new, or by one
 * who was there before. They outlive the page that shows them, and end with the tab.
 */
function makeCrowd() {
  const tills = makeTills();
  const listeners = new Set();
  let settings = { shoppers: 25, speed: 5, seed: 1 + Math.floor(Math.random() * 9999) };
  let random = makeRandom("");
  let ticker;
  let running = false;
  let stoppedAt = 0;
  let last = 0;
  let looked = 0;
  let lateAt = -HELD_MS;
  let next = 0;
  let visiting = [];
  let away = [];
  let seen = { open: 0, ready: 0 };
  let counts = {};
  let told = [];
  let seconds = [];

  const view = () => ({
    ...settings,
    ...counts,
    ...seen,
    running,
    draining: !running && ticker !== undefined,
    inShop: visiting.length,
    held: running && last - lateAt < HELD_MS,
    waiting: tills.waiting(),
    delivered: counts.made - tills.waiting(),
    told,
    seconds: seconds.map(({ count }) => count),
  });
  const tell = () => {
    for (const listener of listeners) listener(view());
  };

  function reset() {
    counts = { visits: 0, returned: 0, made: 0, orders: 0, trouble: 0, lost: 0 };
    random = makeRandom(`${settings.seed} crowd`);
    next = 0;
    visiting = [];
    away = [];
    told = [];
    seconds = [];
    lateAt = -HELD_MS;
  }
  reset();

  function comeIn(now) {
    const back = away.findIndex(({ backAt }) => backAt <= now);
    let person;
    if (back >= 0 && random.chance(RETURNING)) {
      [person] = away.splice(back, 1);
      leaveOvernight(person.drawer);
      counts.returned++;
    } else person = { shopper: makeShopper(settings.seed, next++), drawer: {}, visits: 0 };
    const { steps, ...plan } = planVisit(person.shopper, person.visits, { base: BASE, ...person });
    const entersIn = (random.next() * GAP_SECONDS * 1000) / settings.speed;
    visiting.push({ person, steps, plan, at: 0, due: now + entersIn });
    counts.visits++;
  }

  function goOut({ person, plan }, now) {
    const { known, loggedIn, awayMs } = plan;
    away.push({
      ...person,
      known,
      loggedIn,
      visits: person.visits + 1,
      backAt: now + awayMs / settings.speed,
    });
    if (away.length > MOST_AWAY) away.shift();
  }

  function countStep(visit, step, recorded, now) {
    counts.made += recorded;
    if (recorded === 0 && step.call !== "reset") counts.lost++;
    if (step.name === "order_placed") counts.orders++;
    if (/error|failed|not_found|out_of_stock/.test(step.name ?? "")) counts.trouble++;
    told = [tellStep(visit.person.shopper, step), ...told].slice(0, LINES_SHOWN);
    const second = Math.floor(now / 1000);
    if (seconds.at(-1)?.second === second) seconds.at(-1).count += recorded;
    else seconds.push({ second, count: recorded });
  }

  function passSeconds(now) {
    const second = Math.floor(now / 1000);
    for (let at = (seconds.at(-1)?.second ?? second) + 1; at <= second; at++)
      seconds.push({ second: at, count: 0 });
    seconds = seconds.slice(-SECONDS_SHOWN);
  }

  function tick() {
    const now = performance.now();
    tills.refill(now - last);
    last = now;
    if (running) {
      while (visiting.length < settings.shoppers) comeIn(now);
      visiting.sort((a, b) => a.due - b.due);
      if (visiting[0].due < now - LATE_MS) lateAt = now;
      for (const visit of visiting) {
        if (visit.due > now) break;
        const step = visit.steps[visit.at];
        const recorded = tills.serve(visit.person.drawer, step);
        if (recorded === undefined) break;
        countStep(visit, step, recorded, now);
        visit.at++;
        visit.due = now + (visit.steps[visit.at]?.afterMs ?? 0) / settings.speed;
      }
      for (const visit of visiting) if (visit.at === visit.steps.length) goOut(visit, now);
      visiting = visiting.filter(({ at, steps }) => at < steps.length);
    }
    passSeconds(now);
    if (now - looked > LOOK_MS) {
      looked = now;
      seen = tills.look();
      if (!running && (tills.waiting() === 0 || now - stoppedAt > DRAIN_MS)) close();
    }
    tell();
  }

  /** What is still waiting ends with the frames. */
  function close() {
    ticker.terminate();
    ticker = undefined;
    counts.made -= tills.waiting();
    counts.lost += tills.waiting();
    tills.close();
    seen = { open: 0, ready: 0 };
  }

  return {
    view,
    /** Calls the listener now and whenever something changed; returns how to end that. */
    subscribe(listener) {
      listeners.add(listener);
      listener(view());
      return () => listeners.delete(listener);
    },
    /** `{ shoppers, speed, seed }`; a seed counts at the next start, the rest at once. */
    set(changed) {
      settings = { ...settings, ...changed };
      visiting = visiting.slice(0, settings.shoppers);
      if (running) tills.openFor((settings.shoppers * settings.speed) / GAP_SECONDS);
      tell();
    },
    /** Does nothing while the last of it is being delivered. */
    start() {
      if (ticker) return;
      reset();
      running = true;
      last = performance.now();
      tills.openFor((settings.shoppers * settings.speed) / GAP_SECONDS);
      ticker = new Worker(new URL("ticker.js", import.meta.url));
      ticker.onmessage = tick;
      tell();
    },
    stop() {
      if (!running) return;
      running = false;
      stoppedAt = performance.now();
      visiting = [];
      tell();
    },
  };
}

export const crowd = makeCrowd();
