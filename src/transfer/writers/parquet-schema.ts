import type { ParquetWriter } from "hyparquet-writer";
import type { TypedColumn } from "./typed-columns.ts";

/** As the writer has it, which may bring another release of the reader. */
export type SchemaElement = ConstructorParameters<typeof ParquetWriter>[0]["schema"][number];
export type RowGroup = ParquetWriter["row_groups"][number];
export type ColumnChunk = RowGroup["columns"][number];
export type ColumnMetaData = NonNullable<ColumnChunk["meta_data"]>;

const text = (name: string, required = false): SchemaElement => ({
  name,
  type: "BYTE_ARRAY",
  converted_type: "UTF8",
  logical_type: { type: "STRING" },
  repetition_type: required ? "REQUIRED" : "OPTIONAL",
});

const time = (name: string, required = false): SchemaElement => ({
  name,
  type: "INT64",
  converted_type: "TIMESTAMP_MILLIS",
  logical_type: { type: "TIMESTAMP", isAdjustedToUTC: true, unit: "MILLIS" },
  repetition_type: required ? "REQUIRED" : "OPTIONAL",
});

export const propertyElement = ({ key, type }: TypedColumn): SchemaElement => {
  const name = `property_${key}`;
  if (type === "text") return text(name);
  return { name, type: type === "number" ? "DOUBLE" : "BOOLEAN", repetition_type: "OPTIONAL" };
};

/** Every event's, in the order of the file. */
export const FIELDS = {
  id: text("id", true),
  type: text("type", true),
  name: text("name", true),
  properties: text("properties", true),
  distinctId: text("distinctId", true),
  userId: text("userId"),
  sessionId: text("sessionId"),
  timestamp: time("timestamp", true),
  receivedAt: time("receivedAt", true),
  source: text("source", true),
  sentAt: time("sentAt"),
};

export function parquetSchema(columns: readonly TypedColumn[]): SchemaElement[] {
  const fields = [...Object.values(FIELDS), ...columns.map(propertyElement)];
  return [{ name: "root", num_children: fields.length }, ...fields];
}
