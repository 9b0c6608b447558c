import { guardText, PROPERTY_COLUMN, quoteCell, textToCell } from "../model/csv-cells.ts";
import { numberText, type Slice, type StoredValue } from "./writers/open-slices.ts";
import { TEXT_LENGTH } from "./writers/chunks.ts";
import { remembered } from "./remembered.ts";
import { makeTimestampText } from "./time-text.ts";

const BEFORE = ["id", "type", "name"];
const AFTER = ["distinctId", "userId", "sessionId", "timestamp", "receivedAt", "source", "sentAt"];

/** A column for each of this property's values is called so. */
const columnName = (key: string): string => PROPERTY_COLUMN + key;

/** What the slices' texts must be written with. */
export const csvText = (text: string): string => quoteCell(guardText(text));

/**
 * Events as CSV by RFC 4180, a header first: `id,type,name,properties,distinctId,userId,sessionId,timestamp,
 * receivedAt,source,sentAt`. `properties` is one column of JSON; with `keys`, each of these has a column
 * `properties.KEY` instead, and `properties` holds the rest, if there is a rest. Text is written as
 * {@link guardText} and {@link textToCell} say, which is exact both ways.
 */
export async function* csvTexts(
  slices: AsyncIterable<Slice>,
  { keys = [], rest }: { keys?: readonly string[]; rest: boolean },
): AsyncGenerator<string, void, undefined> {
  const iso = makeTimestampText("ms");
  const valueText = makeValueText();
  const header = [...BEFORE, ...(rest ? ["properties"] : []), ...keys.map(columnName), ...AFTER];
  yield `${header.map(quoteCell).join(",")}\r\n`;
  for await (const slice of slices) {
    const columns = keys.map((key) => slice.columns.get(key));
    let text = "";
    for (let at = 0; at < slice.count; at++) {
      text += `${slice.ids[at]},${slice.types[at]},${slice.names[at]}`;
      if (rest) text += `,${quoteCell(slice.properties[at]!)}`;
      for (const column of columns) {
        const value = column?.[at];
        text += value === undefined ? "," : `,${valueText(value)}`;
      }
      const sentAt = slice.sentAts[at];
      text +=
        `,${slice.distinctIds[at]},${slice.userIds[at] ?? ""},${slice.sessionIds[at] ?? ""}` +
        `,${iso(slice.timestamps[at]!)},${iso(slice.receivedAts[at]!)},${slice.sources[at]}` +
        `,${sentAt === undefined ? "" : iso(sentAt)}\r\n`;
      if (text.length < TEXT_LENGTH) continue;
      yield text;
      text = "";
    }
    yield text;
  }
}

const REMEMBERED = 50_000;

function makeValueText(): (value: StoredValue) => string {
  const entryText = remembered((entry: string) => {
    const content = entry.slice(1);
    return quoteCell(entry.startsWith("s") ? textToCell(content) : content);
  }, REMEMBERED);
  return (value) => (typeof value === "number" ? numberText(value) : entryText(value));
}
