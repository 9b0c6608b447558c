import { isHiddenName } from "../../model/event.ts";
import type { Failure } from "../../model/failure.ts";
import { HALF_HOUR_MS } from "../../model/reconcile/find-shift.ts";
import { foldText } from "../../model/reconcile/fold-text.ts";
import type { DayCounts, SideCounts, SideIds, SideMeasure } from "../../model/reconcile/side-counts.ts";
import type { Zone } from "../../model/time-zone.ts";
import { remembered } from "../remembered.ts";
import { makeValueReader, VALUE_DIMENSIONS } from "./event-values.ts";
import { makeEventNames } from "./event-names.ts";
import { makeIdTable } from "./id-table.ts";
import { makePeople, makeSessions } from "./people.ts";
import { SIDE_LIMITS, type SideLimits, type TalliedEvent } from "./side-limits.ts";
import { makeValueTally } from "./value-tally.ts";

const REMEMBERED_NAMES = 20_000;
const PAGE_TYPE = "page";
/** What a look at a page is called where its type does not say it; folded. */
const PAGE_NAMES: ReadonlySet<string> = new Set(["pageview", "pageviewed", "viewedpage", "viewpage"]);

export interface SideTally {
  readonly events: number;
  /** `invalid-input` once the side is larger than can be held; what comes after is not counted. */
  take(event: TalliedEvent): Failure | undefined;
  finish(): Omit<SideCounts, "parts" | "refused" | "shiftMs">;
}

/**
 * Counts a side's events as its log would: an id once, hidden names not at all, users as the actors they are known to be once
 * everything was read. Memory grows with what is different, never with what comes again.
 */
export function makeSideTally(zone: Zone, limits: SideLimits = SIDE_LIMITS): SideTally {
  const ids = makeIdTable();
  const people = makePeople(limits.people);
  const sessions = makeSessions(limits.people);
  const readValue = makeValueReader();
  const eventNames = makeEventNames(limits.values);
  const pageNames = new Map<string, { views: number; events: number }>();
  const isPageName = remembered((name: string) => PAGE_NAMES.has(foldText(name)), REMEMBERED_NAMES);
  const total = makeValueTally(limits);
  const byName = makeValueTally(limits);
  const byValue = VALUE_DIMENSIONS.map(
    (dimension) => [dimension, makeValueTally(limits, dimension === "page" ? undefined : foldText)] as const,
  );
  const halfHours = { events: new Map<number, number>(), views: new Map<number, number>() };
  const days = new Set<number>();
  let counted = 0;
  let views = 0;
  let withSession = 0;
  let repeated = 0;
  let hidden = 0;

  const isView = ({ type, name }: TalliedEvent): boolean => type === PAGE_TYPE || isPageName(name);
  const tooMuch = (what: string): Failure => ({
    kind: "invalid-input",
    message: `A side may have ${what}: compare a shorter time, or fewer files at once.`,
  });

  return {
    get events() {
      return counted;
    },
    take(event) {
      const { id, name, timestamp } = event;
      const day = zone.localDay(timestamp);
      if (ids.count >= limits.events) return tooMuch(`at most ${limits.events.toLocaleString("en")} events`);
      if (!ids.add(id, day, eventNames.ordinalOf(name))) {
        repeated += 1;
        return undefined;
      }
      const person = people.ordinalOf(event);
      if (isHiddenName(name)) {
        hidden += 1;
        return undefined;
      }
      days.add(day);
      if (days.size > limits.days)
        return tooMuch(`events on at most ${limits.days.toLocaleString("en")} days`);
      const session = sessions.ordinalOf(event.sessionId);
      const view = isView(event);
      counted += 1;
      if (view) views += 1;
      if (event.sessionId !== undefined) withSession += 1;
      const named = pageNames.get(name);
      if (named === undefined) {
        // With one more the tally by name is full, and these are not asked for.
        if (pageNames.size < limits.values) pageNames.set(name, { events: 1, views: view ? 1 : 0 });
      } else {
        named.events += 1;
        if (view) named.views += 1;
      }
      total.add("", day, view, person, session);
      byName.add(name, day, view, person, session);
      for (const [dimension, tally] of byValue)
        tally.add(readValue(dimension, event.properties), day, view, person, session);
      const halfHour = Math.floor(timestamp / HALF_HOUR_MS);
      halfHours.events.set(halfHour, (halfHours.events.get(halfHour) ?? 0) + 1);
      if (view) halfHours.views.set(halfHour, (halfHours.views.get(halfHour) ?? 0) + 1);
      return undefined;
    },
    finish() {
      const canonical = people.canonical();
      const canTellUsers = canonical !== undefined;
      const canTellSessions = !sessions.isFull() && withSession * 2 >= counted && withSession > 0;
      const members = { users: canonical, sessions: canTellSessions ? (one: number) => one : undefined };
      const dimensions: SideCounts["dimensions"] = {
        event: withPages(byName.counts(members), pageNames),
        ...Object.fromEntries(byValue.map(([dimension, tally]) => [dimension, tally.counts(members)])),
      };
      const whole = total.counts(members);
      const [sum = { value: "", events: [], views: [] }] = whole.kind === "counted" ? whole.values : [];
      const told = [...days].sort((one, other) => one - other);
      const measures: SideMeasure[] = ["events"];
      if (views > 0) measures.push("views");
      if (canTellUsers && sum.users !== undefined) measures.push("users");
      if (canTellSessions && sum.sessions !== undefined) measures.push("sessions");
      return {
        timeZone: zone.name,
        measures,
        ...(told.length > 0 && { days: { first: told[0]!, last: told.at(-1)! } }),
        total: sum,
        dimensions,
        halfHours: { events: toPairs(halfHours.events), views: toPairs(halfHours.views) },
        ...(ids.count <= limits.ids && { ids: visibleIds(ids.entries(), eventNames.names) }),
        repeated,
        hidden,
      };
    },
  };
}

const toPairs = (counts: ReadonlyMap<number, number>): DayCounts =>
  [...counts].sort(([one], [other]) => one - other).flat();

function withPages(
  counted: ReturnType<ReturnType<typeof makeValueTally>["counts"]>,
  pageNames: ReadonlyMap<string, { views: number; events: number }>,
): ReturnType<ReturnType<typeof makeValueTally>["counts"]> {
  if (counted.kind !== "counted") return counted;
  const values = counted.values.map((counts) => {
    const { views = 0, events = 0 } = pageNames.get(counts.value) ?? {};
    return views * 2 > events ? { ...counts, page: true as const } : counts;
  });
  return { kind: "counted", values };
}

/** Of the events that are counted. */
function visibleIds(all: Omit<SideIds, "names">, names: readonly string[]): SideIds {
  const isHidden = names.map(isHiddenName);
  const keep = Uint32Array.from(all.name.keys()).filter((at) => !isHidden[all.name[at]!]);
  return {
    high: Uint32Array.from(keep, (at) => all.high[at]!),
    low: Uint32Array.from(keep, (at) => all.low[at]!),
    day: Int32Array.from(keep, (at) => all.day[at]!),
    name: Uint32Array.from(keep, (at) => all.name[at]!),
    names,
  };
}
