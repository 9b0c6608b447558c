import { createEffect, createMemo, createSignal, on, onCleanup, type Accessor } from "solid-js";
import type { EngineApi } from "../../engine/api.ts";
import type { Failure } from "../../model/failure.ts";
import { LAB_CHANNEL, LAB_LOCK, type LabNote, type Via } from "../../model/lab-note.ts";
import type { Live } from "../state/live.ts";
import { makeLabTrail, type LabTotals, type SeenRow } from "./lab-trail.ts";
import { AROUND_MS, makeLookUp } from "./look-up.ts";
import { parseLabNote } from "./parse-lab-note.ts";
import { toSource } from "../../model/source.ts";

/** The last word of a site. */
export interface Contact {
  at: number;
  via: Via;
  /** As its snippet claims. */
  projectId: string;
  failure?: Failure | undefined;
}

export interface LabState {
  /** The last received first; held still while paused. */
  rows: Accessor<readonly SeenRow[]>;
  totals: Accessor<LabTotals>;
  paused: Accessor<boolean>;
  /** Rows that came since the pause; at the size of the list it means "at least". */
  waiting: Accessor<number>;
  togglePause(): void;
  clear(): void;
  contact: Accessor<Contact | undefined>;
  /** Another origin that speaks to this page as its opener. */
  stranger: Accessor<string | undefined>;
  /** When a row was first on the screen, epoch milliseconds. */
  shownAt(key: string): number | undefined;
}

/** What came in this long before the lab was opened is listed too. */
const BEFORE_MS = 15 * 60_000;
const HIDDEN_MS = 250;
const FIRST_EVENTS = 200;

/** What a site sends, as it comes. */
export function createLabTrail(
  engine: EngineApi,
  live: Live,
  projectId: Accessor<string>,
  origin: Accessor<string | undefined>,
): LabState {
  const trail = makeLabTrail();
  const openedAt = Date.now();
  const showFrom = openedAt - BEFORE_MS;
  const [rows, setRows] = createSignal<readonly SeenRow[]>([]);
  const [totals, setTotals] = createSignal(trail.totals());
  const [held, setHeld] = createSignal<readonly SeenRow[]>();
  const [contact, setContact] = createSignal<Contact>();
  const [stranger, setStranger] = createSignal<string>();
  const [painted, setPainted] = createSignal(0);
  const shownAt = new Map<string, number>();
  const stop = new AbortController();
  onCleanup(() => stop.abort());

  let scheduled = false;
  /** Draws the trail with the next frame, or soon where no frames are drawn. */
  const drawSoon = (): void => {
    if (scheduled) return;
    scheduled = true;
    if (document.hidden) setTimeout(draw, HIDDEN_MS);
    else requestAnimationFrame(draw);
  };
  const draw = (): void => {
    scheduled = false;
    if (stop.signal.aborted) return;
    setRows(trail.rows());
    setTotals(trail.totals());
    // By then the frame is on the screen.
    requestAnimationFrame(() => setTimeout(markShown));
  };
  const markShown = (): void => {
    const now = Date.now();
    const keys = new Set(rows().map(({ key }) => key));
    for (const key of shownAt.keys()) if (!keys.has(key)) shownAt.delete(key);
    for (const key of keys) if (!shownAt.has(key)) shownAt.set(key, now);
    setPainted((count) => count + 1);
  };

  const source = (): string => toSource("snippet", origin() ?? "");
  const readStored = async (from: number, to: number, listFrom: number): Promise<void> => {
    const asked = source();
    const read = await engine.sourceEvents(projectId(), { source: asked, from, to, limit: FIRST_EVENTS });
    if (!read.ok || asked !== source() || stop.signal.aborted) return;
    trail.stored(read.value, listFrom);
    drawSoon();
  };
  const lookUp = makeLookUp(({ from, to }) => readStored(from, to, Infinity));
  stop.signal.addEventListener("abort", () => lookUp.forget());
  const begin = (): void => {
    trail.forget();
    lookUp.forget();
    setHeld(undefined);
    drawSoon();
    if (origin() !== undefined) void readStored(showFrom, Date.now() + AROUND_MS, showFrom);
  };

  const take = (note: LabNote): void => {
    if (note.origin !== origin()) {
      if (note.via === "opener") setStranger(note.origin);
      return;
    }
    setStranger(undefined);
    setContact({ at: Date.now(), via: note.via, projectId: note.projectId, failure: note.failure });
    if (note.projectId !== projectId()) return;
    trail.take(note);
    drawSoon();
    // What was captured before may have been stored before, under nobody's eyes.
    lookUp.ask(note.events.map(({ timestamp }) => timestamp).filter((at) => at < openedAt));
  };

  const channel = new BroadcastChannel(LAB_CHANNEL);
  channel.onmessage = (event: MessageEvent<unknown>) => {
    const note = parseLabNote(event.data);
    if (note !== undefined) take(note);
  };
  stop.signal.addEventListener("abort", () => channel.close());
  void navigator.locks.request(
    LAB_LOCK,
    { mode: "shared" },
    () => new Promise<void>((release) => stop.signal.addEventListener("abort", () => release())),
  );

  createEffect(
    on([projectId, origin], () => {
      setContact(undefined);
      setStranger(undefined);
      begin();
    }),
  );
  createEffect(
    on(live.generation, (generation, before) => {
      if (before !== undefined && generation !== undefined && generation !== before) begin();
    }),
  );
  createEffect(
    on([live.recent, origin], ([recent]) => {
      const ours = recent?.filter((event) => event.source === source()) ?? [];
      if (ours.length === 0) return;
      trail.stored(ours, showFrom);
      drawSoon();
    }),
  );

  const waiting = createMemo(() => {
    const still = held();
    if (still === undefined) return 0;
    const keys = new Set(still.map(({ key }) => key));
    return rows().filter(({ key }) => !keys.has(key)).length;
  });
  return {
    rows: () => held() ?? rows(),
    totals,
    paused: () => held() !== undefined,
    waiting,
    togglePause: () => setHeld(held() === undefined ? rows() : undefined),
    clear() {
      trail.clear();
      setHeld((still) => (still === undefined ? undefined : []));
      drawSoon();
    },
    contact,
    stranger,
    shownAt(key) {
      painted();
      return shownAt.get(key);
    },
  };
}
