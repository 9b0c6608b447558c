import { expect, test } from "vitest";
import { activeRules, ruleOf, type TrafficRules } from "../../../src/model/traffic.ts";
import { makeEvent } from "../../support/rolled-project.ts";

const me = { name: "Me", on: true, conditions: [{ property: "$userId", op: "is" as const, value: "me" }] };

test("a project leaves out bots unless it says otherwise, and what its rules that are on say", () => {
  const names = (traffic?: TrafficRules) =>
    activeRules({ ...(traffic && { traffic }) }).map(({ name }) => name);
  expect(names()).toEqual(["Bots"]);
  expect(names({ bots: false, rules: [] })).toEqual([]);
  expect(
    names({
      bots: true,
      rules: [
        { ...me, on: false },
        { ...me, name: "Too" },
      ],
    }),
  ).toEqual(["Bots", "Too"]);
  expect(names({ bots: false, rules: [{ ...me, conditions: [] }] })).toEqual([]);
});

test("the first rule that matches an event is the one that leaves it out", () => {
  const rules = activeRules({ traffic: { bots: true, rules: [me] } });
  const bot = { properties: { $bot: true } };
  expect(ruleOf(makeEvent({ ...bot, userId: "me" }), rules)?.name).toBe("Bots");
  expect(ruleOf(makeEvent({ userId: "me" }), rules)?.name).toBe("Me");
  expect(ruleOf(makeEvent({ userId: "you", properties: { $bot: false } }), rules)).toBeUndefined();
});
