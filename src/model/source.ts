const KINDS = ["snippet", "file", "folder", "feed", "replay"] as const;
type SourceKind = (typeof KINDS)[number];

/** As events name it: the kind, and the origin or the name it has. */
export const toSource = (kind: SourceKind, name: string): string => `${kind}:${name}`;

/** Undefined for what is of no kind, such as `api`. */
export function parseSource(source: string): { kind: SourceKind; name: string } | undefined {
  const kind = KINDS.find((each) => source.startsWith(`${each}:`));
  return kind && { kind, name: source.slice(kind.length + 1) };
}

/** What one source of a project has sent: `snippet:https://shop.example`, `file:name.ndjson`, `folder:logs`, `api`. */
export interface SourceTotals {
  source: string;
  events: number;
  /** Events of the last 60 s. */
  lastMinute: number;
  /** The latest event's time, epoch milliseconds. */
  lastAt: number;
}
