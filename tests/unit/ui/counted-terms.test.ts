import { expect, it } from "vitest";
import type { LochanEvent } from "../../../src/model/event.ts";
import { matchesFilters } from "../../../src/model/match-filter.ts";
import type { EventTerm, Filter } from "../../../src/model/question.ts";
import { ruleOf, activeRules, type TrafficRules } from "../../../src/model/traffic.ts";
import { countedTerms } from "../../../src/ui/explore/counted-terms.ts";

const event = (name: string, properties: LochanEvent["properties"] = {}): LochanEvent =>
  ({ id: name, type: "track", name, distinctId: "d", timestamp: 0, properties }) as LochanEvent;
const ALL = [
  event("signup", { plan: "team" }),
  event("signup", { plan: "free", $bot: true }),
  event("signup", { plan: "free", internal: "yes", office: "HQ" }),
  event("signup", { internal: "yes" }),
  event("checkout", { plan: "team" }),
  event("$identify", { plan: "team" }),
  event("$page_leave"),
];
const rule = (...conditions: Filter[]) => ({ name: "r", on: true, conditions });
const kept = (question: Parameters<typeof countedTerms>[0], traffic?: TrafficRules): LochanEvent[] => {
  const counted = countedTerms(question, traffic === undefined ? {} : { traffic });
  return ALL.filter((each) => matchesFilters(each, counted?.terms as EventTerm[]));
};

it("keeps what a question counts: no hidden names unless they are asked for, no left-out traffic", () => {
  expect(kept({})).toEqual(ALL.filter(({ name }) => !name.startsWith("$")));
  expect(kept({ name: "$identify" })).toEqual([ALL[5]]);
  expect(kept({ filters: [{ property: "$name", op: "is", value: ["$identify", "checkout"] }] })).toEqual([
    ALL[4],
    ALL[5],
  ]);
  expect(kept({ name: "signup", filters: [{ property: "plan", op: "is", value: "free" }] })).toEqual([
    ALL[1],
    ALL[2],
  ]);
  const traffic: TrafficRules = {
    bots: true,
    rules: [rule({ property: "internal", op: "is", value: "yes" }, { property: "office", op: "set" })],
  };
  expect(kept({ traffic: "real" }, traffic)).toEqual(
    ALL.filter((each) => !each.name.startsWith("$") && ruleOf(each, activeRules({ traffic })) === undefined),
  );
});

it("names the rules that filters cannot say, and keeps to all the others", () => {
  const rules = [
    { ...rule({ property: "n", op: "greater", value: 3 }), name: "Large" },
    rule({ property: "internal", op: "is", value: "yes" }),
  ];
  const traffic = { bots: true, rules };
  const counted = countedTerms({ traffic: "real" }, { traffic });
  expect(counted?.besides).toEqual(["Large"]);
  expect(kept({ traffic: "real" }, traffic)).toEqual([ALL[0], ALL[4]]);
  // As many filters as there may be leave no room for rules, and more are no list.
  const full: Filter[] = Array.from({ length: 18 }, (_, n) => ({ property: `p${n}`, op: "set" }));
  expect(countedTerms({ traffic: "real", filters: full }, { traffic })?.besides).toEqual(["Large", "r"]);
  const over = [...full, ...full.slice(0, 2)];
  expect(countedTerms({ traffic: "real", filters: over }, { traffic })).toBeUndefined();
});
