import { parseSource, type SourceTotals, toSource } from "../../model/source.ts";

export type SourceKind = "site" | "file" | "script" | "feed" | "folder" | "replay" | "other";

export type SourceState =
  /** Nobody has counted yet. */
  | "counting"
  | "sending"
  | "quiet"
  /** Nothing has come from it yet. */
  | "waiting"
  /** A file that was imported once sends no more. */
  | "read"
  | "paused"
  | "troubled";

export interface SourceRow {
  source: string;
  kind: SourceKind;
  name: string;
  state: SourceState;
  /** Absent while they are counted. */
  events?: number;
  /** Of the last 60 s. */
  perMinute?: number;
  /** Of the latest event; absent for none. */
  lastAt?: number;
  /** Times something of it was refused. */
  refused: number;
}

export function nameSource(source: string): { kind: SourceKind; name: string } {
  if (source === "api") return { kind: "script", name: "lochanApp.append()" };
  const parsed = parseSource(source);
  if (parsed === undefined) return { kind: "other", name: source };
  return { kind: parsed.kind === "snippet" ? "site" : parsed.kind, name: parsed.name };
}

/** What Lochan reads by itself. */
interface ReadSource {
  name: string;
  paused: boolean;
  /** Why it cannot be read. */
  trouble?: unknown;
}

/**
 * Every source that has sent something or may: exact origins, feeds and folders that have not sent yet are
 * there too. Those that send come first, then by their latest event.
 */
export function makeSourceRows(known: {
  /** Undefined until counted: then only what is set up is known. */
  totals: readonly SourceTotals[] | undefined;
  origins: readonly string[];
  folders: readonly ReadSource[];
  feeds: readonly ReadSource[];
  refusals: readonly { origin: string; count: number }[];
}): SourceRow[] {
  const rows = new Map<string, SourceRow>();
  const add = (source: string, totals?: SourceTotals): SourceRow => {
    const { kind, name } = nameSource(source);
    const row: SourceRow = {
      source,
      kind,
      name,
      state: known.totals === undefined ? "counting" : stateOf(kind, totals),
      ...(known.totals === undefined
        ? {}
        : { events: totals?.events ?? 0, perMinute: totals?.lastMinute ?? 0 }),
      ...(totals === undefined ? {} : { lastAt: totals.lastAt }),
      refused: 0,
    };
    rows.set(source, row);
    return row;
  };
  for (const totals of known.totals ?? []) add(totals.source, totals);
  for (const origin of known.origins) {
    const source = toSource("snippet", origin);
    if (!origin.includes("*") && !rows.has(source)) add(source);
  }
  const read = [
    ...known.folders.map((folder) => [toSource("folder", folder.name), folder] as const),
    ...known.feeds.map((feed) => [toSource("feed", feed.name), feed] as const),
  ];
  for (const [source, { paused, trouble }] of read) {
    const row = rows.get(source) ?? add(source);
    if (paused) row.state = "paused";
    else if (trouble !== undefined) row.state = "troubled";
  }
  for (const { origin, count } of known.refusals) {
    const row = rows.get(toSource("snippet", origin)) ?? rows.get(origin);
    if (row !== undefined) row.refused += count;
  }
  return [...rows.values()].sort(
    (a, b) =>
      Number(b.state === "sending") - Number(a.state === "sending") ||
      (b.lastAt ?? -Infinity) - (a.lastAt ?? -Infinity) ||
      (a.source < b.source ? -1 : 1),
  );
}

function stateOf(kind: SourceKind, totals: SourceTotals | undefined): SourceState {
  if (totals === undefined) return "waiting";
  if (kind === "file") return "read";
  return totals.lastMinute > 0 ? "sending" : "quiet";
}
