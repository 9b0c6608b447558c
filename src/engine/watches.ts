import type { Gain } from "../log/admission.ts";
import type { MirrorState } from "../mirror/mirror-state.ts";
import type { Failure } from "../model/failure.ts";
import type { ChangedTime } from "../model/may-change.ts";
import type { ProjectId } from "../model/identifier.ts";
import type { CountersUpdate, LiveUpdate } from "./api.ts";
import type { LiveView } from "./live-view.ts";

const SLIDE_MS = 1_000;
const COUNT_TABS_MS = 2_000;

interface Watch {
  projectId: ProjectId;
  listener: (update: LiveUpdate) => void;
}

interface FoldedTo {
  sequence: number;
  /** Undefined where the word of it was lost. */
  generation?: number;
  /** Whose identity changed, where that is known. */
  identified?: readonly number[] | undefined;
  /** As {@link LiveUpdate} tells it. */
  changed?: ChangedTime | undefined;
}

export interface Watches {
  add(projectId: ProjectId, listener: (update: LiveUpdate) => void): Promise<string>;
  remove(watchId: string): void;
  projects(): ProjectId[];
  /** Tells the watchers of one project, or all. */
  push(projectId: ProjectId | undefined, update: LiveUpdate): void;
  /** The log may have gained: read it and tell who watches. */
  refresh(): Promise<void>;
  /** As {@link refresh}, in the tab that leads: what a project gained need not be read. */
  admitted(gains: readonly Gain[]): Promise<void>;
  folded(projectId: ProjectId, to: FoldedTo): Promise<void>;
  /** Projects may have other traffic rules: counters are by those. */
  catalogChanged(): Promise<void>;
  leaderChanged(leads: boolean): void;
  /** Tells everyone who watches, now or later, why nothing more will come. */
  end(failure: Failure): void;
  countTabs(): Promise<number>;
  mirrorState(): MirrorState;
}

/** What this tab's page watches: the stream as it commits, the counters as time slides. */
export function openWatches(options: {
  viewOf: (projectId: ProjectId) => Promise<LiveView>;
  /** The sequence that rollups have come to, 0 where they have not begun. */
  foldedTo: (projectId: ProjectId) => Promise<number>;
  /** Nobody watches the project any more. */
  release: (projectId: ProjectId) => void;
  onError: (error: unknown) => void;
  locks: LockManager;
  lockName: string;
  signal: AbortSignal;
}): Watches {
  const watches = new Map<string, Watch>();
  const mirrorStates = new Map<ProjectId, MirrorState>();
  /** As of where the newest events were told last. */
  const pushed = new Map<ProjectId, string>();
  let last: Failure | undefined;
  let leading = false;
  let tabs = 1;
  let nextId = 1;

  function push(projectId: ProjectId | undefined, update: LiveUpdate): void {
    // What fails because all ended says nothing of its own.
    if (last !== undefined && update.kind === "notice") return;
    if (update.kind === "mirror" && projectId) mirrorStates.set(projectId, update.state);
    for (const watch of watches.values())
      if (projectId === undefined || watch.projectId === projectId) watch.listener(update);
  }

  const projects = () => [...new Set([...watches.values()].map((watch) => watch.projectId))];

  async function openView(projectId: ProjectId): Promise<LiveView> {
    const view = await options.viewOf(projectId);
    await view.refresh();
    return view;
  }

  async function pushEvents(projectId: ProjectId, gain?: Gain): Promise<void> {
    const view = await options.viewOf(projectId);
    await view.refresh(gain);
    tell(projectId, view);
  }

  /** Whoever had the view take something in: what it holds is told once. */
  function tell(projectId: ProjectId, view: LiveView): void {
    const reached = `${view.checkpoint.generation} ${view.checkpoint.sequence}`;
    if (pushed.get(projectId) === reached) return;
    pushed.set(projectId, reached);
    push(projectId, eventsUpdate(view));
  }

  async function slide(): Promise<void> {
    for (const projectId of projects()) {
      const view = await options.viewOf(projectId);
      if (view.stale) {
        await view.refresh();
        tell(projectId, view);
      }
      push(projectId, countersUpdate(view));
    }
  }

  /** Every tab either holds the leader's lock or waits for it. */
  async function countTabs(): Promise<number> {
    const { held = [], pending = [] } = await options.locks.query();
    const clients = new Set(
      [...held, ...pending].filter(({ name }) => name === options.lockName).map(({ clientId }) => clientId),
    );
    return Math.max(1, clients.size);
  }

  async function recountTabs(): Promise<void> {
    if (watches.size === 0) return;
    const counted = await countTabs();
    if (counted === tabs) return;
    tabs = counted;
    push(undefined, { kind: "leader", leads: leading, tabs });
  }

  const timers = [
    setInterval(() => void slide().catch(options.onError), SLIDE_MS),
    setInterval(() => void recountTabs().catch(options.onError), COUNT_TABS_MS),
  ];
  options.signal.addEventListener("abort", () => timers.forEach(clearInterval), { once: true });

  return {
    async add(projectId, listener) {
      if (last) listener({ kind: "notice", failure: last });
      const watchId = String(nextId++);
      // From here on: a fold between a page's first answer and the end of this must reach it.
      watches.set(watchId, { projectId, listener });
      const [view, sequence] = await Promise.all([openView(projectId), options.foldedTo(projectId)]).catch(
        (error: unknown) => {
          watches.delete(watchId);
          throw error;
        },
      );
      listener({ kind: "folded", sequence, opening: true });
      listener(eventsUpdate(view));
      listener({ kind: "leader", leads: leading, tabs });
      listener({ kind: "mirror", state: mirrorStates.get(projectId) ?? { kind: "idle" } });
      void recountTabs();
      return watchId;
    },
    remove(watchId) {
      const watch = watches.get(watchId);
      watches.delete(watchId);
      if (!watch || projects().includes(watch.projectId)) return;
      pushed.delete(watch.projectId);
      options.release(watch.projectId);
    },
    projects,
    push,
    async refresh() {
      await Promise.all(projects().map((projectId) => pushEvents(projectId)));
    },
    async admitted(gains) {
      const gainOf = (wanted: ProjectId) => gains.find(({ projectId }) => projectId === wanted);
      await Promise.all(projects().map((projectId) => pushEvents(projectId, gainOf(projectId))));
    },
    async folded(projectId, { sequence, generation, identified, changed }) {
      // Nobody keeps such a view up to date with who is who: whoever asks opens another.
      if (!projects().includes(projectId)) return options.release(projectId);
      push(projectId, { kind: "folded", sequence, ...(changed && { changed }) });
      const view = await options.viewOf(projectId);
      if (await view.identify(sequence, identified)) push(projectId, countersUpdate(view));
      // After an erasure nothing is admitted, and still the newest events may be others.
      const { checkpoint } = view;
      if (checkpoint.generation !== generation || checkpoint.sequence < sequence) await pushEvents(projectId);
      else tell(projectId, view);
    },
    async catalogChanged() {
      for (const projectId of projects()) {
        const view = await options.viewOf(projectId);
        if (await view.projectChanged()) push(projectId, countersUpdate(view));
      }
    },
    end(failure) {
      push(undefined, { kind: "notice", failure });
      last ??= failure;
    },
    leaderChanged(leads) {
      leading = leads;
      push(undefined, { kind: "leader", leads, tabs });
    },
    countTabs,
    mirrorState() {
      const open = projects()[0];
      return (open && mirrorStates.get(open)) ?? { kind: "idle" };
    },
  };
}

function countersOf(view: LiveView): CountersUpdate {
  const now = Date.now();
  const real = view.realCounters(now);
  return { counters: view.counters(now), ...(real && { real }) };
}

const countersUpdate = (view: LiveView): LiveUpdate => ({ kind: "counters", ...countersOf(view) });

function eventsUpdate(view: LiveView): LiveUpdate {
  return {
    kind: "events",
    events: view.recent,
    ...countersOf(view),
    generation: view.checkpoint.generation,
    sequence: view.checkpoint.sequence,
  };
}
