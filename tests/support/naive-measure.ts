import type { LochanEvent } from "../../src/model/event.ts";
import type { AnyMeasure, Fold, SessionMeasure } from "../../src/model/question.ts";

/** Who an event is of, and which session it is in. */
interface Whose {
  person(event: LochanEvent): string;
  stay(event: LochanEvent): string;
}

/** What a measure is of these events, worked out by hand; `all` there are tell what a session is as a whole. */
export function naiveMeasure(
  events: readonly LochanEvent[],
  measure: AnyMeasure,
  { person, stay }: Whose,
  all: readonly LochanEvent[] = events,
): number | null {
  const count = (what: string): number => {
    if (what === "events") return events.length;
    return new Set(events.map(what === "users" ? person : stay)).size;
  };
  if (typeof measure === "string") return count(measure);
  if ("session" in measure) return ofSessions(measure, new Set(events.map(stay)), all, stay);
  const { per } = measure;
  if ("count" in measure) return events.length === 0 ? null : count(measure.count) / count(`${per}s`);
  const { property, fold } = measure;
  if (per === undefined) return foldNumbers(fold, numbersOf(events, property));
  const whose = per === "user" ? person : stay;
  const each: number[] = [];
  for (const one of new Set(events.map(whose))) {
    const own = events.filter((event) => whose(event) === one);
    const folded = foldNumbers(fold, numbersOf(own, property));
    if (folded !== null) each.push(folded);
  }
  return foldNumbers("average", each);
}

function ofSessions(
  { session }: SessionMeasure,
  asked: ReadonlySet<string>,
  all: readonly LochanEvent[],
  stay: Whose["stay"],
): number | null {
  let visits = 0;
  let sum = 0;
  for (const one of asked) {
    const own = all.filter((event) => stay(event) === one);
    const shown = own.filter(({ name }) => !name.startsWith("$"));
    if (!own.some(({ name }) => name === "page_view")) continue;
    visits++;
    const times = own.map(({ timestamp }) => timestamp);
    sum += session === "duration" ? Math.max(...times) - Math.min(...times) : shown.length === 1 ? 1 : 0;
  }
  if (visits === 0) return null;
  return session === "duration" ? sum / visits / 1000 : sum / visits;
}

const numbersOf = (events: readonly LochanEvent[], property: string): number[] =>
  events.flatMap(({ properties }) => {
    const value = Object.hasOwn(properties, property) ? properties[property] : null;
    if (typeof value === "number") return [value];
    return typeof value === "string" && Number.isFinite(Number(value)) && `${Number(value)}` === value
      ? [Number(value)]
      : [];
  });

const SHARES: Partial<Record<Fold, number>> = { median: 0.5, p90: 0.9, p95: 0.95, p99: 0.99 };

function foldNumbers(fold: Fold, numbers: readonly number[]): number | null {
  const sum = () => numbers.reduce((before, each) => before + each, 0);
  if (fold === "sum") return sum();
  if (numbers.length === 0) return null;
  if (fold === "average") return sum() / numbers.length;
  const sorted = numbers.toSorted((a, b) => a - b);
  if (fold === "min") return sorted[0]!;
  if (fold === "max") return sorted.at(-1)!;
  const place = SHARES[fold]! * (sorted.length - 1);
  const below = Math.floor(place);
  const beyond = place - below;
  return sorted[below]! * (1 - beyond) + sorted[Math.ceil(place)]! * beyond;
}
