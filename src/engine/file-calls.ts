import * as v from "valibot";
import { countTotalsOf, readTotals, readTotalsReceipt } from "../catalog/daily-totals.ts";
import { listImports } from "../catalog/imports.ts";
import { saveLastExport } from "../catalog/last-export.ts";
import { openMappingSchema, rowMappingSchema } from "../catalog/mapping-schema.ts";
import { parseInput } from "../catalog/parse-input.ts";
import { readProject } from "../catalog/projects.ts";
import { countUndone } from "../log/count-undone.ts";
import { findImport } from "../log/undo-import.ts";
import { fail, success, type Result } from "../model/failure.ts";
import { toProjectId } from "../model/identifier.ts";
import type { ExportedFile, ExportProgress, ExportScope } from "../model/export.ts";
import type { UndoCount, UndoneImport } from "../model/import.ts";
import { SHAPE_NAMES } from "../transfer/shapes/shape-names.ts";
import type { ExportTarget } from "./api.ts";
import type { Cancellable } from "./cancellable.ts";
import type { FileCalls } from "./files-api.ts";
import { runExport } from "./run-export.ts";
import { runImport, runInspection } from "./run-import.ts";
import { settleContested } from "./settle-contested.ts";
import { damageFailure, importLock, type TabSession } from "./tab-session.ts";

const EXPORT_TRIES = 3;
const MOST_OFFSET = 24 * 60;
const OFFSET_WORDS = `timeZoneOffsetMinutes must be a number of minutes, at most ${MOST_OFFSET} either way.`;

/** How a file is read, as a person or a script said. */
export const howSchema = v.object({
  format: v.optional(v.picklist(SHAPE_NAMES, `format must be one of ${SHAPE_NAMES.join(", ")}.`)),
  mapping: v.optional(rowMappingSchema),
  timeZoneOffsetMinutes: v.optional(
    v.pipe(
      v.number(OFFSET_WORDS),
      v.minValue(-MOST_OFFSET, OFFSET_WORDS),
      v.maxValue(MOST_OFFSET, OFFSET_WORDS),
    ),
  ),
});

/** What a tab has for files: those it reads and those it writes have a worker of their own each. */
export interface FileWork {
  session: TabSession;
  locks: LockManager;
  startImportWorker: () => Worker;
  startExportWorker: () => Worker;
  cancellable: Cancellable;
}

/** What a tab does about files: it reads and writes them itself, each in a worker of its own. */
export function makeFileCalls(
  options: FileWork & {
    cancel: (queryId: string) => Promise<void>;
    /** Of what made room. */
    removed: <T>(result: Result<T>) => Result<T>;
    /** Of what others show of a project beside its events. */
    changed: <T>(result: Result<T>) => Result<T>;
  },
): FileCalls {
  const { session, locks, startImportWorker, startExportWorker, cancellable, cancel, removed, changed } =
    options;
  const { database, space, watches, askLeader } = session;

  /** Where rows are judged that the log has no more, once more with those it has. */
  async function exportJudged(
    projectId: string,
    {
      filters = [],
      traffic = "all",
      ...scope
    }: ExportScope & { format: string; target?: ExportTarget | undefined },
    cancel: AbortSignal,
    onProgress?: (progress: ExportProgress) => void,
  ): Promise<Result<ExportedFile>> {
    for (let tried = 1; ; tried++) {
      const project = await readProject(database, projectId);
      if (!project.ok) return project;
      const { from, to } = scope;
      const told = await session.judge(
        project.value,
        { filters, traffic, from, to },
        { isOnce: true, signal: cancel },
      );
      if (!told.ok) return told;
      const request = { ...scope, projectId, filters: told.value.filters, among: told.value.judged?.among };
      const exported = await runExport(startExportWorker, request, cancel, onProgress);
      const isMoved = !exported.ok && exported.failure.kind === "log-changed";
      if (!isMoved || told.value.judged === undefined || scope.target !== undefined || tried === EXPORT_TRIES)
        return exported;
    }
  }

  return {
    importFile: (
      projectId,
      file,
      { fileName = "import.ndjson", importId = crypto.randomUUID(), ...how },
      onProgress,
    ) =>
      cancellable(`import:${importId}`, async (cancel) => {
        const project = await readProject(database, projectId);
        if (!project.ok) return project;
        const read = parseInput(howSchema, how);
        if (!read.ok) return read;
        const { format: shape, ...more } = read.value;
        const refusal = await space.refusal();
        if (refusal !== undefined) return fail(refusal);
        const request = { projectId: project.value.id, file, fileName, importId, shape, ...more };
        // Held as long as it runs, so that a leader knows which imports ended with their tab.
        const imported = await locks.request(importLock(importId), () =>
          runImport(startImportWorker, request, session.admitHere, cancel, onProgress),
        );
        await settleContested(session, projectId);
        space.renew();
        return imported;
      }),
    inspectFile: (projectId, file, { fileName = "import.ndjson", queryId } = {}) =>
      cancellable(queryId, (stop) => runInspection(startImportWorker, { projectId, file, fileName }, stop)),
    previewMapping: async (input, rows, fileName) => {
      const mapping = parseInput(openMappingSchema, input);
      if (!mapping.ok) return mapping;
      const { previewMapping } = await import("../transfer/preview-mapping.ts");
      return previewMapping(mapping.value, rows, fileName, Date.now());
    },
    cancelImport: (importId) => cancel(`import:${importId}`),
    async imports(projectId) {
      const listed = await listImports(database, projectId);
      if (!listed.ok || listed.value.every(({ state }) => state !== "running")) return listed;
      await session.endDeadImports();
      return listImports(database, projectId);
    },
    undoImport: async (projectId, importId) => {
      await session.endDeadImports();
      return removed(await askLeader<UndoneImport>("undoImport", { projectId, importId }));
    },
    undoPreview: (projectId, importId, { queryId } = {}) =>
      cancellable(queryId, async (cancel): Promise<Result<UndoCount>> => {
        const settled = await askLeader("settle", { projectId }, cancel);
        if (!settled.ok) return settled;
        const id = toProjectId(projectId);
        const imported = await findImport(database, id, importId);
        if (!imported.ok) return imported;
        try {
          const counted = await countUndone(database, id, importId, cancel);
          const totals = await countTotalsOf(database, importId);
          return success({ ...counted, ...(totals > 0 && { totals }) });
        } catch (error) {
          if (!cancel.aborted) throw error;
          return fail({ kind: "query-cancelled", message: "The counting was cancelled." });
        }
      }),
    importedTotals: (projectId, span = {}) => readTotals(database, projectId, span),
    totalsReceipt: (projectId, span = {}) => readTotalsReceipt(database, projectId, span),
    exportFile: (projectId, format, { queryId, target, ...scope }, onProgress) =>
      cancellable(queryId, async (cancel) => {
        const settled = await askLeader("settleVariants", { projectId }, cancel);
        if (!settled.ok) return settled;
        const at = Date.now();
        const { from, to, filters = [] } = scope;
        const exported = await exportJudged(projectId, { format, target, ...scope }, cancel, onProgress);
        const isWhole = from === undefined && to === undefined && filters.length === 0;
        if (exported.ok && isWhole) changed(await saveLastExport(database, projectId, { at, format }));
        const damaged = await session.damageOf(projectId);
        const missing = damaged.filter(
          (block) => block.to >= (from ?? -Infinity) && block.from < (to ?? Infinity),
        );
        if (exported.ok && missing.length > 0)
          watches.push(toProjectId(projectId), {
            kind: "notice",
            failure: damageFailure(missing, " They are not in the exported file."),
          });
        return exported;
      }),
  };
}
