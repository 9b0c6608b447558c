import { expect, test, vi } from "vitest";
import type { CountersUpdate, LiveUpdate } from "../../../src/engine/api.ts";
import type { Question, Traffic } from "../../../src/model/question.ts";
import { makeProject, openEngine } from "../ui/support.ts";
import { draft, valueOf } from "./support.ts";

const WAIT = { timeout: 30_000 };
const DAY_MS = 86_400_000;

test("a rule takes its events from every answer and from the counters at once, and gives them back", async () => {
  const { api: engine, close } = openEngine();
  const { id } = await makeProject(engine);
  const ask = async (traffic: Traffic, more: Partial<Question> = {}) =>
    valueOf(await engine.ask(id, { version: 1, measure: "users", window: { last: "7d" }, traffic, ...more }));
  let counters: CountersUpdate | undefined;
  const listen = (update: LiveUpdate): void => {
    if (update.kind === "events" || update.kind === "counters") counters = update;
  };
  const watched = valueOf(await engine.watch(id, listen));
  const shown = () => ({
    all: counters?.counters.events5m.value,
    real: (counters?.real ?? counters?.counters)?.events5m.value,
  });
  const now = Date.now();
  valueOf(
    await engine.append(id, [
      draft(1, { timestamp: now, distinctId: "person" }),
      draft(2, { timestamp: now, distinctId: "me", userId: "me" }),
    ]),
  );
  const fast = await ask("real");
  expect(fast).toMatchObject({ total: 2, receipt: { source: "daily", leftOut: { events: 0 } } });
  await vi.waitFor(() => expect(shown()).toEqual({ all: 2, real: 2 }), WAIT);

  valueOf(
    await engine.append(id, [
      draft(3, { timestamp: now, distinctId: "robot", properties: { $bot: true } }),
      draft(4, { timestamp: now, distinctId: "person", properties: { $bot: true } }),
    ]),
  );
  expect(await ask("real")).toMatchObject({ total: 2, receipt: { leftOut: { rules: ["Bots"], events: 2 } } });
  expect((await ask("all")).total).toBe(3);
  expect((await ask("left-out")).total).toBe(2);
  expect(await ask("real", { window: { last: "5m" } })).toMatchObject({
    total: 2,
    receipt: { source: "counters", leftOut: { events: 2 } },
  });
  await vi.waitFor(() => expect(shown()).toEqual({ all: 4, real: 2 }), WAIT);

  const rules = [{ name: "Me", on: true, conditions: [{ property: "$userId", op: "is", value: "me" }] }];
  valueOf(await engine.updateProject(id, { traffic: { bots: true, rules } }));
  expect(await ask("real")).toMatchObject({
    total: 1,
    receipt: { leftOut: { rules: ["Bots", "Me"], events: 3 } },
  });
  await vi.waitFor(() => expect(shown()).toEqual({ all: 4, real: 1 }), WAIT);

  valueOf(await engine.updateProject(id, { traffic: { bots: false, rules: [] } }));
  expect(await ask("real")).toMatchObject({ total: 3, receipt: { source: "daily" } });
  await vi.waitFor(() => expect(shown()).toEqual({ all: 4, real: 4 }), WAIT);
  await engine.unwatch(watched);
  close();
});

test("windows without an event that rules match are answered from rollups, and late ones are noticed", async () => {
  const { api: engine, close } = openEngine();
  const { id } = await makeProject(engine);
  const watched = valueOf(await engine.watch(id, () => undefined));
  const today = Math.floor(Date.now() / DAY_MS) * DAY_MS;
  const before = { from: today - 5 * DAY_MS, to: today - DAY_MS };
  const ask = async () =>
    valueOf(
      await engine.ask(id, {
        version: 1,
        measure: "events",
        window: before,
        granularity: "day",
        traffic: "real",
      }),
    );
  const bot = { properties: { $bot: true } };
  valueOf(
    await engine.append(id, [
      draft(1, { timestamp: today - 2 * DAY_MS }),
      draft(2, { timestamp: Date.now(), ...bot }),
    ]),
  );
  // The first answer is raw: that there are bots is known, but not yet when.
  await vi.waitFor(async () => {
    expect(await ask()).toMatchObject({ total: 1, receipt: { source: "daily", leftOut: { events: 0 } } });
  }, WAIT);
  valueOf(await engine.append(id, [draft(3, { timestamp: today - 3 * DAY_MS })]));
  expect(await ask()).toMatchObject({ total: 2, receipt: { source: "daily" } });
  valueOf(await engine.append(id, [draft(4, { timestamp: today - 3 * DAY_MS, ...bot })]));
  expect(await ask()).toMatchObject({ total: 2, receipt: { source: "raw", leftOut: { events: 1 } } });
  await engine.unwatch(watched);
  close();
});
