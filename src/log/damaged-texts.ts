import type { Database } from "../database/database.ts";
import type { DictionaryRow } from "../database/rows.ts";
import type { DamagedTexts } from "../model/damage.ts";
import type { ProjectId } from "../model/identifier.ts";

type Listener = (projectId: ProjectId, texts: DamagedTexts) => void;
const listeners = new WeakMap<object, Listener>();

/** Told of every chunk of a dictionary that a reader of this database cannot read, each time it is met. */
export function onDamagedTexts(db: Database, listener: Listener): void {
  listeners.set(db, listener);
}

export function tellDamagedTexts(db: object, { projectId, kind, first, count }: DictionaryRow): void {
  listeners.get(db)?.(projectId, { kind, first, count });
}
