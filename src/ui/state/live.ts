import {
  batch,
  createContext,
  createEffect,
  createMemo,
  createSignal,
  on,
  onCleanup,
  useContext,
  type Accessor,
} from "solid-js";
import type {
  CountersUpdate,
  CountersView,
  EngineApi,
  LiveUpdate,
  MirrorState,
  RunningQuestion,
  UpkeepJob,
} from "../../engine/api.ts";
import type { LochanEvent } from "../../model/event.ts";
import type { Failure } from "../../model/failure.ts";
import type { ChangedTime } from "../../model/may-change.ts";
import type { FeedStatus } from "../../model/live-feed.ts";
import { makeBacklog } from "./backlog.ts";
import { createClock } from "./clock.ts";

const FOLDED_EVERY_MS = 1000;
const COUNTING_EVERY_MS = 500;
/** Pushes come as fast as the log grows; more pictures of it than this nobody sees. */
const PAINT_EVERY_MS = 50;
/** Where more rows are new in a second, nobody reads them: they and the counters less often then, and the page stays quick. */
const FLOOD_PER_SECOND = 300;
/** Or all of them are, but for a few. */
const FLOOD_AT_ONCE = 90;
const FLOOD_PAINT_EVERY_MS = 200;
/**
 * Frames of a busy machine take long: they leave as long to who makes what they show, up to this, for
 * a machine that slept meanwhile is not a busy one.
 */
const MOST_REST_MS = 500;

/** What the worker pushes about the open project, as signals. */
export interface Live {
  counters: Accessor<CountersView | undefined>;
  /** Without what traffic rules leave out. */
  realCounters: Accessor<CountersView | undefined>;
  /** Newest first, at most 100; undefined until read. */
  recent: Accessor<readonly LochanEvent[] | undefined>;
  /** Rises when events were erased; undefined until read. */
  generation: Accessor<number | undefined>;
  mirror: Accessor<MirrorState>;
  leader: Accessor<{ leads: boolean; tabs: number } | undefined>;
  /** Rises when new events are in the rollups, at most once a second. */
  folded: Accessor<number>;
  /** What changed since `folded` rose before; undefined where that may be anything. */
  changed: Accessor<ChangedTime | undefined>;
  /** Events have come that rollups do not count yet: for longer than a fold takes, or they are the first. */
  counting: Accessor<boolean>;
  /** Rises when projects, dashboards or settings changed. */
  catalog: Accessor<number>;
  /** Questions of this tab that take long, oldest first. */
  questions: Accessor<readonly RunningQuestion[]>;
  /** A recount or rebuild of the project that is under way, in whichever tab. */
  upkeep: Accessor<UpkeepJob | undefined>;
  /** Every feed of the project that runs, in whichever tab. */
  feeds: Accessor<readonly FeedStatus[]>;
  notice: Accessor<Failure | undefined>;
  dismissNotice(): void;
}

/** Calls at once, then at most every `everyMs`, never dropping the last call. */
function makeThrottle(everyMs: number, call: () => void): { poke(): void; end(): void } {
  let last = -Infinity;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const run = (): void => {
    timer = undefined;
    last = performance.now();
    call();
  };
  return {
    poke: () => {
      if (timer !== undefined) return;
      const wait = last + everyMs - performance.now();
      if (wait <= 0) run();
      else timer = setTimeout(run, wait);
    },
    end: () => clearTimeout(timer),
  };
}

const bothChanged = (
  one: ChangedTime | "any" | undefined,
  other: ChangedTime | "any",
): ChangedTime | "any" => {
  if (one === undefined) return other;
  if (one === "any" || other === "any") return "any";
  return { from: Math.min(one.from, other.from), to: Math.max(one.to, other.to) };
};

/** Every push is a copy: the objects already shown stay, so that only new rows are drawn. */
function keepKnown(
  shown: readonly LochanEvent[],
  pushed: readonly LochanEvent[],
): { events: LochanEvent[]; added: number } {
  const shownById = new Map(shown.map((event) => [event.id, event]));
  const events = pushed.map((event) => shownById.get(event.id) ?? event);
  return { events, added: events.filter((event) => shownById.get(event.id) !== event).length };
}

export function createLive(engine: EngineApi, projectId: Accessor<string | undefined>): Live {
  const [both, setCounters] = createSignal<CountersUpdate>();
  const counters = (): CountersView | undefined => both()?.counters;
  const realCounters = (): CountersView | undefined => both()?.real ?? both()?.counters;
  const [recent, setRecent] = createSignal<readonly LochanEvent[]>();
  const [generation, setGeneration] = createSignal<number>();
  const [mirror, setMirror] = createSignal<MirrorState>({ kind: "idle" });
  const [leader, setLeader] = createSignal<{ leads: boolean; tabs: number }>();
  const [folded, setFolded] = createSignal(0);
  const [changed, setChanged] = createSignal<ChangedTime>();
  const backlog = makeBacklog();
  const clock = createClock(COUNTING_EVERY_MS);
  const counting = createMemo(() => {
    folded();
    recent();
    projectId();
    clock();
    return backlog.isLate(performance.now());
  });
  const [catalog, setCatalog] = createSignal(0);
  const [questions, setQuestions] = createSignal<readonly RunningQuestion[]>([]);
  const [upkeep, setUpkeep] = createSignal<UpkeepJob>();
  const [feeds, setFeeds] = createSignal<readonly FeedStatus[]>([]);
  const [notice, setNotice] = createSignal<Failure>();

  createEffect(
    on(projectId, (id) => {
      backlog.forget();
      batch(() => {
        setCounters(undefined);
        setRecent(undefined);
        setGeneration(undefined);
        setMirror({ kind: "idle" });
        setUpkeep(undefined);
        setFeeds([]);
      });
      if (id === undefined) return;
      let ended = false;
      let watchId: string | undefined;
      let pushed: Extract<LiveUpdate, { kind: "events" }> | undefined;
      let heard: number | undefined;
      let latest: CountersUpdate | undefined;
      let frame: number | undefined;
      let waiting: ReturnType<typeof setTimeout> | undefined;
      let nextPaintAt = -Infinity;
      let paintedAt = -Infinity;
      const paintSoon = (): void => {
        if (frame !== undefined || waiting !== undefined) return;
        const wait = nextPaintAt - performance.now();
        if (wait > 0)
          waiting = setTimeout(() => {
            waiting = undefined;
            paintSoon();
          }, wait);
        else frame = requestAnimationFrame(paint);
      };
      const paint = (): void => {
        frame = undefined;
        const began = performance.now();
        nextPaintAt = began + PAINT_EVERY_MS;
        // By then the frame is laid out and painted.
        setTimeout(() => {
          const ended = performance.now();
          nextPaintAt = Math.max(nextPaintAt, ended + Math.min(ended - began, MOST_REST_MS));
        });
        batch(() => {
          if (latest !== undefined) setCounters(latest);
          if (pushed === undefined) return;
          // After an erasure an id may come again with other content.
          const known = pushed.generation === generation() ? (recent() ?? []) : [];
          const { events, added } = keepKnown(known, pushed.events);
          const isFlood = added >= FLOOD_AT_ONCE || 1_000 * added > FLOOD_PER_SECOND * (began - paintedAt);
          if (known.length > 0 && isFlood) nextPaintAt = began + FLOOD_PAINT_EVERY_MS;
          paintedAt = began;
          setRecent(events);
          setGeneration(pushed.generation);
        });
        pushed = undefined;
      };
      let waitingChange: ChangedTime | "any" | undefined;
      const throttle = makeThrottle(FOLDED_EVERY_MS, () =>
        batch(() => {
          setChanged(waitingChange === "any" ? undefined : waitingChange);
          setFolded((count) => count + 1);
          waitingChange = undefined;
        }),
      );
      const listen = (update: LiveUpdate): void => {
        if (ended) return;
        switch (update.kind) {
          case "events":
            latest = update;
            if (heard !== undefined && update.generation !== heard) {
              backlog.forget();
              // What is left after an erasure is folded anew, and that is not waited for with words.
              backlog.folded(update.sequence);
            }
            heard = update.generation;
            backlog.grew(update.sequence, performance.now());
            pushed = update;
            paintSoon();
            break;
          case "counters":
            latest = update;
            paintSoon();
            break;
          case "folded":
            backlog.folded(update.sequence);
            if (update.opening === true) break;
            waitingChange = bothChanged(waitingChange, update.changed ?? "any");
            throttle.poke();
            break;
          case "mirror":
            setMirror(update.state);
            break;
          case "leader":
            setLeader({ leads: update.leads, tabs: update.tabs });
            break;
          case "catalog":
            setCatalog((count) => count + 1);
            break;
          case "questions":
            setQuestions(update.running);
            break;
          case "upkeep":
            setUpkeep(update.job ?? undefined);
            break;
          case "feeds":
            setFeeds(update.statuses);
            break;
          case "notice":
            setNotice(update.failure);
            break;
        }
      };
      void engine.watch(id, listen).then((result) => {
        if (!result.ok) setNotice(result.failure);
        else if (ended) void engine.unwatch(result.value);
        else watchId = result.value;
      });
      onCleanup(() => {
        ended = true;
        throttle.end();
        clearTimeout(waiting);
        if (frame !== undefined) cancelAnimationFrame(frame);
        if (watchId !== undefined) void engine.unwatch(watchId);
      });
    }),
  );
  return {
    counters,
    realCounters,
    recent,
    generation,
    mirror,
    leader,
    folded,
    changed,
    counting,
    catalog,
    questions,
    upkeep,
    feeds,
    notice,
    dismissNotice: () => setNotice(undefined),
  };
}

export const LiveContext = createContext<Live>();

export function useLive(): Live {
  const live = useContext(LiveContext);
  if (live === undefined) throw new Error("useLive outside of Shell");
  return live;
}
