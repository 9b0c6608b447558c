import type { DecodedArray, SchemaElement } from "hyparquet";
import { parseFloat16 } from "hyparquet/src/convert.js";
import { parseJson } from "../../intake/parse-json.ts";
import { remembered } from "../remembered.ts";
import { clockText, dayText, makeTimestampText } from "../time-text.ts";
import {
  bytesValue,
  decimalValue,
  durationText,
  finiteValue,
  integerValue,
  integerValues,
  signedInteger,
  uuidText,
} from "./table-values.ts";

/** JSON values of what stands in pages or a dictionary of one column, place for place. */
export type ConvertValues = (values: DecodedArray) => ArrayLike<unknown>;

const REMEMBERED = 10_000;

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Times are ISO 8601 in UTC, days `2026-11-29`; integers and decimals numbers where no digit is lost, else text. */
export function makeConverter(element: SchemaElement): ConvertValues {
  switch (element.type) {
    case "INT32":
      return int32Converter(element);
    case "INT64":
      return int64Converter(element);
    case "INT96": {
      const text = makeTimestampText("ns");
      return each((value: bigint) => text(int96Nanos(value)));
    }
    case "FLOAT":
    case "DOUBLE":
      return finite;
    case "BYTE_ARRAY":
    case "FIXED_LEN_BYTE_ARRAY":
      return each(bytesConverter(element));
    default:
      return (values) => values;
  }
}

/** A plain loop: `Array.from` is several times slower. */
const each =
  <Raw>(convert: (value: Raw) => unknown): ConvertValues =>
  (values) => {
    const raw = values as ArrayLike<Raw>;
    const converted = new Array<unknown>(raw.length);
    for (let at = 0; at < raw.length; at++) converted[at] = convert(raw[at] as Raw);
    return converted;
  };

/** Julian days above 64 bits of nanoseconds within the day. */
const int96Nanos = (value: bigint): bigint =>
  ((value >> 64n) - 2_440_588n) * 86_400_000_000_000n + (value & 0xffff_ffff_ffff_ffffn);

const UNITS = { MILLIS: "ms", MICROS: "us", NANOS: "ns" } as const;

function int32Converter({ converted_type, logical_type, scale }: SchemaElement): ConvertValues {
  if (converted_type === "DATE" || logical_type?.type === "DATE")
    return each(remembered(dayText, REMEMBERED));
  if (converted_type === "TIME_MILLIS" || logical_type?.type === "TIME")
    return each((value: number) => clockText(value, "ms"));
  if (converted_type === "DECIMAL" || logical_type?.type === "DECIMAL")
    return each((value: number) => decimalValue(BigInt(value), scale ?? scaleOf(logical_type)));
  const isUnsigned =
    converted_type === "UINT_32" || (logical_type?.type === "INTEGER" && !logical_type.isSigned);
  return isUnsigned ? (values) => Uint32Array.from(values as Int32Array) : (values) => values;
}

function int64Converter({ converted_type, logical_type, scale }: SchemaElement): ConvertValues {
  if (logical_type?.type === "TIMESTAMP") return each(makeTimestampText(UNITS[logical_type.unit]));
  if (converted_type === "TIMESTAMP_MILLIS") return each(makeTimestampText("ms"));
  if (converted_type === "TIMESTAMP_MICROS") return each(makeTimestampText("us"));
  if (logical_type?.type === "TIME") {
    const unit = UNITS[logical_type.unit];
    return each((value: bigint) => clockText(value, unit));
  }
  if (converted_type === "TIME_MICROS") return each((value: bigint) => clockText(value, "us"));
  if (converted_type === "DECIMAL" || logical_type?.type === "DECIMAL")
    return each((value: bigint) => decimalValue(value, scale ?? scaleOf(logical_type)));
  if (converted_type === "UINT_64" || (logical_type?.type === "INTEGER" && !logical_type.isSigned))
    return each((value: bigint) => integerValue(BigInt.asUintN(64, value)));
  return (values) =>
    values instanceof BigInt64Array ? integerValues(values) : Array.from(values as bigint[], integerValue);
}

function bytesConverter({ converted_type, logical_type, scale, type }: SchemaElement) {
  const kind = logical_type?.type ?? converted_type;
  switch (kind) {
    case "STRING":
    case "UTF8":
    case "ENUM":
      return (bytes: Uint8Array): unknown => decoder.decode(bytes);
    case "JSON":
      return jsonValue;
    case "DECIMAL":
      return (bytes: Uint8Array): unknown =>
        decimalValue(signedInteger(bytes), scale ?? scaleOf(logical_type));
    case "UUID":
      return uuidText;
    case "FLOAT16":
      return (bytes: Uint8Array): unknown => finiteValue(parseFloat16(bytes) ?? Number.NaN);
    case "INTERVAL":
      return type === "FIXED_LEN_BYTE_ARRAY" ? intervalText : bytesValue;
    default:
      return bytesValue;
  }
}

const scaleOf = (type: SchemaElement["logical_type"]): number => (type?.type === "DECIMAL" ? type.scale : 0);

/** What is no JSON is the text it is. */
function jsonValue(bytes: Uint8Array): unknown {
  const text = decoder.decode(bytes);
  const value = parseJson(text);
  return value === undefined ? text : value;
}

function intervalText(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, 12);
  const nanos = BigInt(view.getUint32(8, true)) * 1_000_000n;
  return durationText(view.getUint32(0, true), view.getUint32(4, true), nanos);
}

function finite(values: DecodedArray): ArrayLike<unknown> {
  const numbers = values as ArrayLike<number>;
  for (let at = 0; at < numbers.length; at++)
    if (!Number.isFinite(numbers[at])) return Array.from(numbers, finiteValue);
  return numbers;
}
