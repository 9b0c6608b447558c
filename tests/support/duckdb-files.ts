import { DuckDBInstance, type JS } from "@duckdb/node-api";
import { openAsBlob } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** DuckDB of this machine, not ours: it writes files for us to read, and counts what is in files. */
export async function openDuckdb() {
  const folder = await mkdtemp(join(tmpdir(), "lochan-duckdb-"));
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  let files = 0;
  return {
    /** Rows as plain objects. */
    async ask(sql: string): Promise<Record<string, JS>[]> {
      return (await connection.runAndReadAll(sql)).getRowObjectsJS();
    },
    /** What `COPY (query) TO` writes. */
    async write(query: string, options: string): Promise<Blob> {
      const path = join(folder, `file-${(files += 1)}`);
      await connection.run(`COPY (${query}) TO '${path}' (${options})`);
      return openAsBlob(path);
    },
    async close(): Promise<void> {
      connection.closeSync();
      instance.closeSync();
      await rm(folder, { recursive: true });
    },
  };
}
