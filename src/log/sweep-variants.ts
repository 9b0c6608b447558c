import type { Database } from "../database/database.ts";
import type { ErasureRule } from "../database/rows.ts";
import type { ProjectId } from "../model/identifier.ts";
import { breathe } from "./breathe.ts";
import { requireEpoch } from "./fence.ts";
import { rowTest } from "./row-test.ts";
import { selectRows } from "./select-rows.ts";
import { openVariants, storedVariants, targetsOf, variantRows } from "./variants.ts";

/**
 * Takes the contents a rule takes from among those that lost, holding what is stored as one at a time. Done before
 * anything is chosen: what a rule takes does not depend on what else there is. May be done again.
 */
export async function sweepVariants(
  db: Database,
  epoch: number,
  projectId: ProjectId,
  rule: ErasureRule,
): Promise<void> {
  if (rule.kind === "variants") return;
  for await (const stored of storedVariants(db, projectId)) {
    const columns = openVariants(db, stored);
    // Nobody can tell whose they are: they go wherever one of them might have to. Undoing takes nothing it cannot read.
    if (columns === undefined && rule.kind === "import") continue;
    const kept: number[] = [];
    if (columns !== undefined) {
      const isTaken = rowTest(rule, columns);
      for (let row = 0; row < columns.count; row++) if (!isTaken(row)) kept.push(row);
    }
    if (columns?.count === kept.length) continue;
    await db.transaction("rw", db.singletons, db.variants, async () => {
      await requireEpoch(db, epoch);
      await db.variants.delete(stored.id);
      if (columns === undefined || kept.length === 0) return;
      const before = targetsOf(stored);
      const targets = kept.map((row) => before[row]!);
      await db.variants.bulkAdd(variantRows(projectId, { targets, columns: selectRows(columns, kept) }));
    });
    await breathe();
  }
}
