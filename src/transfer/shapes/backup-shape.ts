import { isRecord } from "../../model/is-record.ts";
import { parseEvent } from "../../intake/parse-event.ts";
import { parseJson } from "../../intake/parse-json.ts";
import { notAnObject } from "./row-fields.ts";
import type { Shape } from "./shape.ts";

const SOURCE_LENGTH = 500;

/** Events of a backup: as they were, where they came in included. */
export const makeBackupShape = (): Shape => ({
  place(row, options) {
    if (!isRecord(row)) return notAnObject();
    const { properties, source, sentAt, ...rest } = row;
    return parseEvent(
      {
        ...rest,
        ...(sentAt !== null && { sentAt }),
        properties: typeof properties === "string" ? parseJson(properties) : properties,
      },
      {
        ...options,
        source:
          typeof source === "string" && source !== "" && source.length <= SOURCE_LENGTH
            ? source
            : options.source,
      },
    );
  },
});
