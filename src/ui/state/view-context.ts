import { useSearchParams } from "@solidjs/router";
import { createContext, createMemo, createSignal, useContext, type Accessor } from "solid-js";
import type { FilterTerm, Granularity, QuestionWindow } from "../../model/question.ts";
import type { Segment } from "../../model/segment.ts";
import { goneWords, withoutUnknown } from "./known-segments.ts";
import { parseViewState, viewStateToParams, type QueryParams, type ViewState } from "./url-state.ts";

export interface View {
  state: Accessor<ViewState>;
  /** What of the link was not understood, in words, until dismissed. */
  notices: Accessor<string[]>;
  dismissNotices(): void;
  change(patch: Partial<ViewState>): void;
  /** As {@link change}; the range there was is offered until another one is chosen. */
  zoom(window: QuestionWindow): void;
  /** The range before the last zoom. */
  zoomedFrom: Accessor<QuestionWindow | undefined>;
  zoomBack(): void;
  addFilter(filter: FilterTerm): void;
  hasFilter(filter: FilterTerm): boolean;
  /** Takes it away where it is there. */
  toggleFilter(filter: FilterTerm): void;
  /** The path with project, range and filters kept, but for what `patch` says. */
  href(path: string, patch?: Partial<ViewState> & { project?: string }): string;
}

/**
 * Range, filters, comparison, measure and traffic, held by the address and nowhere else. Once `segments` are known, filters
 * that name others are left out.
 */
export function createView(segments: Accessor<readonly Segment[] | undefined>): View {
  const [params, setParams] = useSearchParams();
  const query = (): QueryParams => ({
    range: params["range"],
    from: params["from"],
    to: params["to"],
    filters: params["filters"],
    measure: params["measure"],
    by: params["by"],
    compare: params["compare"],
    traffic: params["traffic"],
  });
  const read = createMemo(() => parseViewState(query()));
  const parsed = createMemo(
    () => {
      const { state: said, notices } = read();
      const known = segments();
      const { terms, gone } = known ? withoutUnknown(said.filters, known) : { terms: said.filters, gone: 0 };
      if (gone === 0) return { state: said, notices };
      return { state: { ...said, filters: terms }, notices: [...notices, goneWords(gone)] };
    },
    undefined,
    { equals: (a, b) => JSON.stringify(a) === JSON.stringify(b) },
  );
  const [dismissed, setDismissed] = createSignal<string[]>([]);
  const state = (): ViewState => parsed().state;
  const change = (patch: Partial<ViewState>): void => setParams(viewStateToParams({ ...state(), ...patch }));
  const hasFilter = (filter: FilterTerm): boolean => {
    const key = JSON.stringify(filter);
    return state().filters.some((each) => JSON.stringify(each) === key);
  };
  /** Ranges that were zoomed into, each from the one before. */
  const [zooms, setZooms] = createSignal<
    readonly { into: string; from: QuestionWindow; granularity: Granularity | undefined }[]
  >([]);
  const lastZoom = () => {
    const last = zooms().at(-1);
    return last?.into === JSON.stringify(state().window) ? last : undefined;
  };
  return {
    state,
    zoom(window) {
      const { window: from, granularity } = state();
      const into = JSON.stringify(window);
      if (into === JSON.stringify(from)) return;
      setZooms([...(lastZoom() === undefined ? [] : zooms()), { into, from, granularity }]);
      change({ window });
    },
    zoomedFrom: () => lastZoom()?.from,
    zoomBack() {
      const last = lastZoom();
      if (last === undefined) return;
      setZooms(zooms().slice(0, -1));
      const { granularity: _, ...rest } = state();
      const back = { ...rest, window: last.from, ...(last.granularity && { granularity: last.granularity }) };
      setParams(viewStateToParams(back));
    },
    notices: () => (parsed().notices.join() === dismissed().join() ? [] : parsed().notices),
    dismissNotices: () => setDismissed(parsed().notices),
    change,
    hasFilter,
    addFilter: (filter) => {
      if (!hasFilter(filter)) change({ filters: [...state().filters, filter] });
    },
    toggleFilter: (filter) => {
      const { filters } = state();
      const key = JSON.stringify(filter);
      change({
        filters: hasFilter(filter)
          ? filters.filter((each) => JSON.stringify(each) !== key)
          : [...filters, filter],
      });
    },
    href: (path, { project = params["project"], ...patch } = {}) => {
      const search = new URLSearchParams();
      const kept = { project, ...viewStateToParams({ ...state(), ...patch }) };
      for (const [key, value] of Object.entries(kept)) if (typeof value === "string") search.set(key, value);
      const text = search.toString();
      return text === "" ? path : `${path}?${text}`;
    },
  };
}

export const ViewContext = createContext<View>();

export function useView(): View {
  const view = useContext(ViewContext);
  if (view === undefined) throw new Error("useView outside of Shell");
  return view;
}
