import { readProject } from "../catalog/projects.ts";
import type { Database } from "../database/database.ts";
import type { Gain } from "../log/admission.ts";
import { decodeBatch } from "../log/decode-batch.ts";
import { type EntryLookup } from "../log/dictionary.ts";
import { makeEntryReader } from "../log/entry-reader.ts";
import { timesOf } from "../log/column-times.ts";
import { kindsOf, matchRows } from "../log/match-rows.ts";
import {
  ofOneGeneration,
  readActionsInRange,
  readBatches,
  readBatchesInRange,
  readHead,
} from "../log/reader.ts";
import { readRecent } from "../log/recent.ts";
import { makeSeenValues, type SeenValues } from "../log/seen-values.ts";
import { selectActions } from "../log/select-rows.ts";
import { makeBreather } from "../log/breathe.ts";
import type { ActionColumns, Batch, Checkpoint } from "../model/batch.ts";
import type { CountersView } from "../model/counters.ts";
import type { LochanEvent } from "../model/event.ts";
import { toSequence, type ProjectId } from "../model/identifier.ts";
import type { Project } from "../model/project.ts";
import { activeRules, type ActiveRule } from "../model/traffic.ts";
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
  /** Without what the project's traffic rules leave out; undefined where that is nothing. */
  realCounters(now: number): CountersView | undefined;
  /** The project, read anew unless given, may have other traffic rules: true if it has, and counts by them. */
  projectChanged(project?: Project): Promise<boolean>;
  /** The clock went back so far that {@link counters} miss something until the next {@link refresh}. */
  readonly stale: boolean;
  /** Takes in what the log has gained, all of it; reads nothing where `gain` is just that. */
  refresh(gain?: Gain): Promise<void>;
  /** A fold up to `sequence` found out who these are, or may have of anybody: true if counters show it. */
  identify(sequence: number, changed?: readonly number[]): Promise<boolean>;
}

/** Events to count, and those of them that no rule leaves out where that makes a difference. */
interface Counted {
  all: ActionColumns;
  real?: ActionColumns;
}

export async function openLiveView(
  database: Database,
  projectId: ProjectId,
  seen: SeenValues = makeSeenValues(database, projectId),
): Promise<LiveView> {
  const entries = makeEntryReader(database, projectId);
  let ring = makeRealtimeRing();
  /** Of what no rule leaves out; absent as long as that is everything. */
  let realRing: RealtimeRing | undefined;
  let rules: ActiveRule[] = [];
  /** The rules are others by now. */
  let outdated = false;
  let recent: LochanEvent[] = [];
  let checkpoint: Checkpoint;
  let kinds = makeEventKinds(database, projectId);
  /** What is older than this clock's last minutes may be missing from the ring. */
  let latest = Date.now();
  const wentBack = () => Date.now() < latest - CLOCK_GRACE_MS;

  /** Up to here folds may have found out who anybody is. */
  let identifiedThrough = 0;

  async function readRules(): Promise<ActiveRule[]> {
    const project = await readProject(database, projectId);
    return activeRules(project.ok ? project.value : {});
  }

  /** A 1 for each row that a rule leaves out; undefined for none. */
  async function leftOutOf(batch: Batch, gain?: Gain): Promise<Uint8Array | undefined> {
    if (gain) return matchRows(batch.columns, rules, gain.entries);
    const at = { generation: checkpoint.generation, sequence: batch.sequence };
    return (await seen.mayMatch(rules, at)) ? matchStored(batch) : undefined;
  }

  const matchStored = async (batch: Batch): Promise<Uint8Array | undefined> =>
    matchRows(batch.columns, rules, await entries.lookupFor([batch], undefined, kindsOf(rules)));

  /** What was left out of which batch. */
  async function leaveOut(batches: readonly Batch[], gain?: Gain): Promise<Map<Batch, Uint8Array>> {
    const leftOut = new Map<Batch, Uint8Array>();
    if (rules.length === 0) return leftOut;
    let after: number = gain?.after ?? checkpoint.sequence;
    for (const batch of batches) {
      const left = await leftOutOf(batch, gain);
      if (left !== undefined) leftOut.set(batch, left);
      const { sequence, columns } = batch;
      const times = left && timesOf(selectActions(columns, left, 1));
      seen.extentOf(rules).grew({
        generation: gain?.generation ?? checkpoint.generation,
        after,
        sequence,
        ...(times && { times: { first: times.minTime, last: times.maxTime } }),
      });
      after = sequence;
    }
    return leftOut;
  }

  /** False where it is the first that rules leave out of: the rings must be filled anew. */
  async function addToRing(batches: Batch[], gain?: Gain): Promise<boolean> {
    const leftOut = await leaveOut(batches, gain);
    const fresh = batches.filter((batch) => batch.maxTime >= Date.now() - RING_MS);
    if (fresh.length === 0) return true;
    await loadNames(
      fresh.map(({ columns }) => columns),
      kinds,
      gain?.entries,
    );
    for (const batch of fresh) {
      const { columns, sequence } = batch;
      const left = leftOut.get(batch);
      if (left !== undefined && realRing === undefined) return false;
      // Before they are added, or each would have to be moved.
      let strangers = ring.strangers(columns);
      if (gain && sequence > identifiedThrough)
        strangers = new Set([...strangers].filter((person) => person < gain.people));
      await readIdentities(strangers);
      ring.add(columns, kinds.isHidden);
      realRing?.add(left === undefined ? columns : selectActions(columns, left), kinds.isHidden);
    }
    return true;
  }

  /** As {@link addToRing}, of so many that it lets others answer meanwhile. */
  async function fillRings(counted: readonly Counted[]): Promise<RealtimeRing[]> {
    const isSame = counted.every(({ real }) => real === undefined);
    const rings = isSame ? [makeRealtimeRing()] : [makeRealtimeRing(), makeRealtimeRing()];
    const [full, real] = rings;
    await loadNames(
      counted.map(({ all }) => all),
      kinds,
    );
    const breathe = makeBreather();
    const strangers = new Set<number>();
    for (const { all } of counted) {
      for (const person of full!.strangers(all)) strangers.add(person);
      await breathe();
    }
    await readIdentities(strangers, rings);
    for (const { all, real: kept = all } of counted) {
      full!.add(all, kinds.isHidden);
      real?.add(kept, kinds.isHidden);
      await breathe();
    }
    return rings;
  }

  async function identify(sequence: number, changed?: readonly number[]): Promise<boolean> {
    identifiedThrough = Math.max(identifiedThrough, sequence);
    // What is being taken in is met by then, in the ring that is there by then; what comes after is looked up.
    await running?.catch(() => undefined);
    const isNew = await readIdentities(changed === undefined ? ring.met : new Set(changed));
    if (isTorn()) await refresh();
    return isNew;
  }

  const openRings = (): RealtimeRing[] => (realRing === undefined ? [ring] : [ring, realRing]);
  const isTorn = (): boolean => openRings().some(({ torn }) => torn);

  async function readIdentities(
    actors: ReadonlySet<number>,
    into?: readonly RealtimeRing[],
  ): Promise<boolean> {
    if (actors.size === 0) return false;
    const pairs = await readIdentity(database, projectId, actors);
    return (into ?? openRings()).map((each) => each.identity(pairs)).includes(true);
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
    outdated = false;
    rules = await readRules();
    await ofOneGeneration(database, projectId, startAt);
  }

  async function startAt(head: Checkpoint): Promise<void> {
    entries.forget();
    const newest = await readRecent(database, projectId, RECENT_EVENTS, head.sequence);
    const counted = await readCounted(head);
    // Shown only once it is full: counters are asked for meanwhile.
    kinds = makeEventKinds(database, projectId);
    const [full, real] = await fillRings(counted);
    ring = full!;
    realRing = real;
    recent = newest;
    checkpoint = { generation: head.generation, sequence: head.sequence };
  }

  /** Of the last minutes. Whole batches only where rules may leave out of them. */
  async function readCounted(head: Checkpoint): Promise<Counted[]> {
    const from = Date.now() - RING_MS;
    const through = { through: toSequence(head.sequence) };
    if (rules.length === 0 || !(await seen.mayMatch(rules, head))) {
      const actions = await readActionsInRange(database, projectId, from, Infinity, through);
      return actions.map((all) => ({ all }));
    }
    const counted: Counted[] = [];
    for (const batch of await readBatchesInRange(database, projectId, from, Infinity, through)) {
      const left = await matchStored(batch);
      const all = selectActions(batch.columns);
      counted.push(left === undefined ? { all } : { all, real: selectActions(all, left) });
    }
    return counted;
  }

  const follows = (gain: Gain): boolean =>
    gain.generation === checkpoint.generation && gain.after === checkpoint.sequence;
  /** Read from the log before it was handed over. */
  const isTakenIn = ({ generation, batches }: Gain): boolean =>
    generation === checkpoint.generation && batches.at(-1)!.sequence <= checkpoint.sequence;

  async function takeInGain(gain: Gain): Promise<void> {
    const { batches } = gain;
    if (!(await addToRing(batches, gain))) return start();
    await addToRecent(batches, gain.entries);
    checkpoint = { ...checkpoint, sequence: batches.at(-1)!.sequence };
  }

  /** Reads the log unless `gains` alone are asked for and follow each other from where this stands. */
  async function takeIn(gains: readonly Gain[], readsLog: boolean): Promise<void> {
    if (outdated || wentBack() || isTorn() || ring.met.size > MOST_MET) return start();
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
      if (!(await addToRing(batches))) return start();
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
    realCounters(now) {
      latest = Math.max(latest, now);
      return realRing?.view(now);
    },
    async projectChanged(project) {
      const others = project === undefined ? await readRules() : activeRules(project);
      if (JSON.stringify(others) === JSON.stringify(rules)) return false;
      outdated = true;
      await refresh();
      return true;
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
