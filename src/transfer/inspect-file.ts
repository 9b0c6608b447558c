import { readFileMapping } from "../catalog/file-mappings.ts";
import { readOtherProjects } from "../catalog/other-projects.ts";
import { readProject } from "../catalog/projects.ts";
import type { LogDatabase } from "../log/reader.ts";
import { fail, type Result, success } from "../model/failure.ts";
import type { FileInspection } from "../model/row-mapping.ts";
import { proposeFurther } from "./choose-shape.ts";
import { fieldsDigest, isTable, recordsOf } from "./guess-mapping.ts";
import { firstPart, openRows } from "./open-rows.ts";
import { peekRows } from "./peek-rows.ts";
import { recogniseShape, SHAPES } from "./shapes/shapes.ts";
import { recogniseTotals, TOTALS_FORMAT, TOTALS_WORDS } from "./totals/recognise-totals.ts";

const ROW_LENGTH = 16 * 1024;

/**
 * Looks at the first rows of a file and imports nothing: what it holds, whose export it is, and what its
 * fields may mean. Fails as an import of it would before anything is stored, but never with `needs-mapping`.
 */
export async function inspectFile(options: {
  db: LogDatabase;
  projectId: string;
  file: Blob;
  fileName: string;
  signal?: AbortSignal;
}): Promise<Result<FileInspection>> {
  const { db, file, fileName, signal } = options;
  const project = await readProject(db, options.projectId);
  if (!project.ok) return project;
  const opened = openRows(file, {
    projectId: project.value.id,
    otherProjects: await readOtherProjects(db, project.value.id),
    ...(signal && { signal }),
  });
  const part = await firstPart(opened);
  if (!part.ok) return part;
  const { rows, groups, further, failure } = await peekRows(part.value.groups);
  const records = recordsOf(rows);
  const delimiter = part.value.delimiter?.();
  const proposal = isTable(rows)
    ? await proposeFurther(records, { fileName, timeZone: project.value.timeZone, delimiter }, further)
    : undefined;
  await groups.return();
  await opened.return();
  if (failure !== undefined && rows.length === 0) return fail(failure);

  const isTotals = recogniseTotals(rows) !== undefined;
  const shape = isTotals ? TOTALS_FORMAT : recogniseShape(rows);
  const found: FileInspection = {
    container: part.value.container,
    ...(shape === undefined
      ? {}
      : { shape, shapeWords: shape === TOTALS_FORMAT ? TOTALS_WORDS : SHAPES[shape].words }),
    rows: rows.map((row) => (JSON.stringify(row) ?? "null").slice(0, ROW_LENGTH)),
    shapes: [
      ...(isTotals ? [{ shape: TOTALS_FORMAT, words: TOTALS_WORDS }] : []),
      ...Object.entries(SHAPES).map(([name, { words }]) => ({ shape: name, words })),
    ],
  };
  if (proposal === undefined) return success(found);
  found.proposal = proposal;
  const remembered = await readFileMapping(db, project.value.id, fieldsDigest(records, delimiter));
  if (!remembered.ok) return remembered;
  if (remembered.value !== undefined) found.remembered = remembered.value;
  return success(found);
}
