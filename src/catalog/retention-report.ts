import * as v from "valibot";
import type { Database } from "../database/database.ts";
import { type Result, success } from "../model/failure.ts";
import { attempt } from "./attempt.ts";
import { parseProjectNote, saveProjectNote } from "./project-note.ts";
import { projectSettingPrefix } from "./settings.ts";

/** What retention last found in a project, and what it last removed. */
export interface RetentionReport {
  checkedAt: number;
  /** The first instant kept. */
  before: number;
  /** The clock was so far ahead of what was last received that nothing was done. */
  clockAhead?: { receivedAt: number };
  removed?: RetentionReceipt;
}

export interface RetentionReceipt {
  at: number;
  before: number;
  events: number;
  /** Removed before they were admitted. */
  arrivals: number;
}

export const retentionReportKey = (projectId: string): string =>
  `${projectSettingPrefix(projectId)}retention`;

const number = v.pipe(v.number(), v.finite());
const schema: v.GenericSchema<unknown, RetentionReport> = v.object({
  checkedAt: number,
  before: number,
  clockAhead: v.exactOptional(v.object({ receivedAt: number })),
  removed: v.exactOptional(v.object({ at: number, before: number, events: number, arrivals: number })),
});

export const parseRetentionReport = (stored: unknown): RetentionReport | undefined =>
  parseProjectNote(schema, stored);

export const readRetentionReport = (
  db: Database,
  projectId: string,
): Promise<Result<RetentionReport | undefined>> =>
  attempt(async () =>
    success(parseRetentionReport((await db.settings.get(retentionReportKey(projectId)))?.value)),
  );

export const saveRetentionReport = (
  db: Database,
  projectId: string,
  report: RetentionReport,
): Promise<Result<null>> => saveProjectNote(db, projectId, retentionReportKey(projectId), report);
