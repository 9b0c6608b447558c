import { readFileMapping } from "../catalog/file-mappings.ts";
import type { LogDatabase } from "../log/reader.ts";
import type { TotalsTable } from "../model/daily-totals.ts";
import { fail, type Result, success } from "../model/failure.ts";
import type { Project } from "../model/project.ts";
import { mappingGap, type MappingProposal, type RowMapping } from "../model/row-mapping.ts";
import type { Row } from "./guess-columns.ts";
import { fieldsDigest, isTable, proposeMapping, recordsOf } from "./guess-mapping.ts";
import { mayHaveDecimalCommas } from "./guess-numbers.ts";
import type { FurtherRows } from "./peek-rows.ts";
import { MAPPED, makeMappedShape } from "./shapes/mapped-shape.ts";
import type { Shape, ShapeOptions } from "./shapes/shape.ts";
import type { ShapeName } from "./shapes/shape-names.ts";
import { recogniseShape, SHAPES } from "./shapes/shapes.ts";
import { recogniseTotals, TOTALS_FORMAT } from "./totals/recognise-totals.ts";

/** Daily totals, which are no events. */
export interface ChosenTotals {
  format: typeof TOTALS_FORMAT;
  totals: TotalsTable;
}

export interface ChosenShape {
  /** Whose export it is taken for, or `mapped`. */
  format: ShapeName | typeof MAPPED;
  shape: Shape;
  /** What the rows are read by where nobody is known to write them. */
  mapping?: RowMapping;
  /** The mapping is that of a file before it. */
  remembered: boolean;
  /** Names the fields of the rows. */
  digest?: string;
}

/**
 * How the rows of a file are read: as they were said to be; else as daily totals or a product's rows, by their fields;
 * else as rows with the same fields were mapped before. `needs-mapping` where they are a table of nobody
 * known; what is no table is read as our own events, which refuses each row with its reason.
 */
export async function chooseShape(options: {
  db: LogDatabase;
  project: Project;
  rows: readonly unknown[];
  further?: FurtherRows;
  /** What stands between the fields of CSV. */
  delimiter?: string | undefined;
  fileName: string;
  shape?: ShapeName | undefined;
  mapping?: RowMapping | undefined;
  shapeOptions: ShapeOptions;
}): Promise<Result<ChosenShape | ChosenTotals>> {
  const { db, project, rows, delimiter, fileName, shape, mapping, shapeOptions } = options;
  const records = recordsOf(rows);
  if (mapping !== undefined) {
    const gap = mappingGap(mapping);
    if (gap !== undefined) return fail({ kind: "invalid-input", message: gap, path: "mapping" });
    return success(mapped(mapping, fieldsDigest(records, delimiter), false));
  }
  const totals = shape === undefined ? recogniseTotals(rows) : undefined;
  if (totals !== undefined) return success({ format: TOTALS_FORMAT, totals });
  const known = shape ?? recogniseShape(rows);
  if (known !== undefined) return success(ofKind(known, shapeOptions));
  if (!isTable(rows)) return success(ofKind("lochan", shapeOptions));
  const digest = fieldsDigest(records, delimiter);
  const before = await readFileMapping(db, project.id, digest);
  if (!before.ok) return before;
  if (before.value !== undefined) return success(mapped(before.value, digest, true));
  return fail({
    kind: "needs-mapping",
    message:
      "No product is known to write rows like these: say which column is what. Nothing was imported yet.",
    proposal: await proposeFurther(
      records,
      { fileName, timeZone: project.timeZone, delimiter },
      options.further,
    ),
  });
}

/** As `proposeMapping`; where the first rows do not tell the day from the month, or numbers may have a comma, those after them are asked. */
export async function proposeFurther(
  records: readonly Row[],
  context: { fileName: string; timeZone: string; delimiter?: string | undefined },
  further?: FurtherRows,
): Promise<MappingProposal> {
  const proposal = proposeMapping(records, context);
  const isOpen = proposal.fields.some(({ time }) => time !== undefined && time.format === undefined);
  if (!(isOpen || mayHaveDecimalCommas(context.delimiter)) || further === undefined) return proposal;
  return proposeMapping(records, { ...context, further: recordsOf(await further()) });
}

/** How rows with the same fields were read before; undefined where none were, or they are no table. */
export async function rememberedShape(
  db: LogDatabase,
  projectId: string,
  rows: readonly unknown[],
  delimiter?: string,
): Promise<Shape | undefined> {
  if (!isTable(rows)) return undefined;
  const mapping = await readFileMapping(db, projectId, fieldsDigest(recordsOf(rows), delimiter));
  return mapping.ok && mapping.value !== undefined ? makeMappedShape(mapping.value) : undefined;
}

const ofKind = (name: ShapeName, options: ShapeOptions): ChosenShape => ({
  format: name,
  shape: SHAPES[name].make(options),
  remembered: false,
});

const mapped = (mapping: RowMapping, digest: string, remembered: boolean): ChosenShape => ({
  format: MAPPED,
  shape: makeMappedShape(mapping),
  mapping,
  remembered,
  digest,
});
