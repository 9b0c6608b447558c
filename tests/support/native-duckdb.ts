import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { DuckDBInstance, type Json } from "@duckdb/node-api";
import { onTestFinished } from "vitest";

/** DuckDB as others use it, with files to read: where Lochan's own code has no part. */
export async function openNativeDuckdb(files: Record<string, Uint8Array>): Promise<{
  /** `{file}` in the statement is a path; times come as text. */
  query: (sql: string) => Promise<Record<string, Json>[]>;
}> {
  const folder = await mkdtemp(join(tmpdir(), "lochan-"));
  for (const [name, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), bytes);
  }
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  onTestFinished(async () => {
    connection.closeSync();
    instance.closeSync();
    await rm(folder, { recursive: true });
  });
  await connection.run("SET TimeZone = 'UTC'");
  return {
    async query(sql) {
      const at = (name: string): string => join(folder, name).replaceAll("'", "''");
      const reader = await connection.runAndReadAll(
        sql.replaceAll(/\{([^}]+)\}/g, (_, name: string) => at(name)),
      );
      return reader.getRowObjectsJson();
    },
  };
}
