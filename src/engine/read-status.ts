import type { Database } from "../database/database.ts";
import type { CheckpointRow } from "../database/rows.ts";
import type { MirrorState } from "../mirror/mirror-state.ts";
import type { ProjectId } from "../model/identifier.ts";
import type { SpaceReading } from "../model/space.ts";
import type { EngineStatus } from "./api.ts";

/** What is on this device, over all projects; checkpoints are of the open one. */
export async function readStatus(
  database: Database,
  tab: {
    space: SpaceReading;
    leads: boolean;
    epoch: number;
    tabs: number;
    mirrorState: MirrorState;
    projectId: ProjectId | undefined;
  },
): Promise<EngineStatus> {
  const [{ born, heads, batches, checkpoints, blocks }, arrivals, imports, persisted] = await Promise.all([
    readLog(database),
    database.arrivals.count(),
    database.imports.count(),
    navigator.storage.persisted(),
  ]);
  const head = heads.find(({ projectId }) => projectId === tab.projectId);
  return {
    born,
    events: heads.reduce((sum, { events }) => sum + events, 0),
    eventsByProject: Object.fromEntries(heads.map(({ projectId, events }) => [projectId, events])),
    arrivals,
    batches,
    blocks: blocks.reduce((sum, count) => sum + count, 0),
    checkpoints: readBy(checkpoints, tab.projectId).map(({ consumer, generation, sequence }) => ({
      consumer,
      generation,
      sequence,
    })),
    head: { generation: head?.generation ?? 0, sequence: head?.sequence ?? 0 },
    leader: { leads: tab.leads, epoch: tab.epoch, tabs: tab.tabs },
    engine: tab.mirrorState,
    storage: { ...tab.space, persisted },
    imports,
  };
}

/** As of one moment, and without the table that is appended to. */
function readLog(database: Database) {
  const { logHeads, batches, checkpoints, singletons } = database;
  return database.transaction("r", logHeads, batches, checkpoints, singletons, async () => {
    const [leadership, heads, count, rows] = await Promise.all([
      singletons.get("leadership"),
      logHeads.toArray(),
      batches.count(),
      checkpoints.toArray(),
    ]);
    // Everything up to a project's last block is blocks.
    const blocks = await Promise.all(
      heads.map(({ projectId, sealed = 0 }) =>
        batches
          .where("[projectId+sequence]")
          .between([projectId, 0], [projectId, sealed], true, true)
          .count(),
      ),
    );
    const born = leadership?.key === "leadership" ? leadership.born : undefined;
    return { born, heads, batches: count, checkpoints: rows, blocks };
  });
}

/** The sequence that the rollups of a project have come to, 0 where they have not begun on this generation. */
export async function readFolded(database: Database, projectId: ProjectId): Promise<number> {
  const [checkpoints, head] = await database.transaction("r", database.checkpoints, database.logHeads, () =>
    Promise.all([database.checkpoints.toArray(), database.logHeads.get(projectId)]),
  );
  const sequences = readBy(checkpoints, projectId)
    .filter(({ consumer, generation }) => consumer === "rollup" && generation === head?.generation)
    .map(({ sequence }) => sequence);
  return Math.max(0, ...sequences.filter(Number.isFinite));
}

/** Rows being built beside those that are read say nothing of them. */
function readBy(checkpoints: CheckpointRow[], projectId: ProjectId | undefined): CheckpointRow[] {
  const own = checkpoints.filter((row) => row.projectId === projectId);
  const isRead = ({ consumer, building }: CheckpointRow) =>
    building !== true || !own.some((other) => other.consumer === consumer && !other.building);
  return own.filter(isRead);
}
