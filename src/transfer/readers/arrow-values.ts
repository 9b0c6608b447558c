import { type Column, type DataType, IntervalUnit, TimeUnit, Type } from "@uwdata/flechette";
import { remembered } from "../remembered.ts";
import { clockText, dayText, makeTimestampText, type TimeUnit as Unit } from "../time-text.ts";
import {
  anyValue,
  bytesValue,
  decimalValue,
  durationText,
  finiteValue,
  integerValue,
} from "./table-values.ts";

const UNITS: Readonly<Record<number, Unit>> = {
  [TimeUnit.SECOND]: "s",
  [TimeUnit.MILLISECOND]: "ms",
  [TimeUnit.MICROSECOND]: "us",
  [TimeUnit.NANOSECOND]: "ns",
};
const DAY_MS = 86_400_000;

/** What a type's values are as JSON. */
type Convert = (value: unknown) => unknown;

/** The column's values as JSON, as `makeConverter` of Parquet has them. */
export function arrowValues(column: Column<unknown>, type: DataType): ArrayLike<unknown> {
  const convert = converterOf(type);
  const values = new Array<unknown>(column.length);
  for (let at = 0; at < values.length; at++) values[at] = convert(column.at(at));
  return values;
}

function converterOf(type: DataType): Convert {
  const convert = presentConverter(type);
  return (value) => (value === null || value === undefined ? null : convert(value));
}

function presentConverter(type: DataType): Convert {
  switch (type.typeId) {
    case Type.Int:
      return type.bitWidth === 64 ? (value) => integerValue(value as bigint) : (value) => value;
    case Type.Float:
      return (value) => finiteValue(value as number);
    case Type.Decimal:
      return (value) => decimalValue(BigInt(value as bigint | number), type.scale);
    case Type.Date:
      // Of either unit the library gives milliseconds.
      return (value) => dayText(Math.floor(Number(value) / DAY_MS));
    case Type.Time: {
      const unit = unitOf(type.unit);
      return (value) => clockText(value as bigint | number, unit);
    }
    case Type.Timestamp:
      return makeTimestampText(unitOf(type.unit)) as Convert;
    case Type.Duration: {
      const unit = unitOf(type.unit);
      const nanos = { s: 1_000_000_000n, ms: 1_000_000n, us: 1_000n, ns: 1n }[unit];
      return (value) => durationText(0, 0, BigInt(value as bigint | number) * nanos);
    }
    case Type.Interval:
      return intervalConverter(type.unit);
    case Type.Binary:
    case Type.LargeBinary:
    case Type.BinaryView:
    case Type.FixedSizeBinary:
      return (value) => bytesValue(value as Uint8Array);
    case Type.List:
    case Type.LargeList:
    case Type.ListView:
    case Type.LargeListView:
    case Type.FixedSizeList: {
      const convert = converterOf(type.children[0]!.type);
      return (value) => Array.from(value as ArrayLike<unknown>, convert);
    }
    case Type.Struct: {
      const members = type.children.map(({ name, type: member }) => [name, converterOf(member)] as const);
      return (value) => {
        const struct = value as Record<string, unknown>;
        return Object.fromEntries(members.map(([name, convert]) => [name, convert(struct[name])]));
      };
    }
    case Type.Map: {
      const [key, member] = (type.children[0]!.type as { children: { type: DataType }[] }).children;
      const keyOf = converterOf(key!.type);
      const convert = converterOf(member!.type);
      return (value) =>
        Object.fromEntries(
          (value as [unknown, unknown][]).map(([name, each]) => [String(keyOf(name)), convert(each)]),
        );
    }
    case Type.Dictionary:
      // Its values come again and again.
      return remembered(presentConverter(type.dictionary));
    default:
      return anyValue;
  }
}

const unitOf = (unit: number): Unit => UNITS[unit] ?? "ms";

function intervalConverter(unit: number): Convert {
  if (unit === IntervalUnit.YEAR_MONTH) return (value) => durationText(Number(value), 0, 0n);
  return (value) => {
    const parts = value as ArrayLike<number>;
    return unit === IntervalUnit.DAY_TIME
      ? durationText(0, parts[0] ?? 0, BigInt(parts[1] ?? 0) * 1_000_000n)
      : durationText(parts[0] ?? 0, parts[1] ?? 0, BigInt(Math.trunc(parts[2] ?? 0)));
  };
}
