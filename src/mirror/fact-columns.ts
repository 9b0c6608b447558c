import { tableFromColumns, type Column, type Table } from "@uwdata/flechette";
import { partsOf } from "../log/stored-batch.ts";
import type { Batch } from "../model/batch.ts";
import type { Zone } from "../model/time-zone.ts";
import { intColumn, longColumn, mapColumn, SparseColumn } from "./arrow-columns.ts";
import type { PropertyLayout } from "./property-layout.ts";

const MINUTE_MS = 60_000;

/**
 * Rows of `facts` for whole batches, in order, and the DDL of the columns they need beyond those
 * there. `row` is the event's number in the log, the same however its entry was read. `hour` is the start of the local-hour bucket in whole minutes since the epoch, `day` the
 * local date as days since 1970-01-01, `shift` local time minus UTC in minutes. `valueTags` holds the tag of each `values` ordinal.
 */
export function factTable(
  batches: readonly Batch[],
  zone: Zone,
  layout: PropertyLayout,
  valueTags: ArrayLike<number>,
): { table: Table; ddl: string[] } {
  let count = 0;
  for (const batch of batches) count += batch.columns.count;
  const row = new Int32Array(count);
  const ts = new Float64Array(count);
  const hour = new Int32Array(count);
  const day = new Int32Array(count);
  const shift = new Int32Array(count);
  const name = new Int32Array(count);
  const distinct = new Int32Array(count);
  const actor = new Int32Array(count);
  const source = new Int32Array(count);
  const user = new SparseColumn("int", count);
  const session = new SparseColumn("int", count);

  let base = 0;
  let hourFrom = Number.NaN;
  let hourTo = Number.NaN;
  let hourMinute = 0;
  let localDay = 0;
  let minutesEast = 0;
  for (const batch of batches) {
    const { columns } = batch;
    let place = base;
    for (const { firstRow, count: events } of partsOf(batch))
      for (let index = 0; index < events; index++) row[place++] = firstRow + index;
    for (let index = 0; index < columns.count; index++) {
      const at = base + index;
      const time = columns.timestamp[index]!;
      if (!(time >= hourFrom && time < hourTo)) {
        hourFrom = zone.hourStart(time);
        hourTo = zone.nextBucket("hour", time);
        hourMinute = Math.floor(hourFrom / MINUTE_MS);
        localDay = zone.localDay(time);
        minutesEast = Math.round(zone.offsetAt(time) / MINUTE_MS);
      }
      ts[at] = time;
      hour[at] = hourMinute;
      day[at] = localDay;
      shift[at] = minutesEast;
      name[at] = columns.name[index]!;
      distinct[at] = columns.distinct[index]!;
      source[at] = columns.source[index]!;
      const userOrdinal = columns.user[index]! - 1;
      actor[at] = userOrdinal < 0 ? distinct[at] : userOrdinal;
      if (userOrdinal >= 0) user.set(at, userOrdinal);
      if (columns.session[index]! > 0) session.set(at, columns.session[index]! - 1);
    }
    base += columns.count;
  }

  const named: [string, Column<unknown>][] = [
    ["row", intColumn(row)],
    ["ts", longColumn(ts)],
    ["hour", intColumn(hour)],
    ["day", intColumn(day)],
    ["shift", intColumn(shift)],
    ["name", intColumn(name)],
    ["distinct_", intColumn(distinct)],
    ["actor", intColumn(actor)],
    ["source", intColumn(source)],
  ];
  if (user.used) named.push(["user_", user.finish()]);
  if (session.used) named.push(["session_", session.finish()]);
  const properties = propertyColumns(batches, count, layout, valueTags);
  return { table: tableFromColumns([...named, ...properties.named]), ddl: properties.ddl };
}

function propertyColumns(
  batches: readonly Batch[],
  count: number,
  layout: PropertyLayout,
  valueTags: ArrayLike<number>,
): { named: [string, Column<unknown>][]; ddl: string[] } {
  const ddl: string[] = [];
  const sparse = new Map<string, SparseColumn>();
  const maps = new Map<"int" | "double", ([number, number][] | null)[]>();

  const writer = (key: number, part: "text" | "number"): ((row: number, value: number) => void) => {
    const reserved = layout.reserve(key, part);
    ddl.push(...reserved.ddl);
    const kind = part === "text" ? "int" : "double";
    if (reserved.overflow) {
      let rows = maps.get(kind);
      if (!rows) maps.set(kind, (rows = Array.from({ length: count }, () => null)));
      const target = rows;
      return (row, value) => void (target[row] ??= []).push([key, value]);
    }
    const columnName = `${part === "text" ? "p" : "n"}${key}`;
    let column = sparse.get(columnName);
    if (!column) sparse.set(columnName, (column = new SparseColumn(kind, count)));
    const target = column;
    return (row, value) => target.set(row, value);
  };

  let base = 0;
  for (const { columns } of batches) {
    for (const { key, text, numbers } of columns.properties) {
      if (text) {
        const write = writer(key, "text");
        let lastTag = -1;
        for (let index = 0; index < text.ordinals.length; index++) {
          const ordinal = text.ordinals[index]!;
          write(base + (text.rows ? text.rows[index]! : index), ordinal);
          const tag = valueTags[ordinal]!;
          if (tag !== lastTag) layout.sawTag(key, tag);
          lastTag = tag;
        }
      }
      if (numbers) {
        const write = writer(key, "number");
        for (let index = 0; index < numbers.values.length; index++)
          write(base + (numbers.rows ? numbers.rows[index]! : index), numbers.values[index]!);
        if (numbers.values.length > 0) layout.sawNumber(key);
      }
    }
    base += columns.count;
  }

  const named: [string, Column<unknown>][] = [];
  for (const [columnName, column] of sparse) named.push([columnName, column.finish()]);
  for (const [kind, rows] of maps)
    named.push([kind === "int" ? "rest_text" : "rest_numbers", mapColumn(kind, rows)]);
  return { named, ddl };
}
