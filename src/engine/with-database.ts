import { attempt } from "../catalog/attempt.ts";
import { type Database, openDatabase } from "../database/database.ts";
import type { Result } from "../model/failure.ts";

/** Runs work as {@link attempt} does, on a connection of its own, which ends with it. */
export async function withDatabase<T>(
  name: string | undefined,
  work: (database: Database) => Promise<Result<T>>,
): Promise<Result<T>> {
  const database = openDatabase(name === undefined ? {} : { name });
  try {
    return await attempt(() => work(database));
  } finally {
    database.close();
  }
}
