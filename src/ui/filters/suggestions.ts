import {
  createEffect,
  createMemo,
  createResource,
  createSignal,
  on,
  onCleanup,
  type Accessor,
} from "solid-js";
import { isSessionField } from "../../model/own-fields.ts";
import type { FilterScalar } from "../../model/question.ts";
import type { Suggestion } from "../controls/suggest-input.tsx";
import { useEngine } from "../state/engine-context.ts";
import { FIELD_LABELS, propertyLabel, scalarText } from "../state/filter-words.ts";
import { formatCount } from "../state/format.ts";
import { useLive } from "../state/live.ts";
import { useProject } from "../state/projects-context.ts";

const SHOWN = 50;
/** Properties that stand before the fields every event has. */
const MOST_FIRST = 12;
const TYPING_MS = 150;

export interface Suggested {
  list: Accessor<Suggestion[]>;
  /** That more are on their way. */
  note: Accessor<string | undefined>;
}

const waitingWords = (what: string, isReady: boolean): string =>
  isReady ? `Loading ${what}` : `Loading ${what}: the query engine is starting`;

/** Each id cancels what was asked under the one before, and so does the end of its owner. */
function createQueryIds(): () => string {
  const engine = useEngine();
  let current: string | undefined;
  const cancel = (): void => {
    if (current !== undefined) void engine.cancel(current);
  };
  onCleanup(cancel);
  return () => {
    cancel();
    current = crypto.randomUUID();
    return current;
  };
}

/**
 * Properties that contain what was typed, by key or by label: those that most events have, then fields, then all others.
 * `fields` leaves out what only its session tells of an event, or all fields. Asked for once `isWanted`.
 */
export function suggestProperties(
  typed: Accessor<string>,
  {
    fields = "all",
    isWanted = () => true,
  }: { fields?: "all" | "of-events" | "none"; isWanted?: Accessor<boolean> } = {},
): Suggested {
  const engine = useEngine();
  const project = useProject();
  const live = useLive();
  const isReady = createMemo(() => live.mirror().kind === "ready");
  const nextId = createQueryIds();
  // Initial values: a resource without one suspends the whole page until it is there.
  const [known] = createResource(
    () => isWanted() && { id: project().id, ready: isReady() },
    async ({ id }) => {
      const result = await engine.propertyCounts(id, { queryId: nextId() });
      return result.ok ? result.value : [];
    },
    { initialValue: [] },
  );
  return {
    list: () => {
      const wanted = typed().trim().toLowerCase();
      const offered = [...FIELD_LABELS.keys()].filter(
        (key) => fields === "all" || (fields === "of-events" && !isSessionField(key)),
      );
      const hinted = (key: string, hint: string): Suggestion => ({
        value: key,
        label: propertyLabel(key),
        hint,
      });
      const properties = known.latest.map(({ key, count }) => {
        const events = formatCount(count);
        return hinted(key, propertyLabel(key) === key ? events : `${key} · ${events}`);
      });
      return [
        ...properties.slice(0, MOST_FIRST),
        ...offered.map((key) => hinted(key, key)),
        ...properties.slice(MOST_FIRST),
      ]
        .filter(({ value, label }) => `${value} ${label}`.toLowerCase().includes(wanted))
        .slice(0, SHOWN);
    },
    note: () =>
      known.loading && known.latest.length === 0 ? waitingWords("properties", isReady()) : undefined,
  };
}

/** Values of a property, the most frequent first, that contain what was typed; `valueOf` gives back one of them. */
export function suggestValues(
  property: Accessor<string | undefined>,
  typed: Accessor<string>,
): Suggested & { valueOf: (suggestion: Suggestion) => FilterScalar | undefined } {
  const engine = useEngine();
  const project = useProject();
  const live = useLive();
  const isReady = createMemo(() => live.mirror().kind === "ready");
  const nextId = createQueryIds();
  const [search, setSearch] = createSignal("");
  createEffect(
    on(typed, (text) => {
      const timer = setTimeout(() => setSearch(text), TYPING_MS);
      onCleanup(() => clearTimeout(timer));
    }),
  );
  const [values] = createResource(
    () => {
      const key = property();
      return key !== undefined && { id: project().id, key, search: search(), ready: isReady() };
    },
    async ({ id, key, search: contained }) => {
      const result = await engine.values(id, key, contained, { queryId: nextId() });
      return { key, found: result.ok ? result.value : [] };
    },
    { initialValue: { key: "", found: [] } },
  );
  // Those of the property before are none of this one's.
  const found = () => (values.latest.key === property() ? values.latest.found : []);
  return {
    list: () => {
      // Until what was typed is looked for, those that were found before narrow down.
      const wanted = typed().toLowerCase();
      return found()
        .map(({ value, count }) => ({ value: scalarText(value), hint: formatCount(count) }))
        .filter(({ value }) => value.toLowerCase().includes(wanted))
        .slice(0, SHOWN);
    },
    note: () => (values.loading && found().length === 0 ? waitingWords("values", isReady()) : undefined),
    valueOf: (suggestion) => found().find(({ value }) => scalarText(value) === suggestion.value)?.value,
  };
}
