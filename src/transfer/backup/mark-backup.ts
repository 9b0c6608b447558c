import { attempt } from "../../catalog/attempt.ts";
import { markTotals } from "../../catalog/portable-totals.ts";
import { readPortable } from "../../catalog/portable.ts";
import { listProjects } from "../../catalog/projects.ts";
import { type LogDatabase, readHead } from "../../log/reader.ts";
import { canonicalJson } from "../../model/canonical-json.ts";
import type { JsonValue } from "../../model/event.ts";
import { type Result, success } from "../../model/failure.ts";
import { digestOf } from "../../model/digest.ts";

/**
 * Another text after each change of what a backup of all projects would hold: events that came or went, settings,
 * dashboards, whom was erased, daily totals. No event is read. Of a project whose row is damaged only the log counts.
 */
export const markBackup = (db: LogDatabase): Promise<Result<string>> =>
  attempt(async () => {
    const projects = await listProjects(db);
    if (!projects.ok) return projects;
    const marks: JsonValue[] = [];
    for (const { id } of projects.value) {
      const { generation, sequence, keptOut = 0 } = await readHead(db, id);
      const portable = await readPortable(db, id);
      const rest = portable.ok ? canonicalJson(portable.value as unknown as JsonValue) : "";
      marks.push([id, generation, sequence, keptOut, rest, await markTotals(db, id)]);
    }
    return success(await digestOf(new TextEncoder().encode(canonicalJson(marks))));
  });
