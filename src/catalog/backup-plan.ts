import * as v from "valibot";
import type { Database } from "../database/database.ts";
import { BACKUP_RHYTHMS, type BackupPlan, makeBackupPlan } from "../model/backup-plan.ts";
import { fail, type Result, success } from "../model/failure.ts";
import { attempt } from "./attempt.ts";
import { handleSchema } from "./handle-schema.ts";
import { parseInput } from "./parse-input.ts";

const KEY = "backups";
const MOST_WRITTEN = 10_000;

const number = v.pipe(v.number(), v.finite());
const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const name = v.pipe(v.string(), v.maxLength(1_000));

const parts = {
  every: v.picklist(BACKUP_RHYTHMS),
  target: v.variant("kind", [
    v.object({ kind: v.literal("file"), handle: handleSchema<FileSystemFileHandle>("file") }),
    v.object({ kind: v.literal("folder"), handle: handleSchema<FileSystemDirectoryHandle>("directory") }),
  ]),
  automatic: v.boolean(),
  keep: v.pipe(whole, v.maxValue(1_000)),
  written: v.pipe(v.array(name), v.maxLength(MOST_WRITTEN)),
  last: v.object({
    at: number,
    projects: whole,
    events: whole,
    sizeBytes: whole,
    mark: v.exactOptional(name),
    fileName: v.exactOptional(name),
    folder: v.exactOptional(name),
  }),
  quietUntil: number,
  trouble: v.object({ at: number, message: v.string() }),
};

const planSchema: v.GenericSchema<unknown, BackupPlan> = v.object({
  every: v.exactOptional(parts.every),
  target: v.exactOptional(parts.target),
  automatic: parts.automatic,
  keep: parts.keep,
  written: parts.written,
  last: v.exactOptional(parts.last),
  quietUntil: v.exactOptional(parts.quietUntil),
  trouble: v.exactOptional(parts.trouble),
});

/** What is changed of a plan; null takes a part away. */
export type BackupPlanChange = {
  [Part in keyof BackupPlan]?: BackupPlan[Part] | (undefined extends BackupPlan[Part] ? null : never);
};

const changeSchema: v.GenericSchema<unknown, BackupPlanChange> = v.strictObject({
  every: v.exactOptional(v.nullable(parts.every)),
  target: v.exactOptional(v.nullable(parts.target)),
  automatic: v.exactOptional(parts.automatic),
  keep: v.exactOptional(parts.keep),
  written: v.exactOptional(parts.written),
  last: v.exactOptional(v.nullable(parts.last)),
  quietUntil: v.exactOptional(v.nullable(parts.quietUntil)),
  trouble: v.exactOptional(v.nullable(parts.trouble)),
});

/** One that was never made, or is not understood, is that of a browser that knows of no backup. */
export function parseBackupPlan(stored: unknown): BackupPlan {
  const parsed = v.safeParse(planSchema, stored);
  return parsed.success ? parsed.output : makeBackupPlan();
}

export const readBackupPlan = (db: Pick<Database, "settings">): Promise<Result<BackupPlan>> =>
  attempt(async () => success(parseBackupPlan((await db.settings.get(KEY))?.value)));

/** Changes the plan of this browser in one transaction, and gives what it is then. `invalid-input` where a part is none. */
export async function changeBackupPlan(db: Database, input: unknown): Promise<Result<BackupPlan>> {
  const change = parseInput(changeSchema, input);
  if (!change.ok) return change;
  return attempt(() =>
    db.transaction("rw", db.settings, async (): Promise<Result<BackupPlan>> => {
      const before = parseBackupPlan((await db.settings.get(KEY))?.value);
      const parts = Object.entries({ ...before, ...change.value }).filter(([, value]) => value !== null);
      const plan = v.safeParse(planSchema, Object.fromEntries(parts));
      if (!plan.success) return fail({ kind: "invalid-input", message: "This is no plan of backups." });
      await db.settings.put({ key: KEY, value: plan.output });
      return success(plan.output);
    }),
  );
}
