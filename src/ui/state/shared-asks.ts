import type { EngineApi } from "../../engine/api.ts";
import type { Result } from "../../model/failure.ts";
import type { AnyAnswer, AnyQuestion } from "../../model/question.ts";
import { perEngine } from "./per-engine.ts";

export interface SharedAsk {
  result: Promise<Result<AnyAnswer>>;
  /** It is not waited for any more; cancelled once that is so of all who asked. */
  leave(): void;
}

/**
 * Asks a question that is under way already no second time. `tick` says as of what: an answer that was begun before counts
 * changed is not for who asks because they did.
 */
export function makeSharedAsks(engine: Pick<EngineApi, "ask" | "cancel">) {
  const running = new Map<string, { queryId: string; result: Promise<Result<AnyAnswer>>; askers: number }>();
  return (projectId: string, question: AnyQuestion, tick: unknown): SharedAsk => {
    const key = JSON.stringify([projectId, question, tick]);
    let entry = running.get(key);
    if (entry === undefined) {
      const queryId = crypto.randomUUID();
      const result = engine.ask(projectId, question, { freshness: "any", queryId });
      entry = { queryId, result, askers: 0 };
      running.set(key, entry);
      const own = entry;
      const end = (): void => {
        if (running.get(key) === own) running.delete(key);
      };
      void result.then(end, end);
    }
    const asked = entry;
    asked.askers++;
    let left = false;
    return {
      result: asked.result,
      leave() {
        if (left) return;
        left = true;
        if (--asked.askers > 0 || running.get(key) !== asked) return;
        running.delete(key);
        void engine.cancel(asked.queryId);
      },
    };
  };
}

export const sharedAsksOf = perEngine(makeSharedAsks);
