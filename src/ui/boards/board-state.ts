import { batch, createEffect, createSignal, on, untrack, type Accessor } from "solid-js";
import type { Dashboard } from "../../model/dashboard.ts";
import type { Failure, Result } from "../../model/failure.ts";
import { useEngine } from "../state/engine-context.ts";
import { useFirstPaint } from "../state/first-paint.ts";
import { useLive } from "../state/live.ts";

export type BoardChange = Partial<Pick<Dashboard, "name" | "widgets">>;

/** A dashboard of a project, and what changes it. */
export interface BoardState {
  dashboard: Accessor<Dashboard | undefined>;
  /** Why it is not there. */
  failure: Accessor<Failure | undefined>;
  retry(): void;
  /** Shown at once, stored after; what it was can be brought back by {@link undo}. */
  change(patch: BoardChange): Promise<Result<Dashboard>>;
  /** Why the last change was not stored: what is shown is what is stored. */
  trouble: Accessor<Failure | undefined>;
  dismissTrouble(): void;
  canUndo: Accessor<boolean>;
  undo(): void;
  /** Of the Overview: as it is made. */
  reset(): void;
}

/** So many changes can be taken back. */
export const UNDO_STEPS = 50;

/** The stored dashboard, read again when the catalog changes. The Overview where there is no id. */
export function createBoard(projectId: Accessor<string>, id: Accessor<string | undefined>): BoardState {
  const engine = useEngine();
  const live = useLive();
  const paint = untrack(useFirstPaint());
  const painted =
    untrack(id) === undefined && paint?.project?.id === untrack(projectId) ? paint.dashboard : undefined;
  const [dashboard, setDashboard] = createSignal<Dashboard | undefined>(painted, {
    equals: (a, b) => JSON.stringify(a) === JSON.stringify(b),
  });
  const [failure, setFailure] = createSignal<Failure>();
  const [trouble, setTrouble] = createSignal<Failure>();
  const [past, setPast] = createSignal<readonly BoardChange[]>([]);
  let turn = 0;
  let saving: Promise<unknown> = Promise.resolve();
  let waiting = 0;

  const take = async (answer: Promise<Result<Dashboard>>): Promise<void> => {
    const mine = ++turn;
    const result = await answer;
    if (mine !== turn) return;
    batch(() => {
      setFailure(result.ok ? undefined : result.failure);
      setDashboard(result.ok ? result.value : undefined);
    });
  };
  // While changes are on their way, what is stored is older than what is shown.
  const read = (): void => {
    if (waiting === 0) void take(engine.dashboard(projectId(), id()));
  };
  createEffect(on([projectId, id, live.catalog], read));
  createEffect(
    on(
      [projectId, id],
      () =>
        batch(() => {
          setDashboard(undefined);
          setFailure(undefined);
          setTrouble(undefined);
          setPast([]);
        }),
      { defer: true },
    ),
  );

  /** One after the other, so that what was changed last is what stays. */
  const inTurn = async (work: () => Promise<Result<Dashboard>>): Promise<Result<Dashboard>> => {
    turn++;
    waiting++;
    const stored = saving.then(work);
    saving = stored;
    const result = await stored;
    waiting--;
    setTrouble(result.ok ? undefined : result.failure);
    read();
    return result;
  };
  const store = (next: Dashboard): Promise<Result<Dashboard>> => {
    setDashboard(next);
    return inTurn(() => engine.saveDashboard(next));
  };
  const change = (patch: BoardChange): Promise<Result<Dashboard>> => {
    const before = untrack(dashboard);
    if (before === undefined) throw new Error("There is no dashboard to change.");
    const { name, widgets } = before;
    setPast((steps) => [...steps, { name, widgets }].slice(-UNDO_STEPS));
    return store({ ...before, ...patch });
  };
  return {
    dashboard,
    failure,
    retry: read,
    change,
    trouble,
    dismissTrouble: () => setTrouble(undefined),
    canUndo: () => past().length > 0,
    undo() {
      const [before, now] = [past().at(-1), dashboard()];
      if (before === undefined || now === undefined) return;
      setPast((steps) => steps.slice(0, -1));
      void store({ ...now, ...before });
    },
    reset() {
      const [now, id] = [dashboard(), projectId()];
      // A damaged one is in the place of what a failure is told by.
      if (now === undefined) return void take(engine.resetDashboard(id));
      setPast((steps) => [...steps, { name: now.name, widgets: now.widgets }].slice(-UNDO_STEPS));
      void inTurn(() => engine.resetDashboard(id));
    },
  };
}
