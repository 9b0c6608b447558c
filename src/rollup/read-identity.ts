import type { Database } from "../database/database.ts";
import type { ProjectId } from "../model/identifier.ts";
import { isIdentities } from "./damaged-row.ts";
import { rollupSet } from "./series.ts";
import { SHARD_BITS } from "./shards.ts";

/**
 * Which of these distinct ids belong to another actor as of the last fold, by `people` ordinal.
 * Reads only the shards they are in, so any tab can afford it.
 */
export async function readIdentity(
  db: Database,
  projectId: ProjectId,
  distincts: ReadonlySet<number>,
): Promise<{ distinct: Uint32Array; canonical: Uint32Array }> {
  const project = await db.projects.get(projectId);
  const found: [distinct: number, canonical: number][] = [];
  if (project && distincts.size > 0) {
    const set = rollupSet(project);
    const shards = [...new Set([...distincts].map((distinct) => distinct >> SHARD_BITS))];
    const rows = await db.identities.bulkGet(
      shards.map((shard): [string, string, number] => [projectId, set, shard]),
    );
    // A damaged one is built anew by whoever folds; until then nobody in it is anybody else.
    for (const row of rows)
      if (row !== undefined && isIdentities(row))
        row.distinct.forEach((distinct, index) => {
          if (distincts.has(distinct)) found.push([distinct, row.user[index] ?? distinct]);
        });
  }
  return {
    distinct: Uint32Array.from(found, ([distinct]) => distinct),
    canonical: Uint32Array.from(found, ([, canonical]) => canonical),
  };
}
