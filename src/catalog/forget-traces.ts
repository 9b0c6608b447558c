import type { Database } from "../database/database.ts";
import { recentKey } from "./recent-key.ts";
import { sqlHistoryKey } from "./sql-history.ts";

/** Forgets what this browser remembers of a project only because somebody worked with its events. */
export const forgetTraces = (db: Database, projectId: string): Promise<void> =>
  db.settings.bulkDelete([sqlHistoryKey(projectId), recentKey(projectId)]);
