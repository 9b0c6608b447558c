import type { ParseOptions } from "../intake/parse-event.ts";
import type { InternedHead } from "../log/encode-batch.ts";
import type { LocalEncoder } from "../log/local-events.ts";
import { EVENT_LIMITS, PAGE_VIEW } from "../model/event.ts";
import { MAPPED_FIELDS, type RowMapping } from "../model/row-mapping.ts";
import { setOwn } from "../model/set-own.ts";
import type { RowIds } from "./line-id.ts";
import { makeValueClock, numberReaders } from "./map-row.ts";
import { makeRowDigester } from "./row-digest.ts";
import type { Table } from "./row-group.ts";
import { CellColumn, CHARACTER_BYTES, PropertyCells, TextCells, TimeCells } from "./table-cells.ts";

/** Rows are looked at together, and their ids looked for together. */
export const STRETCH_ROWS = 512;

/** Braces, the words around head and properties, and the id. */
const AROUND_BYTES = 24 + 2 + 6 + 6 * 36;

interface ReadInto {
  encoder: LocalEncoder;
  ids: RowIds;
  began: (index: number) => void;
  other: (index: number) => void;
}

export interface TableReader {
  open(table: Table, count: number): void;
  /**
   * Adds the events of rows `from` up to `to`, at most {@link STRETCH_ROWS}, in their order. A row that is refused, or whose
   * event is not plain to see from its cells, is left to `other` when its turn comes. `began` is told before the
   * first event of an empty encoder is added here.
   */
  read(from: number, to: number, into: ReadInto): void;
}

/**
 * Reads tables through a mapping, to the very events that rows one by one would be: but what is the same cell again is
 * read once. Undefined where a field of the mapping is no column of its own, or rows have ids, types, times of day or
 * properties of their own.
 */
export function makeTableReader(
  mapping: RowMapping,
  names: readonly string[],
  options: Omit<ParseOptions, "makeId">,
): TableReader | undefined {
  const { idField, typeField, timeOfDayField, propertiesField, timestampField } = mapping;
  if ([idField, typeField, timeOfDayField, propertiesField].some((field) => field !== undefined))
    return undefined;
  const used = new Set(MAPPED_FIELDS.flatMap((part) => mapping[part] ?? []));
  if ([...used].some((field) => !names.includes(field))) return undefined;
  const keys = propertyOrder(names).filter((name) => !used.has(name));
  if (keys.length > EVENT_LIMITS.properties || !keys.every((key) => key.isWellFormed())) return undefined;

  const columns = names.map(() => new CellColumn());
  const columnOf = (name: string): CellColumn => columns[names.indexOf(name)]!;
  const textOf = (field: string | undefined, mostLength: number): TextCells | undefined =>
    field === undefined ? undefined : new TextCells(columnOf(field), mostLength);

  const clock = makeValueClock(mapping);
  const time = timestampField === undefined ? undefined : new TimeCells(columnOf(timestampField), clock);
  const fixedTime = time === undefined ? clock(mapping.fixedDate) : 0;
  const name = textOf(mapping.nameField, EVENT_LIMITS.nameLength);
  const { fixedName = "" } = mapping;
  if (typeof fixedTime === "string" || (name === undefined && !isName(fixedName))) return undefined;
  const distinct = textOf(mapping.distinctIdField, EVENT_LIMITS.idLength);
  const user = textOf(mapping.userIdField, EVENT_LIMITS.idLength);
  const session = textOf(mapping.sessionIdField, EVENT_LIMITS.idLength);
  const numbers = numberReaders(mapping);
  const properties = keys.map((key) => new PropertyCells(columnOf(key), key, numbers.get(key)));
  const cells = [time, name, distinct, user, session, ...properties].filter((some) => some !== undefined);

  const digester = makeRowDigester(names);
  const digests = new Int32Array(4 * STRETCH_ROWS);
  const fits = new Uint8Array(STRETCH_ROWS);
  const source = options.source.toWellFormed();
  const nobody = options.source.slice(0, EVENT_LIMITS.idLength).toWellFormed();
  const head: InternedHead = {
    ...{ timestamp: fixedTime, receivedAt: options.receivedAt, name: 0, distinct: 0, user: 0, session: 0 },
    ...{ source: 0, importId: 0 },
  };

  /** Whether the row's event is what its cells say, and not too large. */
  const isPlain = (): boolean => {
    if (time?.fits === false) return false;
    const nameLength = name === undefined ? fixedName.length : name.length;
    // Nobody's name is missing, or too long.
    if (nameLength === undefined || nameLength === 0) return false;
    const userLength = user === undefined ? 0 : user.length;
    const ownLength = distinct === undefined ? 0 : distinct.length;
    const sessionLength = session === undefined ? 0 : session.length;
    if (userLength === undefined || ownLength === undefined || sessionLength === undefined) return false;
    const distinctLength = ownLength || userLength || nobody.length;
    let mostBytes =
      AROUND_BYTES + CHARACTER_BYTES * (5 + nameLength + distinctLength + userLength + sessionLength);
    for (const property of properties) {
      const bytes = property.mostBytes;
      if (bytes === undefined) return false;
      mostBytes += bytes;
    }
    return mostBytes <= EVENT_LIMITS.eventBytes;
  };

  let encoder: LocalEncoder | undefined;
  let kinds: LocalEncoder["byKind"];
  const nameOrdinal = (text: string): number => {
    const type = text === PAGE_VIEW ? "page" : "track";
    kinds.types.intern("", type);
    return kinds.names.intern(`${type}\0`, text);
  };
  const distinctOrdinal = (text: string): number => kinds.people.intern("d", text);
  const userOrdinal = (text: string): number => kinds.people.intern("u", text);
  const sessionOrdinal = (text: string): number => kinds.sessions.intern("", text);
  const begin = (into: LocalEncoder): void => {
    encoder = into;
    kinds = into.byKind;
    head.source = kinds.values.intern("s", source);
    head.importId = options.importId === undefined ? 0 : kinds.values.intern("s", options.importId) + 1;
    if (name === undefined) head.name = nameOrdinal(fixedName);
  };
  const internHead = (into: LocalEncoder): void => {
    if (into !== encoder) begin(into);
    if (name !== undefined) head.name = name.ordinal(into, nameOrdinal);
    if (time !== undefined) head.timestamp = time.time;
    const hasUser = user !== undefined && user.length !== 0;
    head.distinct =
      distinct !== undefined && distinct.length !== 0
        ? distinct.ordinal(into, distinctOrdinal)
        : distinctOrdinal(hasUser ? user.text : nobody);
    head.user = hasUser ? user.ordinal(into, userOrdinal) + 1 : 0;
    if (session !== undefined)
      head.session = session.length === 0 ? 0 : session.ordinal(into, sessionOrdinal) + 1;
  };

  return {
    open(table, count) {
      for (const [at, column] of columns.entries()) column.open(table.columns[at]!, count);
      for (const some of cells) some.open();
    },
    read(from, to, { encoder: into, ids, began, other }) {
      for (let row = 0; row < to - from; row++) {
        for (const column of columns) column.moveTo(from + row);
        fits[row] = isPlain() ? 1 : 0;
        if (fits[row] === 0) continue;
        for (const column of columns) column.learn();
        digester.begin();
        for (const column of columns) column.pushTo(digester);
        const digest = digester.end();
        for (let word = 0; word < 4; word++) digests[4 * row + word] = digest[word]!;
      }
      ids.fetchRows(digests, to - from);
      for (let row = 0; row < to - from; row++) {
        if (fits[row] === 0) {
          other(from + row);
          continue;
        }
        for (const column of columns) column.moveTo(from + row);
        if (into.count === 0) began(from + row);
        internHead(into);
        ids.nameRow(digests, 4 * row);
        into.addHead(head, digests, 4 * row);
        for (const property of properties) property.addTo(into);
      }
    },
  };
}

const isName = (text: string): boolean =>
  text !== "" && text.length <= EVENT_LIMITS.nameLength && text.isWellFormed();

/** Of an object's keys those that are whole numbers come first. */
function propertyOrder(names: readonly string[]): string[] {
  const row: Record<string, null> = {};
  for (const name of names) setOwn(row, name, null);
  return Object.keys(row);
}
