import { onTestFinished } from "vitest";
import { openDuckdb } from "./duckdb-files.ts";

/** DuckDB as others use it, with files to read: where Lochan's own code has no part. Ends with the test. */
export async function openNativeDuckdb(files: Record<string, Uint8Array>) {
  const duckdb = await openDuckdb();
  onTestFinished(() => duckdb.close());
  await duckdb.put(files);
  return duckdb;
}
