import { createEffect, createMemo, createSignal, on, type Accessor } from "solid-js";
import type { EngineApi } from "../../engine/api.ts";
import { comparePlans, type PlanChange } from "../../model/compare-plans.ts";
import type { Failure } from "../../model/failure.ts";
import { EMPTY_PLAN, type StoredPlan, type TrackingPlan } from "../../model/tracking-plan.ts";

const MOST_STEPS = 100;

export interface PlanDraft {
  /** Undefined until read. */
  saved: Accessor<StoredPlan | undefined>;
  /** The plan as it is being edited. */
  plan: Accessor<TrackingPlan>;
  /** What is not saved yet. */
  changes: Accessor<PlanChange[]>;
  failure: Accessor<Failure | undefined>;
  saving: Accessor<boolean>;
  /** Another plan was saved elsewhere while this one has changes. */
  overtaken: Accessor<boolean>;
  canUndo: Accessor<boolean>;
  change: (plan: TrackingPlan) => void;
  undo: () => void;
  /** Back to what is saved. */
  discard: () => void;
  /** True where it was saved. */
  save: () => Promise<boolean>;
  /** Goes on from what was saved elsewhere, with the changes made here on top. */
  keepMine: () => void;
  /** Puts an empty plan in place of one that cannot be read. */
  startAnew: () => Promise<boolean>;
}

interface Held {
  saved: StoredPlan;
  /** Saved elsewhere since. */
  theirs?: StoredPlan | undefined;
  plan: TrackingPlan;
  past: TrackingPlan[];
}

const signalsByEngine = new WeakMap<EngineApi, ReturnType<typeof makeHeld>>();
const makeHeld = () => createSignal<ReadonlyMap<string, Held>>(new Map());

/** What is not saved stays while its user looks at another page. */
function heldOf(engine: EngineApi): ReturnType<typeof makeHeld> {
  let signal = signalsByEngine.get(engine);
  if (signal === undefined) signalsByEngine.set(engine, (signal = makeHeld()));
  return signal;
}

/** The tracking plan of a project under edit. `tick` rises when plans may have changed in another tab. */
export function createPlanDraft(
  engine: EngineApi,
  projectId: Accessor<string>,
  tick: Accessor<unknown>,
): PlanDraft {
  const [all, setAll] = heldOf(engine);
  const [failure, setFailure] = createSignal<Failure>();
  const [saving, setSaving] = createSignal(false);
  const held = (): Held | undefined => all().get(projectId());
  const put = (id: string, next: Held): void => {
    setAll((known) => new Map(known).set(id, next));
  };
  const fresh = (saved: StoredPlan): Held => ({ saved, plan: saved, past: [] });
  const changes = createMemo((): PlanChange[] => {
    const now = held();
    return now === undefined ? [] : comparePlans(now.saved, now.plan);
  });

  const take = (id: string, read: StoredPlan): void => {
    const now = all().get(id);
    if (now !== undefined && now.saved.updatedAt === read.updatedAt) return;
    const isClean = now === undefined || comparePlans(now.saved, now.plan).length === 0;
    put(id, isClean ? fresh(read) : { ...now, theirs: read });
  };
  createEffect(
    on([projectId, tick], ([id]) => {
      void engine.plan(id).then((read) => {
        if (id === projectId()) setFailure(read.ok ? undefined : read.failure);
        if (read.ok) take(id, read.value);
      });
    }),
  );

  async function send(plan: TrackingPlan, updatedAt: number): Promise<boolean> {
    const id = projectId();
    setSaving(true);
    const { version, events } = plan;
    const saved = await engine.savePlan(id, { version, events, updatedAt });
    setSaving(false);
    setFailure(saved.ok ? undefined : saved.failure);
    if (!saved.ok) return false;
    const now = all().get(id);
    // What was typed meanwhile is kept.
    if (now === undefined || now.plan === plan) put(id, fresh(saved.value));
    else put(id, { ...now, saved: saved.value, theirs: undefined });
    return true;
  }

  return {
    saved: () => held()?.saved,
    plan: () => held()?.plan ?? EMPTY_PLAN,
    changes,
    failure,
    saving,
    overtaken: () => held()?.theirs !== undefined,
    canUndo: () => (held()?.past.length ?? 0) > 0,
    change(plan) {
      const now = held();
      if (now === undefined) return;
      put(projectId(), { ...now, plan, past: [...now.past, now.plan].slice(-MOST_STEPS) });
    },
    undo() {
      const now = held();
      const before = now?.past.at(-1);
      if (now === undefined || before === undefined) return;
      put(projectId(), { ...now, plan: before, past: now.past.slice(0, -1) });
    },
    discard() {
      const now = held();
      setFailure(undefined);
      if (now !== undefined) put(projectId(), fresh(now.theirs ?? now.saved));
    },
    async save() {
      const now = held();
      return now !== undefined && send(now.plan, now.saved.updatedAt);
    },
    keepMine() {
      const now = held();
      setFailure(undefined);
      if (now?.theirs !== undefined) put(projectId(), { ...now, saved: now.theirs, theirs: undefined });
    },
    startAnew: () => send(EMPTY_PLAN, 0),
  };
}
