import { parseTotalsFile, putTotals } from "../../catalog/portable-totals.ts";
import { parseJsonBytes } from "../../intake/parse-json.ts";
import type { LogDatabase } from "../../log/reader.ts";
import { type Result, success } from "../../model/failure.ts";
import type { ProjectId } from "../../model/identifier.ts";
import type { SharedDevice } from "../../model/shared-folder.ts";
import { MOST_BYTES, type PartsOptions, readListed } from "./read-device.ts";

/**
 * Takes over what other products counted for a device, where its list has that anew: once, and what goes from it stays
 * here. What is not there yet or cannot be read is named. Fails with what storage fails with.
 */
export async function readTotals(
  db: LogDatabase,
  projectId: ProjectId,
  { files, path, manifest: { totals }, device, importId, unheard }: PartsOptions,
): Promise<Result<SharedDevice>> {
  const { totals: before, ...rest } = device;
  if (totals === undefined) return success(rest);
  if (totals.sha256 === before) return success(device);
  const waits = (reason: string, isUnreadable = false): Result<SharedDevice> => {
    const part = { path: totals.path, reason, ...(isUnreadable && { isUnreadable }) };
    const waiting = [...device.waiting.filter((each) => each.path !== part.path), part];
    return success({ ...device, waiting, ...(isUnreadable && { totals: totals.sha256 }) });
  };
  const bytes = await readListed(files, path, totals, MOST_BYTES.totals);
  if (!bytes.ok) return waits(bytes.failure.message);
  const parsed = parseTotalsFile(parseJsonBytes(bytes.value));
  // As often as it is read: it is what was written.
  if (!parsed.ok) return waits(parsed.failure.message, true);
  const erased = unheard.flatMap((note) => ("erased" in note ? [note.erased] : []));
  const put = await putTotals(db, projectId, parsed.value, importId, erased);
  if (!put.ok) return put;
  return put.value.refused === undefined
    ? success({ ...device, totals: totals.sha256 })
    : waits(put.value.refused, true);
}
