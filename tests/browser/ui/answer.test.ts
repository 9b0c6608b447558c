import { createComponent, createEffect, createRoot, createSignal } from "solid-js";
import { afterEach, expect, test, vi } from "vitest";
import { toProjectId } from "../../../src/model/identifier.ts";
import type { Project } from "../../../src/model/project.ts";
import type { Question } from "../../../src/model/question.ts";
import { createAnswer, type AnswerState } from "../../../src/ui/state/answer.ts";
import { EngineContext } from "../../../src/ui/state/engine-context.ts";
import { createLive, LiveContext } from "../../../src/ui/state/live.ts";
import { ProjectsContext, type Projects } from "../../../src/ui/state/projects-context.ts";
import { draft, valueOf } from "../engine/support.ts";
import { makeProject, openEngine } from "./support.ts";

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

const HOUR_MS = 3_600_000;
/** Of the hours since 1970 up to `hours`; the rollups answer it. */
const over = (hours: number, more: Partial<Question> = {}): Question => ({
  version: 1,
  measure: "events",
  window: { from: 0, to: hours * HOUR_MS },
  granularity: "hour",
  ...more,
});
const WAIT = { timeout: 30_000 };

/** An answer of the real engine, whose calls are listened in on. */
async function ask(first: Question, askedOf?: (streamed: Project) => Project) {
  const { api: engine, close } = openEngine();
  const streamed = await makeProject(engine);
  const project = askedOf?.(streamed) ?? streamed;
  const asks = vi.spyOn(engine, "ask");
  const cancels = vi.spyOn(engine, "cancel");
  const add = async (from: number, count: number, over: Parameters<typeof draft>[1] = {}) =>
    valueOf(
      await engine.append(
        streamed.id,
        Array.from({ length: count }, (_, n) => draft(from + n, { timestamp: HOUR_MS / 2, ...over })),
      ),
    );
  const folded = (total: number) =>
    vi.waitFor(async () => {
      expect(valueOf(await engine.ask(streamed.id, over(100))).total).toBe(total);
      asks.mockClear();
    }, WAIT);
  const [question, setQuestion] = createSignal(first);
  const [current, setCurrent] = createSignal<Project>(project);
  const projects: Pick<Projects, "current"> = { current };
  const totals: (number | undefined)[] = [];
  const failures: (string | undefined)[] = [];
  const start = (): AnswerState =>
    createRoot((end) => {
      closing.push(end);
      const live = createLive(engine, () => streamed.id);
      let state: AnswerState | undefined;
      createComponent(EngineContext.Provider, {
        value: engine,
        get children() {
          return createComponent(LiveContext.Provider, {
            value: live,
            get children() {
              return createComponent(ProjectsContext.Provider, {
                value: projects as Projects,
                get children() {
                  const made = createAnswer(question);
                  createEffect(() => void totals.push(made.answer()?.total));
                  createEffect(() => void failures.push(made.failure()?.kind));
                  state = made;
                  return null;
                },
              });
            },
          });
        },
      })?.valueOf();
      if (state === undefined) throw new Error("createAnswer did not run");
      return state;
    });
  closing.push(close);
  return { engine, folded, add, asks, cancels, setQuestion, setCurrent, start, totals, failures };
}

test("a changed question cancels the one under way and keeps the last answer, marked stale", async () => {
  const { add, folded, asks, cancels, setQuestion, start, totals } = await ask(over(1));
  await add(0, 5);
  await add(5, 2, { timestamp: 1.5 * HOUR_MS });
  await add(7, 4, { timestamp: 2.5 * HOUR_MS });
  await folded(11);
  const state = start();
  await vi.waitFor(() => expect(state.answer()?.total).toBe(5), WAIT);
  await vi.waitFor(() => expect(state.loading()).toBe(false), WAIT);
  cancels.mockClear();
  setQuestion(over(2));
  const passedOver = asks.mock.lastCall?.[2]?.queryId;
  setQuestion(over(3));
  expect(cancels.mock.calls).toEqual([[passedOver]]);
  expect([state.answer()?.total, state.stale()]).toEqual([5, true]);
  await vi.waitFor(() => expect(state.answer()?.total).toBe(11), WAIT);
  expect(state.stale()).toBe(false);
  expect(totals).not.toContain(7);
});

test("events that arrive never cancel a question, and the last of them is counted", async () => {
  const { add, asks, cancels, start } = await ask(over(1));
  const state = start();
  for (let round = 0; round < 20; round++) await add(round * 10, 10);
  await vi.waitFor(() => expect(state.answer()?.total).toBe(200), WAIT);
  expect(cancels).not.toHaveBeenCalled();
  expect(asks.mock.calls.length).toBeLessThan(20);
});

test("changed traffic rules ask again what they have a say in, without waiting for an event", async () => {
  const { engine, add, asks, setCurrent, setQuestion, start } = await ask(over(1, { traffic: "real" }));
  await add(0, 5);
  await add(5, 2, { userId: "me" });
  const state = start();
  await vi.waitFor(() => expect(state.answer()?.total).toBe(7), WAIT);
  const [{ id }] = valueOf(await engine.projects()) as [Project];
  const conditions = [{ property: "$userId", op: "is", value: "me" }];
  const change = async (on: boolean) => {
    const rules = [{ name: "Me", on, conditions }];
    setCurrent(valueOf(await engine.updateProject(id, { traffic: { bots: true, rules } })));
  };
  await change(true);
  await vi.waitFor(() => expect(state.answer()?.total).toBe(5), WAIT);
  await change(false);
  await vi.waitFor(() => expect(state.answer()?.total).toBe(7), WAIT);
  setQuestion(over(1));
  await vi.waitFor(() => expect([state.loading(), state.stale()]).toEqual([false, false]), WAIT);
  asks.mockClear();
  await change(true);
  expect(asks).not.toHaveBeenCalled();
});

test("a failure is shown and not kept: the next events ask again", async () => {
  const { engine, add, failures, start } = await ask(over(1), (streamed) => ({
    ...streamed,
    id: toProjectId("later"),
  }));
  const state = start();
  await vi.waitFor(() => expect(state.failure()).toBeDefined(), WAIT);
  await makeProject(engine, "Later", "later");
  await add(0, 3);
  await vi.waitFor(() => expect(state.answer()?.total).toBe(0), WAIT);
  expect(state.failure()).toBeUndefined();
  expect(failures.at(-1)).toBeUndefined();
});

test("while the engine comes up an answer is waited for, and nothing has failed", async () => {
  const { add, failures, start } = await ask(over(1, { breakdown: "plan" }));
  await add(0, 4);
  const state = start();
  await vi.waitFor(() => expect(state.answer()?.total).toBe(4), WAIT);
  expect(failures.filter((kind) => kind !== undefined)).toEqual([]);
});

test("the same numbers again leave what is painted alone", async () => {
  const { add, start } = await ask(over(1, { name: "click" }));
  await add(0, 9, { name: "click", type: "track" });
  const state = start();
  await vi.waitFor(() => expect(state.answer()?.total).toBe(9), WAIT);
  const painted = state.answer();
  const sequence = state.receipt()?.sequence ?? 0;
  await add(9, 3, { name: "page_view", type: "page" });
  await vi.waitFor(() => expect(state.receipt()?.sequence).toBeGreaterThan(sequence), WAIT);
  expect(state.answer()).toBe(painted);
});
