import { expect, test } from "vitest";
import { fail, success } from "../../../src/model/failure.ts";
import type { AnyAnswer, AnyQuestion } from "../../../src/model/question.ts";
import { makeSharedAsks } from "../../../src/ui/state/shared-asks.ts";

const question: AnyQuestion = { version: 1, measure: "events", window: { last: "24h" } };
const answer = { total: 3 } as AnyAnswer;

/** A line to an engine that answers when told to. */
function openLine() {
  const asked: { queryId: string | undefined; answer: () => void; cancel: () => void }[] = [];
  const ask = makeSharedAsks({
    ask: (_project, _question, options) =>
      new Promise((resolve) =>
        asked.push({
          queryId: options?.queryId,
          answer: () => resolve(success(answer)),
          cancel: () => resolve(fail({ kind: "query-cancelled", message: "" })),
        }),
      ),
    cancel: async (queryId) => {
      asked.find((each) => each.queryId === queryId)?.cancel();
    },
  });
  return { asked, ask };
}

test("the same question at once is asked once, and answers all who asked", async () => {
  const { asked, ask } = openLine();
  const [one, other] = [ask("p", question, 1), ask("p", { ...question }, 1)];
  expect(asked).toHaveLength(1);
  asked[0]!.answer();
  expect(await one.result).toEqual(success(answer));
  expect(await other.result).toEqual(success(answer));
  ask("p", question, 1);
  expect(asked).toHaveLength(2);
});

test("another project, another question, or counts that changed since are asked on their own", () => {
  const { asked, ask } = openLine();
  ask("p", question, 1);
  ask("q", question, 1);
  ask("p", { ...question, measure: "users" }, 1);
  ask("p", question, 2);
  expect(asked).toHaveLength(4);
});

test("it is cancelled once nobody waits for it, and not before", async () => {
  const { ask } = openLine();
  const [one, other] = [ask("p", question, 1), ask("p", question, 1)];
  one.leave();
  one.leave();
  const third = ask("p", question, 1);
  third.leave();
  other.leave();
  expect(await other.result).toMatchObject({ ok: false, failure: { kind: "query-cancelled" } });
});
