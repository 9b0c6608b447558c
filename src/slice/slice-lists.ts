import type { FilterScalar } from "../model/question.ts";
import type { Asker, Groups } from "./asker.ts";
import type { ListPart } from "./slice.ts";
import type { Counted } from "./slice-ranges.ts";

/** Values named at most in a list. */
export const MOST_ROWS = 20;

/** A list's numbers of one range, before anything is joined. */
interface Table {
  events: Groups;
  users: Groups;
  /** Of what the list divides. */
  whole: number;
  of: ListPart["of"];
  /** Users of what is in the whole and in none of the list's events; less than there are is safe. */
  outsideUsers: number;
  range: Counted;
}

export interface ListOf {
  property: string;
  name?: string | undefined;
}

/** A value by its text. */
type Text = string | null;

const eventsOf = ({ events }: Table, text: Text): number => events.byText.get(text)?.value ?? 0;

/** Undefined where there are too many values to know. */
function usersOf({ users }: Table, text: Text): number | undefined {
  const found = users.byText.get(text)?.value;
  return found ?? (users.other === 0 ? 0 : undefined);
}

/** Users of all that is in the table and not named; less than there are is safe. */
async function restUsers(asker: Asker, table: Table, by: ListOf, named: ReadonlySet<Text>, least: number) {
  const { users } = table;
  const unnamed = [...users.byText].filter(([text]) => !named.has(text)).map(([, { value }]) => value);
  const most = Math.max(table.outsideUsers, users.other, ...unnamed);
  if (most >= least || unnamed.length === 0) return most;
  // All that are named have more users than any that is not: the first are they.
  const first = users.byText.size - unnamed.length;
  if (first === 0) return Math.max(most, await asker.total("users", table.range, by.name));
  return Math.max(most, (await asker.groups("users", table.range, by, first)).other);
}

async function isRestSafe(asker: Asker, table: Table, by: ListOf, named: ReadonlySet<Text>, least: number) {
  const shown = [...named].reduce((sum, text) => sum + eventsOf(table, text), 0);
  return shown === table.whole || (await restUsers(asker, table, by, named, least)) >= least;
}

/** With the most events first. */
async function nameInWhole(asker: Asker, table: Table, by: ListOf, least: number): Promise<Text[]> {
  const named = [...table.events.byText.keys()]
    .filter((text) => (usersOf(table, text) ?? 0) >= least)
    .slice(0, MOST_ROWS);
  while (named.length > 0 && !(await isRestSafe(asker, table, by, new Set(named), least))) named.pop();
  return named;
}

/**
 * What shorter ranges may name: values that in each of them have `least` users or nobody. A value that one of them may
 * not name is named in none: its number of the whole would else give away the one that is missing.
 */
async function nameInAll(
  asker: Asker,
  tables: readonly Table[],
  by: ListOf,
  inWhole: readonly Text[],
  least: number,
): Promise<Text[]> {
  const named = new Set(
    inWhole.filter((text) =>
      tables.every((table) => {
        const users = usersOf(table, text);
        return users !== undefined && (users === 0 || users >= least);
      }),
    ),
  );
  let at = 0;
  while (at < tables.length) {
    const table = tables[at] as Table;
    const here = new Set([...named].filter((text) => eventsOf(table, text) > 0));
    if (await isRestSafe(asker, table, by, here, least)) at++;
    else {
      const last = inWhole.findLast((text) => here.has(text));
      // Nothing is named here: the range is told as a whole.
      if (last === undefined) at++;
      else {
        named.delete(last);
        at = 0;
      }
    }
  }
  return [...named];
}

const toPart = (table: Table, named: readonly Text[]): ListPart | null => {
  const rows = named
    .map((text): [FilterScalar, number] => [
      table.events.byText.get(text)?.key ?? text,
      eventsOf(table, text),
    ])
    .filter(([, events]) => events > 0)
    .sort(([, a], [, b]) => b - a);
  if (rows.length === 0) return null;
  const rest = rows.reduce((left, [, events]) => left - events, table.whole);
  return { rows, rest, of: table.of };
};

export interface ReadList {
  parts: (ListPart | null)[];
  /** Values of the whole that few users have, and are joined; where `isMore`, those of them that the answer names. */
  joined: number;
  isMore: boolean;
  /** What a list of the events of one name divides, for each range. */
  divides(name: string): Pick<Table, "whole" | "of" | "outsideUsers">[];
}

/**
 * A list for each range. `divided` says what a list of one name's events is a part of: those events where their number
 * is told, else what hides them.
 */
export async function readList(
  asker: Asker,
  ranges: readonly Counted[],
  by: ListOf,
  least: number,
  divided?: ReadList,
): Promise<ReadList> {
  const tables: Table[] = [];
  const wholes = by.name === undefined ? undefined : divided?.divides(by.name);
  for (const [at, range] of ranges.entries())
    tables.push({
      range,
      events: await asker.groups("events", range, by),
      users: await asker.groups("users", range, by),
      ...(wholes?.[at] ?? { whole: range.events, of: "list" as const, outsideUsers: 0 }),
    });
  const [whole, ...shorter] = tables as [Table, ...Table[]];
  const inWhole = await nameInWhole(asker, whole, by, least);
  const inAll = await nameInAll(asker, shorter, by, inWhole, least);
  const namedAt = (at: number): readonly Text[] => (at === 0 ? inWhole : inAll);
  const few = [...whole.users.byText.values()].filter(({ value }) => value < least).length;
  return {
    parts: tables.map((table, at) => toPart(table, namedAt(at))),
    joined: few,
    // Those with the fewest users are not named.
    isMore: few > 0 && whole.users.other > 0,
    divides: (name) =>
      tables.map((table, at) => {
        const told = new Set(namedAt(at));
        if (told.has(name)) return { whole: eventsOf(table, name), of: "list", outsideUsers: 0 };
        const hidden = [...table.users.byText].filter(([text]) => text !== name && !told.has(text));
        return {
          whole: [...told].reduce((left, each) => left - eventsOf(table, each), table.whole),
          of: "more",
          outsideUsers: Math.max(0, ...hidden.map(([, { value }]) => value)),
        };
      }),
  };
}
