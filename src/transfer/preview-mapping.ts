import { parseJson } from "../intake/parse-json.ts";
import { fail, type Result, success } from "../model/failure.ts";
import { mappingGap, type MappingPreview, type RowMapping } from "../model/row-mapping.ts";
import { toSource } from "../model/source.ts";
import { filled } from "./guess-columns.ts";
import { recordsOf } from "./guess-mapping.ts";
import { makeLineIds } from "./line-id.ts";
import { fieldAt } from "./map-row.ts";
import { makeMappedShape } from "./shapes/mapped-shape.ts";

/** What a mapping makes of rows as `inspectFile` gave them. `invalid-input` where it leaves something open. */
export function previewMapping(
  mapping: RowMapping,
  rows: readonly string[],
  fileName: string,
  receivedAt: number,
): Result<MappingPreview> {
  const gap = mappingGap(mapping);
  if (gap !== undefined) return fail({ kind: "invalid-input", message: gap });
  const shape = makeMappedShape(mapping);
  const idOfLine = makeLineIds();
  const preview: MappingPreview = { events: [], refused: [] };
  for (const [index, text] of rows.entries()) {
    const options = { receivedAt, source: toSource("file", fileName), makeId: () => idOfLine(text) };
    const placed = shape.place(parseJson(text), options);
    if (!("ok" in placed)) continue;
    if (placed.ok) preview.events.push(placed.value);
    else preview.refused.push({ index: index + 1, reason: placed.failure.message });
  }
  const repeated = mapping.idField !== undefined && countIds(mapping.idField, rows);
  if (repeated && repeated.ids < repeated.rows) preview.repeated = repeated;
  return success(preview);
}

/** Of rows that have one. */
function countIds(field: string, rows: readonly string[]): { field: string; ids: number; rows: number } {
  const records = recordsOf(rows.map((text) => parseJson(text)));
  const ids = filled(records.map((row) => fieldAt(row, field)));
  return { field, ids: new Set(ids.map((id) => JSON.stringify(id))).size, rows: ids.length };
}
