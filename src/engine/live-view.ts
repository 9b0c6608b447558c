import type { Database } from "../database/database.ts";
import type { Gain } from "../log/admission.ts";
import { decodeBatch } from "../log/decode-batch.ts";
import { makeEntryReader, type EntryLookup } from "../log/dictionary.ts";
import { ofOneGeneration, readActionsInRange, readBatches, readHead } from "../log/reader.ts";
import { readRecent } from "../log/recent.ts";
import { makeBreather } from "../log/breathe.ts";
import type { ActionColumns, Batch, Checkpoint } from "../model/batch.ts";
import type { CountersView } from "../model/counters.ts";
import type { LochanEvent } from "../model/event.ts";
import type { ProjectId } from "../model/identifier.ts";
import { loadNames, makeEventKinds } from "../rollup/event-kinds.ts";
import { CLOCK_GRACE_MS, makeRealtimeRing, type RealtimeRing } from "../rollup/realtime-ring.ts";
import { readIdentity } from "../rollup/read-identity.ts";

const RECENT_EVENTS = 100;
const RING_MS = 10 * 60_000;
const READ_EVENTS = 50_000;
/** Actors met, most of them long gone, before a ring is filled anew. */
const MOST_MET = 500_000;

/** Counters and newest events of one project as of a log position, kept by any tab from the log alone. */
export interface LiveView {
  readonly checkpoint: Checkpoint;
  /** Newest first, at most 100. */
  readonly recent: LochanEvent[];
  counters(now: number): CountersView;
  /** The clock went back so far that {@link counters} miss something until the next {@link refresh}. */
  readonly stale: boolean;
  /** Takes in what the log has gained, all of it; reads nothing where `gain` is just that. */
  refresh(gain?: Gain): Promise<void>;
  /** A fold up to `sequence` found out who these are, or may have of anybody: true if counters show it. */
  identify(sequence: number, changed?: readonly number[]): Promise<boolean>;
}

export async function openLiveView(database: Database, projectId: ProjectId): Promise<LiveView> {
  const entries = makeEntryReader(database, projectId);
  let ring = makeRealtimeRing();
  let recent: LochanEvent[] = [];
  let checkpoint: Checkpoint;
  let kinds = makeEventKinds(database, projectId);
  /** What is older than this clock's last minutes may be missing from the ring. */
  let latest = Date.now();
  const wentBack = () => Date.now() < latest - CLOCK_GRACE_MS;

  /** Up to here folds may have found out who anybody is. */
  let identifiedThrough = 0;

  async function addToRing(batches: Batch[], gain?: Gain): Promise<void> {
    const fresh = batches.filter((batch) => batch.maxTime >= Date.now() - RING_MS);
    if (fresh.length === 0) return;
    await loadNames(
      fresh.map(({ columns }) => columns),
      kinds,
      gain?.entries,
    );
    for (const { columns, sequence } of fresh) {
      // Before they are added, or each would have to be moved.
      let strangers = ring.strangers(columns);
      if (gain && sequence > identifiedThrough)
        strangers = new Set([...strangers].filter((person) => person < gain.people));
      await readIdentities(strangers);
      ring.add(columns, kinds.isHidden);
    }
  }

  /** As {@link addToRing}, of so many that it lets others answer meanwhile. */
  async function fillRing(actions: readonly ActionColumns[]): Promise<RealtimeRing> {
    await loadNames(actions, kinds);
    const full = makeRealtimeRing();
    const breathe = makeBreather();
    const strangers = new Set<number>();
    for (const columns of actions) {
      for (const person of full.strangers(columns)) strangers.add(person);
      await breathe();
    }
    await readIdentities(strangers, full);
    for (const columns of actions) {
      full.add(columns, kinds.isHidden);
      await breathe();
    }
    return full;
  }

  async function identify(sequence: number, changed?: readonly number[]): Promise<boolean> {
    identifiedThrough = Math.max(identifiedThrough, sequence);
    // What is being taken in is met by then, in the ring that is there by then; what comes after is looked up.
    await running?.catch(() => undefined);
    const isNew = await readIdentities(changed === undefined ? ring.met : new Set(changed));
    if (ring.torn) await refresh();
    return isNew;
  }

  async function readIdentities(actors: ReadonlySet<number>, into = ring): Promise<boolean> {
    if (actors.size === 0) return false;
    const pairs = await readIdentity(database, projectId, actors);
    return into.identity(pairs);
  }

  async function addToRecent(batches: Batch[], known?: EntryLookup): Promise<void> {
    const oldest = recent.length < RECENT_EVENTS ? -Infinity : (recent.at(-1)?.timestamp ?? -Infinity);
    for (const batch of batches) {
      if (batch.maxTime < oldest) continue;
      const rows = newestRows(batch, oldest);
      const lookup = known ?? (await entries.lookupFor([batch], rows));
      recent = [...decodeBatch(batch, lookup, rows), ...recent]
        .sort((a, b) => b.timestamp - a.timestamp)
        .slice(0, RECENT_EVENTS);
    }
  }

  async function start(): Promise<void> {
    latest = Date.now();
    await ofOneGeneration(database, projectId, startAt);
  }

  async function startAt(head: Checkpoint): Promise<void> {
    entries.forget();
    const newest = await readRecent(database, projectId, RECENT_EVENTS, head.sequence);
    const actions = await readActionsInRange(database, projectId, Date.now() - RING_MS, Infinity, {
      through: head.sequence,
    });
    // Shown only once it is full: counters are asked for meanwhile.
    kinds = makeEventKinds(database, projectId);
    ring = await fillRing(actions);
    recent = newest;
    checkpoint = { generation: head.generation, sequence: head.sequence };
  }

  const follows = (gain: Gain): boolean =>
    gain.generation === checkpoint.generation && gain.after === checkpoint.sequence;
  /** Read from the log before it was handed over. */
  const isTakenIn = ({ generation, batches }: Gain): boolean =>
    generation === checkpoint.generation && batches.at(-1)!.sequence <= checkpoint.sequence;

  async function takeInGain(gain: Gain): Promise<void> {
    const { batches } = gain;
    await addToRing(batches, gain);
    await addToRecent(batches, gain.entries);
    checkpoint = { ...checkpoint, sequence: batches.at(-1)!.sequence };
  }

  /** Reads the log unless `gains` alone are asked for and follow each other from where this stands. */
  async function takeIn(gains: readonly Gain[], readsLog: boolean): Promise<void> {
    if (wentBack() || ring.torn || ring.met.size > MOST_MET) return start();
    latest = Math.max(latest, Date.now());
    let taken = 0;
    for (const gain of gains) {
      if (follows(gain)) await takeInGain(gain);
      else if (!isTakenIn(gain)) break;
      taken++;
    }
    if (!readsLog && taken === gains.length) return;
    const head = await readHead(database, projectId);
    if (head.generation !== checkpoint.generation) return start();
    while (checkpoint.sequence < head.sequence) {
      const batches = await readBatches(database, projectId, checkpoint.sequence, { maxEvents: READ_EVENTS });
      const last = batches.at(-1);
      if (!last) break;
      await addToRing(batches);
      await addToRecent(batches);
      checkpoint = { generation: head.generation, sequence: last.sequence };
    }
  }

  /** What was taken in by half would be taken in twice: begin anew. */
  let broken = false;
  async function takeInWhole(gains: readonly Gain[], readsLog: boolean): Promise<void> {
    try {
      if (!broken) return await takeIn(gains, readsLog);
      await start();
      broken = false;
    } catch (error) {
      broken = true;
      throw error;
    }
  }

  await start();
  let running: Promise<void> | undefined;
  let queued: Promise<void> | undefined;
  let gained: Gain[] = [];
  let logAsked = false;

  function run(): Promise<void> {
    const [gains, readsLog] = [gained, logAsked];
    [gained, logAsked] = [[], false];
    running = takeInWhole(gains, readsLog).finally(() => (running = undefined));
    return running;
  }

  function runNext(): Promise<void> {
    if (!running) return run();
    // Asked again meanwhile: whatever came since is taken in by one more pass.
    queued ??= running
      .catch(() => undefined)
      .then(() => {
        queued = undefined;
        return runNext();
      });
    return queued;
  }

  function refresh(gain?: Gain): Promise<void> {
    if (gain === undefined) logAsked = true;
    else gained.push(gain);
    return runNext();
  }

  return {
    get checkpoint() {
      return checkpoint;
    },
    get recent() {
      return recent;
    },
    counters(now) {
      latest = Math.max(latest, now);
      return ring.view(now);
    },
    get stale() {
      return wentBack();
    },
    refresh,
    identify,
  };
}

function newestRows(batch: Batch, oldest: number): number[] {
  const { timestamp, count } = batch.columns;
  const rows: number[] = [];
  for (let row = count - 1; row >= 0; row--) if ((timestamp[row] ?? 0) >= oldest) rows.push(row);
  if (rows.length <= RECENT_EVENTS) return rows;
  return rows.sort((a, b) => (timestamp[b] ?? 0) - (timestamp[a] ?? 0)).slice(0, RECENT_EVENTS);
}
