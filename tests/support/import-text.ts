import "fake-indexeddb/auto";
import type { LochanEvent } from "../../src/model/event.ts";
import type { ImportSummary } from "../../src/model/import.ts";
import { importFile, type ImportOptions } from "../../src/transfer/import-file.ts";
import { importOptions, makeIdLog, toBlob } from "./import-fixtures.ts";
import { makeProject, openTestDatabase, valueOf } from "./open-catalog.ts";

/** What an import of a file with this content makes of it; fails where the import does. */
export async function importText(
  content: string | Uint8Array,
  more: Partial<ImportOptions> = {},
): Promise<{ events: LochanEvent[]; summary: ImportSummary }> {
  const db = openTestDatabase();
  const { id } = await makeProject(db);
  const log = makeIdLog();
  const summary = valueOf(
    await importFile({ ...importOptions(db, id, toBlob(content), log.append), ...more }),
  );
  return { events: log.events, summary };
}
