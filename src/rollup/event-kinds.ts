import type { Database } from "../database/database.ts";
import type { ActionColumns } from "../model/batch.ts";
import { isHiddenName, PAGE_VIEW } from "../model/event.ts";
import type { ProjectId } from "../model/identifier.ts";
import { readDictionary, type EntryLookup } from "../log/dictionary.ts";
import { splitKind } from "../log/split-kind.ts";

export interface EventKind {
  type: string;
  name: string;
  typeOrdinal: number;
  hidden: boolean;
  pageView: boolean;
}

/** What the ordinals of `names` and `types` stand for; read as they are met. */
export interface EventKinds {
  /** Makes every `names` ordinal up to and including `greatest` known; reads nothing that `entries` has. */
  load(greatest: number, entries?: EntryLookup): Promise<void>;
  /** Of a loaded ordinal. */
  kind(nameOrdinal: number): EventKind;
  isHidden(nameOrdinal: number): boolean;
  all(): readonly EventKind[];
  types(): readonly string[];
}

/** Makes every name in the columns known. */
export function loadNames(
  entries: readonly Pick<ActionColumns, "name">[],
  kinds: EventKinds,
  known?: EntryLookup,
): Promise<void> {
  let greatest = -1;
  for (const { name } of entries)
    for (let row = 0; row < name.length; row++) if (name[row]! > greatest) greatest = name[row]!;
  return kinds.load(greatest, known);
}

export function makeEventKinds(db: Database, projectId: ProjectId): EventKinds {
  const kinds: EventKind[] = [];
  const types: string[] = [];
  const typeOrdinals = new Map<string, number>();
  const erased: EventKind = { type: "", name: "", typeOrdinal: 0, hidden: true, pageView: false };

  const loadTypes = async (): Promise<void> => {
    for (const entry of await readDictionary(db, projectId, "types", types.length)) {
      if (entry !== null) typeOrdinals.set(entry, types.length);
      types.push(entry ?? "");
    }
  };
  const toKind = (entry: string | null): EventKind => {
    if (entry === null) return erased;
    const [type, name] = splitKind(entry);
    const typeOrdinal = typeOrdinals.get(type);
    if (typeOrdinal === undefined) throw new Error("A name's type is missing from the dictionary");
    return { type, name, typeOrdinal, hidden: isHiddenName(name), pageView: name === PAGE_VIEW };
  };
  /** What it has may go on beyond what is stored: no further than `greatest` and the types of those. */
  const take = (greatest: number, known: EntryLookup): void => {
    while (kinds.length <= greatest) {
      const entry = known.entry("names", kinds.length);
      if (entry === undefined) return;
      const type = entry === null ? undefined : splitKind(entry)[0];
      while (type !== undefined && !typeOrdinals.has(type)) {
        const next = known.entry("types", types.length);
        if (next === undefined) return;
        if (next !== null) typeOrdinals.set(next, types.length);
        types.push(next ?? "");
      }
      kinds.push(toKind(entry));
    }
  };
  return {
    async load(greatest, known) {
      if (known !== undefined) take(greatest, known);
      if (greatest < kinds.length) return;
      const entries = await readDictionary(db, projectId, "names", kinds.length);
      await loadTypes();
      for (const entry of entries) kinds.push(toKind(entry));
      if (greatest >= kinds.length) throw new Error(`No entry for name ordinal ${greatest}`);
    },
    kind: (ordinal) => kinds[ordinal] as EventKind,
    isHidden: (ordinal) => (kinds[ordinal] as EventKind).hidden,
    all: () => kinds,
    types: () => types,
  };
}
