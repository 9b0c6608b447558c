import type { BatchColumns, DictionaryKind, LocalEvents } from "../model/batch.ts";
import type { Dictionaries } from "./dictionary.ts";
import { eachOrdinal } from "./each-ordinal.ts";
import { splitKind } from "./split-kind.ts";

const MAPPED_KINDS = ["people", "sessions", "names", "keys", "values"] as const;

/** Columns with the log's ordinals for what they say; strings it does not know get the next ones. */
export function mapToLog(
  { columns, entries }: LocalEvents,
  { byKind }: Dictionaries,
  { sparse }: { /** Not every entry is used: the others stay out of the log. */ sparse: boolean },
): BatchColumns {
  const places = {} as Record<(typeof MAPPED_KINDS)[number], Uint32Array>;
  for (const kind of MAPPED_KINDS) {
    const used = sparse ? usedEntries(columns, kind, entries[kind].length) : undefined;
    places[kind] = Uint32Array.from(entries[kind], (entry, ordinal) => {
      if (used?.[ordinal] === 0) return 0;
      if (kind === "names") byKind.types.internEntry(splitKind(entry)[0]);
      return byKind[kind].internEntry(entry);
    });
  }
  const mapped = (column: Uint32Array, kind: keyof typeof places) => {
    const to = places[kind];
    return column.map((ordinal) => to[ordinal]!);
  };
  /** Of a column where 0 is for none and the rest one more than its ordinal. */
  const mappedOrNone = (column: Uint32Array, kind: keyof typeof places) => {
    const to = places[kind];
    return column.map((mark) => (mark === 0 ? 0 : to[mark - 1]! + 1));
  };
  const { importId } = columns;
  return {
    ...columns,
    name: mapped(columns.name, "names"),
    distinct: mapped(columns.distinct, "people"),
    user: mappedOrNone(columns.user, "people"),
    session: mappedOrNone(columns.session, "sessions"),
    source: mapped(columns.source, "values"),
    ...(importId === undefined ? {} : { importId: mappedOrNone(importId, "values") }),
    properties: columns.properties.map(({ key, text, numbers }) => ({
      key: places.keys[key]!,
      ...(text === undefined ? {} : { text: { ...text, ordinals: mapped(text.ordinals, "values") } }),
      ...(numbers === undefined ? {} : { numbers }),
    })),
  };
}

function usedEntries(columns: BatchColumns, kind: DictionaryKind, count: number): Uint8Array {
  const used = new Uint8Array(count);
  eachOrdinal(columns, kind, undefined, (ordinal) => {
    used[ordinal] = 1;
  });
  return used;
}
