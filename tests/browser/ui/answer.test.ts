import { createComponent, createRoot, createSignal } from "solid-js";
import { expect, test, vi } from "vitest";
import type { EngineApi, MirrorState } from "../../../src/engine/api.ts";
import { fail, success, type Result } from "../../../src/model/failure.ts";
import { toProjectId } from "../../../src/model/identifier.ts";
import type { Project } from "../../../src/model/project.ts";
import type { Answer, Question } from "../../../src/model/question.ts";
import { createAnswer, type AnswerState } from "../../../src/ui/state/answer.ts";
import { EngineContext } from "../../../src/ui/state/engine-context.ts";
import { LiveContext, type Live } from "../../../src/ui/state/live.ts";
import { ProjectsContext, type Projects } from "../../../src/ui/state/projects-context.ts";

const project: Project = {
  id: toProjectId("p"),
  name: "P",
  timeZone: "UTC",
  writeKey: "k",
  allowedOrigins: [],
  sessionIdleMs: 1,
  createdAt: 0,
  updatedAt: 0,
};
const total = (value: number): Result<Answer> =>
  success({
    total: value,
    receipt: {
      source: "raw",
      generation: 1,
      sequence: value,
      ms: 1,
      scanned: 1,
      from: 0,
      to: 1,
      timeZone: "UTC",
    },
  });
const over = (to: number): Question => ({ version: 1, measure: "events", window: { from: 0, to } });

/** Questions wait until the test answers them, in the order they were asked. */
function ask() {
  const asked: { question: unknown; answer: (result: Result<Answer>) => void }[] = [];
  const cancelled: string[] = [];
  const engine: Partial<EngineApi> = {
    ask: (_projectId, question) => new Promise((answer) => asked.push({ question, answer })),
    cancel: (queryId) => {
      cancelled.push(queryId);
      return Promise.resolve();
    },
  };
  const [question, setQuestion] = createSignal(over(1));
  const [folded, setFolded] = createSignal(0);
  const [mirror, setMirror] = createSignal<MirrorState>({ kind: "ready", sequence: 1, rows: 1 });
  const live: Partial<Live> = { folded, mirror };
  const projects: Partial<Projects> = { current: () => project };
  let state: AnswerState | undefined;
  const end = createRoot((dispose) => {
    createComponent(EngineContext.Provider, {
      value: engine as EngineApi,
      get children() {
        return createComponent(LiveContext.Provider, {
          value: live as Live,
          get children() {
            return createComponent(ProjectsContext.Provider, {
              value: projects as Projects,
              get children() {
                state = createAnswer(question);
                return null;
              },
            });
          },
        });
      },
    })?.valueOf();
    return dispose;
  });
  if (state === undefined) throw new Error("createAnswer did not run");
  return {
    asked,
    cancelled,
    setQuestion,
    fold: () => setFolded((count) => count + 1),
    setMirror,
    state,
    end,
  };
}

test("a changed question cancels the one under way and keeps the last answer, marked stale", async () => {
  const { asked, cancelled, setQuestion, state, end } = ask();
  await vi.waitFor(() => expect(asked).toHaveLength(1));
  asked[0]?.answer(total(5));
  await vi.waitFor(() => expect(state.answer()?.total).toBe(5));
  setQuestion(over(2));
  setQuestion(over(3));
  await vi.waitFor(() => expect(asked).toHaveLength(3));
  expect(cancelled).toHaveLength(1);
  expect(state.answer()?.total).toBe(5);
  expect(state.stale()).toBe(true);
  asked[1]?.answer(total(666));
  asked[2]?.answer(total(7));
  await vi.waitFor(() => expect(state.answer()?.total).toBe(7));
  expect(state.stale()).toBe(false);
  end();
});

test("events that arrive meanwhile never cancel a question; it is asked once more after its answer", async () => {
  const { asked, cancelled, fold, state, end } = ask();
  await vi.waitFor(() => expect(asked).toHaveLength(1));
  fold();
  fold();
  fold();
  asked[0]?.answer(total(1));
  await vi.waitFor(() => expect(asked).toHaveLength(2));
  expect(cancelled).toEqual([]);
  asked[1]?.answer(total(2));
  await vi.waitFor(() => expect(state.answer()?.total).toBe(2));
  expect(asked).toHaveLength(2);
  end();
});

test("a failure is shown and not kept: the next events ask again", async () => {
  const { asked, fold, state, end } = ask();
  await vi.waitFor(() => expect(asked).toHaveLength(1));
  asked[0]?.answer(fail({ kind: "query-failed", message: "no" }));
  await vi.waitFor(() => expect(state.failure()?.kind).toBe("query-failed"));
  fold();
  await vi.waitFor(() => expect(asked).toHaveLength(2));
  asked[1]?.answer(total(3));
  await vi.waitFor(() => expect(state.answer()?.total).toBe(3));
  expect(state.failure()).toBeUndefined();
  end();
});

test("while the engine comes up its absence is waiting, and its arrival asks again", async () => {
  const { asked, setMirror, state, end } = ask();
  setMirror({ kind: "starting" });
  await vi.waitFor(() => expect(asked).toHaveLength(1));
  asked[0]?.answer(fail({ kind: "engine-unavailable", message: "starting" }));
  await vi.waitFor(() => expect(state.loading()).toBe(false));
  expect(state.failure()).toBeUndefined();
  setMirror({ kind: "ready", sequence: 1, rows: 1 });
  await vi.waitFor(() => expect(asked).toHaveLength(2));
  asked[1]?.answer(total(4));
  await vi.waitFor(() => expect(state.answer()?.total).toBe(4));
  end();
});

test("the same numbers again leave what is painted alone", async () => {
  const { asked, fold, state, end } = ask();
  await vi.waitFor(() => expect(asked).toHaveLength(1));
  asked[0]?.answer(total(9));
  await vi.waitFor(() => expect(state.answer()?.total).toBe(9));
  const painted = state.answer();
  fold();
  await vi.waitFor(() => expect(asked).toHaveLength(2));
  asked[1]?.answer(total(9));
  await vi.waitFor(() => expect(state.loading()).toBe(false));
  expect(state.answer()).toBe(painted);
  end();
});
