import type { LochanEvent } from "../../model/event.ts";
import type { LabNote, Via } from "../../model/lab-note.ts";

/** An event as the lab saw it come. */
export interface SeenEvent {
  kind: "event";
  key: string;
  event: LochanEvent;
  /** Unknown for what was stored while no lab was open. */
  via?: Via;
  storedAt?: number | undefined;
  /** How often it was sent again after it was stored. */
  resends: number;
}

/** An event that was refused, and will never be taken. */
export interface SeenRefusal {
  kind: "refused";
  key: string;
  at: number;
  reason: string;
  name: string;
  json: string;
  via: Via;
}

export type SeenRow = SeenEvent | SeenRefusal;

export interface LabTotals {
  events: number;
  refused: number;
  resends: number;
}

export interface LabTrail {
  /** The last received first. */
  rows(): readonly SeenRow[];
  totals(): LabTotals;
  /** One message of the site. */
  take(note: LabNote): void;
  /**
   * Events as the log has them, each with the time it was first received. Those received before
   * `showFrom` are known, and not listed.
   */
  stored(events: readonly LochanEvent[], showFrom: number): void;
  /** Empties the list. What was seen is still known when it comes again. */
  clear(): void;
  /** As if nothing had been seen: another site, or an erasure. */
  forget(): void;
}

const MOST_ROWS = 500;
const MOST_KNOWN = 20_000;

interface Known {
  /** When it was first received. */
  receivedAt: number;
  /** A receiver told of it. */
  told: boolean;
  resends: number;
}

/** What one site sends, from what receivers tell and from the log: each id once, resends counted. */
export function makeLabTrail(): LabTrail {
  const known = new Map<string, Known>();
  let rows: SeenRow[] = [];
  let totals: LabTotals = { events: 0, refused: 0, resends: 0 };
  let refusals = 0;

  const timeOf = (row: SeenRow): number => (row.kind === "event" ? row.event.receivedAt : row.at);
  const add = (added: readonly SeenRow[]): void => {
    if (added.length === 0) return;
    // Of the same message, the last to happen first.
    const order = (a: SeenRow, b: SeenRow): number =>
      timeOf(b) - timeOf(a) ||
      (a.kind === "event" && b.kind === "event" ? b.event.timestamp - a.event.timestamp : 0);
    rows = [...added, ...rows].sort(order).slice(0, MOST_ROWS);
  };
  const change = (id: string, patch: Partial<SeenEvent>): boolean => {
    const at = rows.findIndex((row) => row.kind === "event" && row.event.id === id);
    const row = rows[at];
    if (row?.kind !== "event") return false;
    rows = rows.with(at, { ...row, ...patch });
    return true;
  };
  const remember = (id: string, entry: Known): void => {
    known.set(id, entry);
    const oldest = known.keys().next();
    if (known.size > MOST_KNOWN && !oldest.done) known.delete(oldest.value);
  };

  const clear = (): void => {
    rows = [];
    totals = { events: 0, refused: 0, resends: 0 };
  };

  return {
    rows: () => rows,
    totals: () => totals,
    take(note) {
      const { via, storedAt } = note;
      const fresh: SeenRow[] = [];
      for (const event of note.events) {
        const seen: SeenEvent = {
          kind: "event",
          key: event.id,
          event,
          via,
          storedAt,
          resends: 0,
        };
        const before = known.get(event.id);
        if (before === undefined) {
          remember(event.id, { receivedAt: event.receivedAt, told: true, resends: 0 });
          fresh.push(seen);
          totals = { ...totals, events: totals.events + 1 };
        } else if (!before.told && before.receivedAt === event.receivedAt) {
          // The log was quicker than the receiver's word.
          before.told = true;
          change(event.id, { via, storedAt });
        } else {
          before.told = true;
          before.resends++;
          totals = { ...totals, resends: totals.resends + 1 };
          if (!change(event.id, { resends: before.resends }))
            fresh.push({ ...seen, resends: before.resends });
        }
      }
      for (const { id, reason, json } of note.refused) {
        const key = `refused-${refusals++}`;
        fresh.push({
          kind: "refused",
          key,
          at: note.receivedAt,
          reason,
          name: nameIn(json) ?? id,
          json,
          via,
        });
        totals = { ...totals, refused: totals.refused + 1 };
      }
      add(fresh);
    },
    stored(events, showFrom) {
      const fresh: SeenRow[] = [];
      for (const event of events) {
        const before = known.get(event.id);
        if (before === undefined) {
          remember(event.id, { receivedAt: event.receivedAt, told: false, resends: 0 });
          if (event.receivedAt < showFrom) continue;
          fresh.push({ kind: "event", key: event.id, event, resends: 0 });
          totals = { ...totals, events: totals.events + 1 };
        } else if (event.receivedAt < before.receivedAt) {
          // What a receiver told of was a resend of what is there already.
          before.receivedAt = event.receivedAt;
          before.resends++;
          totals = { ...totals, resends: totals.resends + 1 };
          change(event.id, { event, resends: before.resends, storedAt: undefined });
        }
      }
      add(fresh);
    },
    clear,
    forget() {
      clear();
      known.clear();
    },
  };
}

/** Of an event that was refused, whatever else is wrong with it. */
function nameIn(json: string): string | undefined {
  try {
    const input = JSON.parse(json) as { name?: unknown } | null;
    return typeof input?.name === "string" ? input.name.slice(0, 200) : undefined;
  } catch {
    return undefined;
  }
}
