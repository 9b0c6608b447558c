import { databaseErrorToFailure } from "../database/database.ts";
import type { Failure } from "../model/failure.ts";
import { DeposedError } from "./fence.ts";
import { DamagedBlockError } from "./damaged-block.ts";

/** The condition behind what a transaction threw; undefined when it is a bug. */
export function storageFailure(error: unknown): Failure | undefined {
  if (error instanceof DeposedError) return { kind: "deposed", message: error.message };
  if (error instanceof DamagedBlockError)
    return { kind: "damaged-record", message: error.message, table: "batches", key: error.key };
  const known = databaseErrorToFailure(error);
  if (known !== undefined) return known;
  const nested = (error as { failures?: unknown; inner?: unknown } | null) ?? {};
  if (Array.isArray(nested.failures)) {
    for (const inner of nested.failures) {
      const failure = storageFailure(inner);
      if (failure !== undefined) return failure;
    }
  }
  return nested.inner instanceof Error ? storageFailure(nested.inner) : undefined;
}
