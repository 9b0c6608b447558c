import type { Database } from "../database/database.ts";
import type { AdmissionRow } from "../database/rows.ts";

/** What admission made of the arrivals, for those it has come to. Each is given out once. */
export function takeAdmissions(db: Database, arrivalIds: number[]): Promise<AdmissionRow[]> {
  return db.transaction("rw", db.admissions, async () => {
    const rows = (await db.admissions.bulkGet(arrivalIds)).filter((row) => row !== undefined);
    if (rows.length > 0) await db.admissions.bulkDelete(rows.map((row) => row.arrivalId));
    return rows;
  });
}
