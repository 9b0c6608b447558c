import type { Database } from "../database/database.ts";
import { fail, type Result, success } from "../model/failure.ts";
import { attempt } from "./attempt.ts";

const KEY = /^[A-Za-z0-9][A-Za-z0-9:._-]{0,199}$/;
const LIMIT_BYTES = 64 * 1024;

/** Settings of one project have keys that begin with this, and go when it goes. */
export const projectSettingPrefix = (projectId: string): string => `project:${projectId}:`;

/** What was saved under the key, not yet parsed; undefined where nothing was. */
export function readSetting(db: Database, key: string): Promise<Result<unknown>> {
  return attempt(async () => success((await db.settings.get(key))?.value));
}

/** Saves a JSON value of at most 64 KB. `undefined` removes the setting. */
export function saveSetting(db: Database, key: unknown, value: unknown): Promise<Result<null>> {
  return attempt(async () => {
    if (typeof key !== "string" || !KEY.test(key))
      return refuse("A setting's key is 1 to 200 of letters, digits, and : . _ -.");
    if (value === undefined) {
      await db.settings.delete(key);
      return success(null);
    }
    const text = toJson(value);
    if (text === undefined) return refuse("A setting must be a JSON value.");
    if (text.length > LIMIT_BYTES) return refuse("A setting has at most 64 KB.");
    await db.settings.put({ key, value: JSON.parse(text) as unknown });
    return success(null);
  });
}

const refuse = (message: string): Result<never> => fail({ kind: "invalid-input", message });

function toJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value) as string | undefined;
  } catch {
    // A circular value or a BigInt.
    return undefined;
  }
}
