import { h } from "../element.js";

const MOST_TILLS = 10;
/** A page's snippet takes ten events a second, the receiver a hundred of an origin: less than both. */
const PER_SECOND = 80;
const BURST = 40;
const TILL_PER_SECOND = 8;
const TILL_BURST = 16;
/** So many wait in a till for an ack at most, long before its outbox overflows. */
const MOST_WAITING = 300;

const makeAllowance = (perSecond, burst) => {
  let left = burst;
  return {
    refill: (ms) => {
      left = Math.min(burst, left + (ms * perSecond) / 1000);
    },
    has: () => left >= 1,
    take: () => left--,
  };
};

/** The hidden frames whose snippets speak for the shoppers. */
export function makeTills() {
  const allowance = makeAllowance(PER_SECOND, BURST);
  let tills = [];

  const open = () => {
    const frame = h("iframe", {
      src: new URL("till.html", import.meta.url).href,
      title: "A till of the simulated shoppers",
      hidden: true,
    });
    document.body.append(frame);
    return { frame, allowance: makeAllowance(TILL_PER_SECOND, TILL_BURST), waiting: 0 };
  };
  const deskOf = ({ frame }) => {
    const desk = frame.contentWindow?.till;
    return desk?.ready() ? desk : undefined;
  };

  return {
    /** Opens more where these are too few for so many events a second. */
    openFor(perSecond) {
      const wanted = Math.min(MOST_TILLS, Math.max(1, Math.ceil(perSecond / (TILL_PER_SECOND * 0.7))));
      while (tills.length < wanted) tills.push(open());
    },
    /** Returns how many events were recorded, or undefined where the limits say not yet. */
    serve(drawer, step) {
      if (!allowance.has()) return;
      const free = tills.filter(
        (till) => till.allowance.has() && till.waiting < MOST_WAITING && deskOf(till),
      );
      if (free.length === 0) return;
      const till = free.reduce((best, each) => (each.waiting < best.waiting ? each : best));
      allowance.take();
      till.allowance.take();
      const recorded = deskOf(till).serve(drawer, step);
      till.waiting += recorded;
      return recorded;
    },
    refill(ms) {
      allowance.refill(ms);
      for (const till of tills) till.allowance.refill(ms);
    },
    /** Events recorded and not known to be acked. */
    waiting: () => tills.reduce((sum, { waiting }) => sum + waiting, 0),
    /** Learns what was acked since, and why nothing is delivered where nothing is. */
    look() {
      const found = { open: tills.length, ready: 0, reason: undefined };
      for (const till of tills) {
        const desk = deskOf(till);
        if (!desk) continue;
        const { transport, pending, why, off } = desk.status();
        till.waiting = pending;
        found.ready++;
        if (off) found.reason = off;
        else if (transport === "none" && pending > 0) found.reason ??= why["same-origin"] ?? why.iframe;
        // The timers of a page that is not looked at are late.
        if (document.hidden && pending > 0 && transport !== "none") void desk.flush();
      }
      return found;
    },
    close() {
      for (const { frame } of tills) frame.remove();
      tills = [];
    },
  };
}
