import { databaseErrorToFailure } from "../database/database.ts";
import { fail, type Result } from "../model/failure.ts";

/**
 * Runs work on the database; conditions of the browser's storage (full, gone, newer) come back as
 * their failures, anything else that was thrown is a bug and passes on.
 */
export async function attempt<T>(work: () => Promise<Result<T>>): Promise<Result<T>> {
  try {
    return await work();
  } catch (error) {
    const failure = databaseErrorToFailure(error);
    if (failure === undefined) throw error;
    return fail(failure);
  }
}
