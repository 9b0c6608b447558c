import * as v from "valibot";
import type { Database } from "../database/database.ts";
import { type Result, success } from "../model/failure.ts";
import { attempt } from "./attempt.ts";

/** A setting that is made when it is first asked for, or not understood: the same for every tab and from then on. */
export function readMadeOnce<T>(
  db: Database,
  key: string,
  schema: v.GenericSchema<unknown, T>,
  make: () => T,
): Promise<Result<T>> {
  return attempt(() =>
    db.transaction("rw", db.settings, async () => {
      const saved = v.safeParse(schema, (await db.settings.get(key))?.value);
      if (saved.success) return success(saved.output);
      const value = make();
      await db.settings.put({ key, value });
      return success(value);
    }),
  );
}
