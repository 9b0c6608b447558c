import * as v from "valibot";
import type { Database } from "../database/database.ts";
import { randomHex } from "../model/hex.ts";
import { type Result, success } from "../model/failure.ts";
import { attempt } from "./attempt.ts";

const KEY = "device-salt";
const BYTES = 16;
const saltSchema = v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/));

/**
 * This device's secret, made when it is first asked for, of hashes that must not be undone by who reads
 * them: of addresses in server logs. The same for every tab and from then on.
 */
export function readDeviceSalt(db: Database): Promise<Result<string>> {
  return attempt(() =>
    db.transaction("rw", db.settings, async () => {
      const saved = v.safeParse(saltSchema, (await db.settings.get(KEY))?.value);
      if (saved.success) return success(saved.output);
      const value = randomHex(BYTES);
      await db.settings.put({ key: KEY, value });
      return success(value);
    }),
  );
}
