import type { JsonValue, LochanEvent } from "../../src/model/event.ts";
import type { Project } from "../../src/model/project.ts";
import type {
  AnswerGroup,
  AnyAnswer,
  AnyQuestion,
  Filter,
  FilterScalar,
  DidFilter,
  FilterTerm,
  FirstSeenFilter,
  SegmentTerm,
  PairKey,
  Granularity,
} from "../../src/model/question.ts";
import { passesBehaviour } from "./naive-behaviour.ts";
import { naiveCalendar, type NaiveCalendar } from "./naive-calendar.ts";
import { naiveMeasure } from "./naive-measure.ts";
import { naiveStats } from "./naive-stats.ts";

const calendars = new Map<string, NaiveCalendar>();
function calendarOf({ timeZone, weekStart = "monday" }: Project): NaiveCalendar {
  const key = `${timeZone} ${weekStart}`;
  const calendar = calendars.get(key) ?? naiveCalendar(timeZone, weekStart);
  calendars.set(key, calendar);
  return calendar;
}

/** What a question's answer must be, worked out event by event with sets and maps. */
export function naiveAnswer(
  events: readonly LochanEvent[],
  question: AnyQuestion,
  project: Project,
  now: number,
): Omit<AnyAnswer, "receipt" | "incompleteFrom"> {
  const calendar = calendarOf(project);
  const { person, stay } = naiveStats(events, project.sessionIdleMs);
  const resolved = calendar.resolve(question.window, now);
  const { traffic = "all" } = question;
  const counted = events.filter(
    (event) => traffic === "all" || isLeftOut(event, project) === (traffic === "left-out"),
  );
  const kept = counted.filter((event) => keeps(event, question));
  const known = { events: counted, person, stay, calendar, passes };
  const within = (from: number, to: number) =>
    kept
      .filter(({ timestamp }) => timestamp >= from && timestamp < to)
      .filter((event) =>
        (question.filters ?? []).every((term) =>
          passesTerm(event, term, (leaf) =>
            passesBehaviour(event, leaf, question.judgedOver ?? { from, to }, known),
          ),
        ),
      );
  const measure = (some: readonly LochanEvent[]) =>
    naiveMeasure(some, question.measure, { person, stay }, events);
  const seriesOf = (some: readonly LochanEvent[], granularity: Granularity, from: number, to: number) => {
    const byStart = groupBy(some, ({ timestamp }) => calendar.bucketStart(granularity, timestamp));
    return calendar
      .bucketStarts(granularity, from, to)
      .map((start): [number, number | null] => [start, measure(byStart.get(start) ?? [])]);
  };

  const current = within(resolved.from, resolved.to);
  const before =
    question.compare === "year"
      ? calendar.yearBefore(question.window, now)
      : question.compare && calendar.previous(question.window, now);
  const earlier = before ? within(before.from, before.to) : [];
  const granularity =
    question.granularity ?? (question.breakdown === undefined ? resolved.granularity : undefined);
  const answer: Omit<AnyAnswer, "receipt" | "incompleteFrom"> = { total: measure(current) };
  if (before) answer.previous = measure(earlier);
  if (granularity) {
    answer.series = seriesOf(current, granularity, resolved.from, resolved.to);
    if (before) answer.previousSeries = seriesOf(earlier, granularity, before.from, before.to);
  }
  const { breakdown } = question;
  if (breakdown === undefined) return answer;

  const properties = [breakdown].flat();
  const formsOf = (event: LochanEvent) => properties.map((property) => textForm(valueOf(event, property)));
  const sameGroup = (event: LochanEvent) => JSON.stringify(formsOf(event));
  const ranked = [...groupBy(current, sameGroup)].map(([group, some]) => ({
    group,
    forms: formsOf(some[0]!),
    some,
    value: measure(some),
  }));
  ranked.sort(
    (a, b) =>
      descending(a.value, b.value) ||
      compareForms(a.forms[0]!, b.forms[0]!) ||
      compareForms(a.forms[1] ?? null, b.forms[1] ?? null),
  );
  const limit = question.limit ?? 10;
  answer.groups = ranked.slice(0, limit).map(({ group: same, forms, some, value }) => {
    const keys = properties.map((property, at) => keyOf(some, property, forms[at]!));
    const key: FilterScalar | PairKey = Array.isArray(breakdown) ? [keys[0]!, keys[1]!] : keys[0]!;
    const group: AnswerGroup<number | null, FilterScalar | PairKey> = { key, value };
    if (before) group.previous = measure(earlier.filter((event) => sameGroup(event) === same));
    if (question.granularity) group.series = seriesOf(some, question.granularity, resolved.from, resolved.to);
    return group;
  });
  answer.other = measure(ranked.slice(limit).flatMap(({ some }) => some));
  return answer;
}

const descending = (a: number | null, b: number | null): number =>
  a === null || b === null ? Number(a === null) - Number(b === null) : b - a;

function groupBy<T, K>(list: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of list) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

const lessText = (a: string, b: string): number => {
  const [left, right] = [Array.from(a, (c) => c.codePointAt(0)!), Array.from(b, (c) => c.codePointAt(0)!)];
  for (let index = 0; index < Math.min(left.length, right.length); index++)
    if (left[index] !== right[index]) return left[index]! - right[index]!;
  return left.length - right.length;
};

/** By code point, nothing last. */
function compareForms(a: string | null, b: string | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return lessText(a, b);
}

function canonical(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const members = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key]!)}`);
  return `{${members.join(",")}}`;
}

function textForm(value: JsonValue | undefined): string | null {
  if (value === undefined || value === null) return null;
  return typeof value === "string" ? value : canonical(value);
}

function valueOf(event: LochanEvent, property: string): JsonValue | undefined {
  switch (property) {
    case "$name":
      return event.name;
    case "$type":
      return event.type;
    case "$distinctId":
      return event.distinctId;
    case "$userId":
      return event.userId;
    case "$sessionId":
      return event.sessionId;
    case "$source":
      return event.source;
    default:
      return Object.hasOwn(event.properties, property) ? event.properties[property] : undefined;
  }
}

function keyOf(some: readonly LochanEvent[], property: string, form: string | null): FilterScalar {
  const values = some.map((event) => valueOf(event, property));
  if (form === null) return null;
  if (values.some((value) => typeof value === "number")) return Number(form);
  return values.some((value) => typeof value === "boolean") ? form === "true" : form;
}

function keeps(event: LochanEvent, question: AnyQuestion): boolean {
  const { name, type, filters = [] } = question;
  if (name !== undefined && event.name !== name) return false;
  if (type !== undefined && event.type !== type) return false;
  if (!event.name.startsWith("$")) return true;
  const named = filters
    .flatMap(filtersOf)
    .some(
      ({ property, op, value }) => property === "$name" && op === "is" && [value].flat().includes(event.name),
    );
  return name === event.name || named;
}

const filtersOf = (term: FilterTerm): Filter[] =>
  "any" in term
    ? term.any.flatMap(filtersOf)
    : "all" in term
      ? term.all.flatMap(filtersOf)
      : "property" in term
        ? [term]
        : "segment" in term && !term.not
          ? placedIn(term).flatMap(filtersOf)
          : [];

function placedIn({ placed }: SegmentTerm): FilterTerm[] {
  if (placed === undefined) throw new Error("A segment was not put in place.");
  return placed.terms;
}

export function passesTerm(
  event: LochanEvent,
  term: FilterTerm,
  behaves: (term: DidFilter | FirstSeenFilter) => boolean = () => false,
): boolean {
  if ("any" in term) return term.any.some((each) => passesTerm(event, each, behaves));
  if ("all" in term) return term.all.every((each) => passesTerm(event, each, behaves));
  if ("property" in term) return passes(event, term);
  if ("segment" in term)
    return placedIn(term).every((each) => passesTerm(event, each, behaves)) !== (term.not ?? false);
  return behaves(term);
}

/** Whether a rule of the project that is on matches the event. */
export const isLeftOut = (event: LochanEvent, { traffic }: Pick<Project, "traffic">): boolean =>
  ((traffic?.bots ?? true) && textForm(valueOf(event, "$bot")) === "true") ||
  (traffic?.rules ?? []).some(
    ({ on, conditions }) => on && conditions.every((condition) => passes(event, condition)),
  );

export function passes(event: LochanEvent, { property, op, value }: Filter): boolean {
  const own = valueOf(event, property);
  const form = textForm(own);
  const is = () =>
    [value ?? null].flat().some((one) => (one === null ? form === null : form === String(one)));
  switch (op) {
    case "is":
      return is();
    case "is-not":
      return !is();
    case "contains":
      return form !== null && form.includes(String(value));
    case "not-contains":
      return !(form !== null && form.includes(String(value)));
    case "matches":
      return form !== null && asRegExp(String(value)).test(form);
    case "not-matches":
      return form === null || !asRegExp(String(value)).test(form);
    case "set":
      return form !== null;
    case "not-set":
      return form === null;
    case "between": {
      const [low, high] = value as FilterScalar[];
      const atLeast = { property, op: "less" as const, value: low! };
      const atMost = { property, op: "greater" as const, value: high! };
      const has = (limit: FilterScalar) =>
        passes(event, { property, op: "greater", value: limit }) ||
        passes(event, { property, op: "less", value: limit }) ||
        equals(own, limit, property);
      return has(low!) && has(high!) && !passes(event, atLeast) && !passes(event, atMost);
    }
    case "greater":
    case "less": {
      const sign = op === "greater" ? 1 : -1;
      const isNumber = (text: string) => String(Number(text)) === text && Number.isFinite(Number(text));
      if (form === null || (typeof own !== "string" && typeof own !== "number")) return false;
      if (property.startsWith("$")) return lessText(form, String(value)) * sign > 0;
      if (isNumber(String(value))) return isNumber(form) && (Number(form) - Number(value)) * sign > 0;
      return typeof own === "string" && !isNumber(form) && lessText(form, String(value)) * sign > 0;
    }
  }
}

const isNumeric = (value: unknown): boolean => value === Number(value) || value === String(Number(value));

/** Whether a value is exactly at the end of a range, as sizes or as texts are compared. */
function equals(own: JsonValue | undefined, limit: FilterScalar, property: string): boolean {
  if (typeof own !== "string" && typeof own !== "number") return false;
  return property.startsWith("$") || !isNumeric(limit)
    ? own === String(limit)
    : isNumeric(own) && Number(own) === Number(limit);
}

/** A pattern of `matches` as a regular expression. */
const asRegExp = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern.replaceAll(/\\?[^]/gu, (piece) => {
      if (piece === "*") return "[^]*";
      if (piece === "?") return "[^]";
      return `\\u{${piece
        .replace(/^\\(?=.)/su, "")
        .codePointAt(0)!
        .toString(16)}}`;
    })}$`,
    "u",
  );
