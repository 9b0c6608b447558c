import { createContext, useContext, type Accessor } from "solid-js";
import type { EngineApi } from "../../engine/api.ts";
import type { FilterTerm } from "../../model/question.ts";
import type { Segment } from "../../model/segment.ts";
import type { TermWords } from "./filter-words.ts";
import { createKeptList, type KeptList } from "./kept-list.ts";
import { useProject } from "./projects-context.ts";

type Draft = { id: string; name: string; terms: readonly FilterTerm[] };
/** Of the project shown, by name. */
export type Segments = KeptList<Segment, Draft>;

export const createSegments = (
  engine: Pick<EngineApi, "segments" | "saveSegment" | "deleteSegment">,
  projectId: Accessor<string | undefined>,
  tick: Accessor<unknown>,
): Segments =>
  createKeptList<Segment, Draft>({
    projectId,
    tick,
    read: (id) => engine.segments(id),
    save: (id, draft) => engine.saveSegment(id, draft),
    remove: (id, segmentId) => engine.deleteSegment(id, segmentId),
    toDraft: (segment) => segment,
  });

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
