import { UUID_REGEX } from "valibot";
import { isRecord } from "../../model/is-record.ts";
import { parseEvent, type ParseOptions } from "../../intake/parse-event.ts";
import { EVENT_LIMITS, type LochanEvent } from "../../model/event.ts";
import type { Result } from "../../model/failure.ts";
import type { RowMapping } from "../../model/row-mapping.ts";
import { filledText, fieldAt, makePropertiesReader, makeRowClock } from "../map-row.ts";
import { makeTableReader } from "../table-reader.ts";
import { nameProductId } from "./name-product-id.ts";
import { notAnObject, refuse } from "./row-fields.ts";
import type { Shape } from "./shape.ts";

/** Of a file whose rows a person said the meaning of. */
export const MAPPED = "mapped";

/**
 * Rows through a mapping that has no gap. A row that names nobody counts for its file: all of these are one
 * unknown person. An id that is a UUID stands; any other is named together with the row's time as it is
 * written, as two tables may both count from 1. Without an id, a row is named by its content.
 */
export function makeMappedShape(mapping: RowMapping): Shape {
  const clock = makeRowClock(mapping);
  const propertiesOf = makePropertiesReader(mapping);
  const read = (row: Record<string, unknown>, field: string | undefined): unknown =>
    field === undefined ? undefined : filledText(fieldAt(row, field));
  const timeFields = [mapping.timestampField, mapping.timeOfDayField].filter((field) => field !== undefined);

  const idOf = (row: Record<string, unknown>): unknown => {
    const id = read(row, mapping.idField);
    if (typeof id !== "string" || UUID_REGEX.test(id)) return id;
    return nameProductId("row", id, ...timeFields.map((field) => JSON.stringify(fieldAt(row, field)) ?? ""));
  };

  return {
    readTables: (names, options) => makeTableReader(mapping, names, options),
    place(row: unknown, options: ParseOptions): Result<LochanEvent> {
      if (!isRecord(row)) return notAnObject();
      const timestamp = clock(row);
      if (typeof timestamp === "string") return refuse(timestamp);
      const userId = read(row, mapping.userIdField);
      return parseEvent(
        {
          id: idOf(row),
          type: read(row, mapping.typeField),
          name: mapping.nameField === undefined ? mapping.fixedName : read(row, mapping.nameField),
          distinctId:
            read(row, mapping.distinctIdField) ?? userId ?? options.source.slice(0, EVENT_LIMITS.idLength),
          userId,
          sessionId: read(row, mapping.sessionIdField),
          timestamp,
          properties: propertiesOf(row),
        },
        options,
      );
    },
  };
}
