import type { Database } from "../database/database.ts";
import type { DamagedRecord } from "../model/damage.ts";
import type { ProjectId } from "../model/identifier.ts";

type Listener = (projectId: ProjectId, record: DamagedRecord) => void;
const listeners = new WeakMap<object, Listener>();

/** Told of every record other than a block that whoever uses this database cannot read, each time it is met. */
export function onDamagedRecord(db: Database, listener: Listener): void {
  listeners.set(db, listener);
}

export function tellDamagedRecord(db: object, projectId: ProjectId, record: DamagedRecord): void {
  listeners.get(db)?.(projectId, record);
}
