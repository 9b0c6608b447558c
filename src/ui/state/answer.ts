import {
  batch,
  createEffect,
  createMemo,
  createSignal,
  on,
  onCleanup,
  untrack,
  type Accessor,
} from "solid-js";
import type { MirrorState } from "../../engine/api.ts";
import type { Failure } from "../../model/failure.ts";
import { segmentsIn } from "../../model/filter-terms.ts";
import {
  answerTo,
  type AnswerTo,
  type AnyAnswer,
  type AnyQuestion,
  type Question,
  type Receipt,
} from "../../model/question.ts";
import { createClock } from "./clock.ts";
import { useEngine } from "./engine-context.ts";
import { answerFrom, useFirstPaint } from "./first-paint.ts";
import { mayChange } from "../../model/may-change.ts";
import { zoneOfProject } from "../../model/time-zone.ts";
import { useInView } from "./in-view.ts";
import { useLive } from "./live.ts";
import { useProjects } from "./projects-context.ts";
import { sharedAsksOf, type SharedAsk } from "./shared-asks.ts";

export interface AnswerState<Q extends AnyQuestion = Question> {
  /** The last answer, kept while a newer one is on its way. Changes only when its numbers do. */
  answer: Accessor<AnswerTo<Q> | undefined>;
  receipt: Accessor<Receipt | undefined>;
  /** The newest answer and the question it is of, for its receipt. */
  told: Accessor<{ question: Q; answer: AnyAnswer } | undefined>;
  loading: Accessor<boolean>;
  /** The answer shown belongs to an earlier question. */
  stale: Accessor<boolean>;
  failure: Accessor<Failure | undefined>;
  retry(): void;
}

const numbersOf = (answer: AnyAnswer | undefined): string =>
  JSON.stringify({ ...answer, receipt: undefined });

/** Asking again waits at least this many times as long as the last answer took to work out. */
const REST_FACTOR = 3;

const COMING: readonly MirrorState["kind"][] = ["idle", "starting", "loading", "rebuilding"];

/**
 * The answer to a question about the open project, asked again when events were folded that may change it and when
 * its window slides; panels that ask the same at once share one question. A changed question cancels the one under way; a question under way is never
 * cancelled by new events. Nothing is asked out of view, and what is under way is cancelled there.
 */
export function createAnswer<Q extends AnyQuestion = Question>(
  question: Accessor<Q | undefined>,
): AnswerState<Q> {
  const askShared = sharedAsksOf(useEngine());
  const live = useLive();
  const projects = useProjects();
  const firstPaint = useFirstPaint();
  const [answer, setAnswer] = createSignal<AnswerTo<Q> | undefined>(undefined, {
    equals: (a, b) => numbersOf(a) === numbersOf(b),
  });
  const [told, setTold] = createSignal<{ question: Q; answer: AnyAnswer }>();
  const receipt = (): Receipt | undefined => told()?.answer.receipt;
  const [loading, setLoading] = createSignal(true);
  const [stale, setStale] = createSignal(false);
  const [failed, setFailure] = createSignal<Failure>();
  const second = createClock(1000);
  // While the engine comes up by itself, not having an answer is waiting, not failing.
  const isComing = createMemo(() => COMING.includes(live.mirror().kind));
  const failure = (): Failure | undefined =>
    failed()?.kind === "engine-unavailable" && isComing() ? undefined : failed();

  const inView = useInView();
  /** Asked about while it was out of view. */
  let isDue = false;
  let running: SharedAsk | undefined;
  let askAgain = false;
  let restUntil = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const projectId = (): string | undefined => projects.current()?.id;
  /** Answers to it change with the project's traffic rules, and with the day its weeks begin. */
  const rules = () => (question()?.traffic === undefined ? undefined : projects.current()?.traffic);
  /** An answer of before that is not for who asks now. */
  const asOf = () => [live.folded(), live.catalog()];
  const key = createMemo(() =>
    JSON.stringify([projectId(), question(), rules(), projects.current()?.weekStart]),
  );
  const slide = createMemo(() => {
    const window = question()?.window;
    if (window === undefined || !("last" in window)) return 0;
    return Math.floor(second() / (window.last === "5m" ? 5000 : 60_000));
  });

  /** Until the engine answers, what it answered before the page was left. */
  const showPainted = (): void => {
    const project = projects.current();
    const asked = question();
    if (answer() !== undefined || project === undefined || asked === undefined) return;
    const painted = answerFrom(firstPaint(), project, asked);
    if (painted === undefined) return;
    setAnswer(() => painted);
    setTold({ question: asked, answer: painted });
  };
  const ask = async (): Promise<void> => {
    const id = untrack(projectId);
    const asked = untrack(question);
    if (id === undefined || asked === undefined) {
      setLoading(false);
      return;
    }
    if (!untrack(inView)) {
      isDue = true;
      return;
    }
    isDue = false;
    const mine = askShared(id, asked, untrack(asOf));
    running = mine;
    askAgain = false;
    setLoading(true);
    const startedAt = performance.now();
    const result = await mine.result;
    if (running !== mine) return;
    running = undefined;
    // Not the time it waited behind slower questions: a rollup's answer is free to ask again.
    const workMs = result.ok ? result.value.receipt.ms : performance.now() - startedAt;
    restUntil = performance.now() + REST_FACTOR * workMs;
    batch(() => {
      setLoading(false);
      if (result.ok) {
        setFailure(undefined);
        setStale(false);
        setAnswer(() => answerTo(asked, result.value));
        setTold({ question: asked, answer: result.value });
      } else if (result.failure.kind !== "query-cancelled") setFailure(result.failure);
    });
    if (askAgain) renew();
  };
  const stop = (): void => {
    clearTimeout(timer);
    timer = undefined;
    running?.leave();
    running = undefined;
    askAgain = false;
  };
  const renew = (): void => {
    if (!untrack(inView)) {
      isDue = true;
      return;
    }
    if (running !== undefined) {
      askAgain = true;
      return;
    }
    timer ??= setTimeout(
      () => {
        timer = undefined;
        if (running === undefined) void ask();
        else askAgain = true;
      },
      Math.max(0, restUntil - performance.now()),
    );
  };

  createEffect(
    on(key, (_, previous) => {
      const before = previous as string | undefined;
      stop();
      batch(() => {
        setFailure(undefined);
        if (before !== undefined && JSON.parse(before)[0] !== untrack(projectId)) {
          setAnswer(undefined);
          setTold(undefined);
        }
        setStale(untrack(answer) !== undefined);
        untrack(showPainted);
      });
      void ask();
      return untrack(key);
    }),
  );
  createEffect(on(slide, renew, { defer: true }));
  createEffect(
    on(
      live.folded,
      () => {
        const [asked, project] = [question(), projects.current()];
        if (asked === undefined || project === undefined || failed() !== undefined) return renew();
        if (mayChange(asked, live.changed(), Date.now(), zoneOfProject(project))) renew();
      },
      { defer: true },
    ),
  );
  const isOfSegments = () => segmentsIn(question()?.filters ?? []).length > 0;
  // A segment may be another now.
  createEffect(on(live.catalog, () => untrack(isOfSegments) && renew(), { defer: true }));
  createEffect(
    on(
      () => live.mirror().kind,
      (kind) => {
        if (kind === "ready" && untrack(failed) !== undefined) renew();
      },
      { defer: true },
    ),
  );
  createEffect(
    on(
      inView,
      (isInView) => {
        if (isInView && isDue) void ask();
        if (isInView) return;
        isDue ||= running !== undefined || timer !== undefined;
        stop();
      },
      { defer: true },
    ),
  );
  onCleanup(stop);
  return { answer, receipt, told, loading, stale, failure, retry: () => void ask() };
}
