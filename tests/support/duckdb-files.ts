import { DuckDBInstance, type JS, type Json } from "@duckdb/node-api";
import { openAsBlob } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** DuckDB of this machine, not ours: it writes files for us to read, and counts what is in files. */
export async function openDuckdb() {
  const folder = await mkdtemp(join(tmpdir(), "lochan-duckdb-"));
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
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
    /** Puts files where {@link query} finds them. */
    async put(given: Record<string, Uint8Array>): Promise<void> {
      for (const [name, bytes] of Object.entries(given)) {
        await mkdir(dirname(join(folder, name)), { recursive: true });
        await writeFile(join(folder, name), bytes);
      }
    },
    /** `{file}` in the statement is a path; times come as text. */
    async query(sql: string): Promise<Record<string, Json>[]> {
      const at = (name: string): string => join(folder, name).replaceAll("'", "''");
      const reader = await connection.runAndReadAll(
        sql.replaceAll(/\{([^}]+)\}/g, (_, name: string) => at(name)),
      );
      return reader.getRowObjectsJson();
    },
    async close(): Promise<void> {
      connection.closeSync();
      instance.closeSync();
      await rm(folder, { recursive: true });
    },
  };
}
