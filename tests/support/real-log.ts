import type { Database } from "../../src/database/database.ts";
import { openAdmission } from "../../src/log/admission.ts";
import { takeAdmissions } from "../../src/log/admission-result.ts";
import { makeAppender } from "../../src/log/appender.ts";
import { claimEpoch } from "../../src/log/fence.ts";
import { readEvents } from "../../src/log/reader.ts";
import type { LochanEvent } from "../../src/model/event.ts";
import { success } from "../../src/model/failure.ts";
import type { ProjectId } from "../../src/model/identifier.ts";
import type { AppendEvents } from "../../src/transfer/import-rows.ts";

/** The log of one project with its appender and its admission in one hand. */
export async function openRealLog(
  db: Database,
  projectId: ProjectId,
): Promise<{ append: AppendEvents; read: () => Promise<LochanEvent[]> }> {
  const appender = makeAppender(db);
  const admission = openAdmission(db, await claimEpoch(db));
  return {
    async append(group) {
      const appended = await appender.appendColumns(projectId, group, { reply: true });
      if (!appended.ok) return appended;
      for (let remaining = true; remaining;) {
        const admitted = await admission.admit({ maxEvents: 10_000 });
        if (!admitted.ok) return admitted;
        remaining = admitted.value.remaining;
      }
      const rows = await takeAdmissions(db, appended.value.arrivalIds);
      const sum = (pick: (row: (typeof rows)[number]) => number) =>
        rows.reduce((total, row) => total + pick(row), 0);
      return success({ accepted: sum((row) => row.accepted), duplicate: sum((row) => row.duplicate) });
    },
    async read() {
      const all: LochanEvent[] = [];
      for await (const events of readEvents(db, projectId)) all.push(...events);
      return all;
    },
  };
}
