import { createSignal, type Accessor } from "solid-js";
import type { EngineApi } from "../../engine/api.ts";
import type { Failure, Result } from "../../model/failure.ts";
import {
  DEFAULT_POLL_SECONDS,
  DEFAULT_SILENCE_SECONDS,
  type FeedKind,
  type FeedMapping,
  feedOrigin,
  type FeedSample,
  type FeedState,
  type LiveFeed,
} from "../../model/live-feed.ts";

export const FEED_FIELDS = [
  "name",
  "url",
  "pollSeconds",
  "silenceSeconds",
  "greeting",
  "cursorField",
  "mapping",
] as const;

export interface FeedDraft {
  text: Accessor<FeedText>;
  change(patch: Partial<FeedText>): void;
  kind: Accessor<FeedKind>;
  setKind(kind: FeedKind): void;
  /** Null: rows are events as Lochan writes them. */
  mapping: Accessor<FeedMapping | null>;
  setMapping(mapping: FeedMapping | null): void;
  /** The mapping is Lochan's guess, and nobody has changed it. */
  isGuessed: Accessor<boolean>;
  /** What the address names, if it names anything. */
  origin: Accessor<string | undefined>;
  sample: Accessor<FeedSample | undefined>;
  busy: Accessor<"looking" | "saving" | undefined>;
  failure: Accessor<Failure | undefined>;
  /** As it would be saved. */
  input(state: FeedState): object;
  /** Allows the origin, and looks at what comes from it. False where that failed; `failure` says why. */
  look(): Promise<boolean>;
  stopLooking(): void;
  save(state: FeedState): Promise<boolean>;
  /** Takes back what looking saved. */
  drop(): Promise<void>;
}

/** What is typed; empty where a field is left out. */
export interface FeedText {
  name: string;
  url: string;
  pollSeconds: string;
  silenceSeconds: string;
  greeting: string;
  cursorField: string;
}

/** A feed being added, or `known` being changed. */
export function createFeedDraft(engine: EngineApi, projectId: string, known?: LiveFeed): FeedDraft {
  const [text, setText] = createSignal<FeedText>({
    name: known?.name ?? "",
    url: known?.url ?? "",
    pollSeconds: String(known?.pollSeconds ?? DEFAULT_POLL_SECONDS),
    silenceSeconds: String(known?.silenceSeconds ?? DEFAULT_SILENCE_SECONDS),
    greeting: known?.greeting ?? "",
    cursorField: known?.cursorField ?? "",
  });
  const [kind, setKind] = createSignal<FeedKind>(known?.kind ?? "sse");
  const [mapping, setMapping] = createSignal<FeedMapping | null>(known?.mapping ?? null);
  const [sample, setSample] = createSignal<FeedSample>();
  const [busy, setBusy] = createSignal<"looking" | "saving">();
  const [failure, setFailure] = createSignal<Failure>();
  const [saved, setSaved] = createSignal<LiveFeed | undefined>(known);
  const [isChosen, setChosen] = createSignal(known !== undefined);
  let queryId = "";

  const input = (state: FeedState): object => {
    const { name, url, pollSeconds, silenceSeconds, greeting, cursorField } = text();
    const id = saved()?.id;
    const chosen = mapping();
    return {
      name,
      url,
      kind: kind(),
      state,
      ...(id === undefined ? {} : { id }),
      ...(chosen === null ? {} : { mapping: withoutGaps(chosen) }),
      ...(kind() === "poll" ? { pollSeconds: Number(pollSeconds) } : {}),
      ...(kind() === "sse" ? { silenceSeconds: Number(silenceSeconds) } : {}),
      ...(kind() === "websocket" && greeting.trim() !== "" ? { greeting } : {}),
      ...(kind() !== "sse" && cursorField.trim() !== "" ? { cursorField } : {}),
    };
  };

  /** One that is on goes on as it is: what is in the form may be reached by one that stands beside it meanwhile. */
  const lookBeside = async (running: LiveFeed): Promise<Result<FeedSample>> => {
    const { id: _, ...form } = { id: "", ...input("paused") };
    if (feedOrigin(text().url.trim()) === feedOrigin(running.url))
      return engine.sampleFeed(projectId, form, { queryId });
    const trial = await engine.saveFeed(projectId, { ...form, name: `Looking ${queryId}` });
    if (!trial.ok) return trial;
    const looked = await engine.sampleFeed(projectId, trial.value, { queryId });
    await engine.removeFeed(projectId, trial.value.id);
    return looked;
  };

  const lookAtSaved = async (): Promise<Result<FeedSample>> => {
    const feed = await store("paused");
    return feed.ok ? engine.sampleFeed(projectId, feed.value, { queryId }) : feed;
  };

  const store = async (state: FeedState): Promise<Result<LiveFeed>> => {
    const result = await engine.saveFeed(projectId, input(state));
    if (result.ok) setSaved(result.value);
    setFailure(result.ok ? undefined : result.failure);
    return result;
  };

  return {
    text,
    change: (patch) => void setText((before) => ({ ...before, ...patch })),
    kind,
    setKind: (value) => void setKind(value),
    mapping,
    setMapping(value) {
      setChosen(true);
      setMapping(value);
    },
    isGuessed: () => !isChosen() && mapping() !== null,
    origin: () => feedOrigin(text().url.trim()),
    sample,
    busy,
    failure,
    input,
    async look() {
      setBusy("looking");
      queryId = crypto.randomUUID();
      setFailure(undefined);
      const looked = await (known?.state === "on" ? lookBeside(known) : lookAtSaved());
      if (looked.ok) {
        setSample(looked.value);
        if (!isChosen()) setMapping(looked.value.guess);
      } else if (looked.failure.kind !== "cancelled") setFailure(looked.failure);
      setBusy(undefined);
      return sample() !== undefined && failure() === undefined;
    },
    stopLooking: () => void engine.cancel(queryId),
    async save(state) {
      setBusy("saving");
      const result = await store(state);
      setBusy(undefined);
      return result.ok;
    },
    async drop() {
      void engine.cancel(queryId);
      const feed = saved();
      if (feed === known) return;
      if (known !== undefined) await engine.saveFeed(projectId, known);
      else if (feed !== undefined) await engine.removeFeed(projectId, feed.id);
    },
  };
}

const withoutGaps = (mapping: FeedMapping): FeedMapping =>
  Object.fromEntries(
    Object.entries(mapping).filter(([, value]) => value !== undefined && value.trim() !== ""),
  );
