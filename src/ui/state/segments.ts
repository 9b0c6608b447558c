import { createContext, createEffect, createSignal, on, useContext, type Accessor } from "solid-js";
import type { EngineApi } from "../../engine/api.ts";
import type { Failure, Result } from "../../model/failure.ts";
import type { FilterTerm } from "../../model/question.ts";
import type { Segment } from "../../model/segment.ts";
import type { TermWords } from "./filter-words.ts";
import { useProject } from "./projects-context.ts";

export interface Segments {
  /** Of the project shown, by name; undefined until read. */
  all: Accessor<readonly Segment[] | undefined>;
  failure: Accessor<Failure | undefined>;
  dismissFailure(): void;
  /** Adds one, or puts it in place of the one with its id. */
  save(segment: { id: string; name: string; terms: readonly FilterTerm[] }): Promise<Result<Segment>>;
  remove(segment: Segment): Promise<void>;
  /** The one that was deleted last. */
  removed: Accessor<Segment | undefined>;
  bringBack(): Promise<void>;
  dismissRemoved(): void;
}

/** The saved segments of a project, read again with each `tick`. */
export function createSegments(
  engine: Pick<EngineApi, "segments" | "saveSegment" | "deleteSegment">,
  projectId: Accessor<string | undefined>,
  tick: Accessor<unknown>,
): Segments {
  const [read, setRead] = createSignal<{ of: string; segments: readonly Segment[] } | undefined>(undefined, {
    equals: (a, b) => JSON.stringify(a) === JSON.stringify(b),
  });
  const [failure, setFailure] = createSignal<Failure>();
  const [removed, setRemoved] = createSignal<Segment>();
  const refresh = async (): Promise<void> => {
    const id = projectId();
    if (id === undefined) return;
    const found = await engine.segments(id);
    if (id !== projectId()) return;
    if (found.ok) setRead({ of: id, segments: found.value });
    else setFailure(found.failure);
  };
  createEffect(on([projectId, tick], () => void refresh()));
  createEffect(on(projectId, () => setRemoved(undefined), { defer: true }));
  const changing = async <T>(work: (id: string) => Promise<Result<T>>): Promise<Result<T>> => {
    const done = await work(projectId() ?? "");
    await refresh();
    return done;
  };
  const told = <T>(done: Result<T>): boolean => {
    setFailure(done.ok ? undefined : done.failure);
    return done.ok;
  };
  const save: Segments["save"] = (segment) => changing((id) => engine.saveSegment(id, segment));
  return {
    all: () => {
      const now = read();
      return now !== undefined && now.of === projectId() ? now.segments : undefined;
    },
    failure,
    dismissFailure: () => setFailure(undefined),
    save,
    async remove(segment) {
      if (told(await changing((id) => engine.deleteSegment(id, segment.id)))) setRemoved(segment);
    },
    removed,
    async bringBack() {
      const segment = removed();
      setRemoved(undefined);
      if (segment !== undefined) told(await save(segment));
    },
    dismissRemoved: () => setRemoved(undefined),
  };
}

export const SegmentsContext = createContext<Segments>();

export function useSegments(): Segments {
  const segments = useContext(SegmentsContext);
  if (segments === undefined) throw new Error("useSegments outside of Shell");
  return segments;
}

/** What puts terms in words here: the project's time zone, and the names of its segments. */
export function useTermWords(): Accessor<TermWords & { timeZone: string }> {
  const segments = useSegments();
  const project = useProject();
  return () => ({
    timeZone: project().timeZone,
    segmentName: (id) => segments.all()?.find((each) => each.id === id)?.name,
  });
}
