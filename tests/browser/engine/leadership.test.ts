import { afterEach, expect, test } from "vitest";
import { draft, eventually, openTab, valueOf, type Tab } from "./support.ts";

const tabs: Tab[] = [];
const open = (name: string): Tab => {
  const tab = openTab(name);
  tabs.push(tab);
  return tab;
};
afterEach(() => {
  for (const tab of tabs.splice(0)) tab.kill();
});

async function leaderAmong(candidates: Tab[]): Promise<Tab> {
  return eventually(async () => {
    const leading: Tab[] = [];
    for (const tab of candidates) if (valueOf(await tab.engine.status()).leader.leads) leading.push(tab);
    return leading.length === 1 ? leading[0] : undefined;
  });
}

test("three tabs have one leader, and another takes over when it dies", async () => {
  const name = crypto.randomUUID();
  const all = [open(name), open(name), open(name)];
  const first = await leaderAmong(all);
  expect(valueOf(await first.engine.status()).leader.tabs).toBe(3);
  first.kill();
  const rest = all.filter((tab) => tab !== first);
  const second = await leaderAmong(rest);
  expect(second).not.toBe(first);
});

test("a leader that fell silent with the lock in its hands is replaced", async () => {
  const name = crypto.randomUUID();
  let lost = false;
  const silent = navigator.locks
    .request(`lochan-leader-${name}`, () => new Promise(() => undefined))
    .catch(() => (lost = true));
  const tab = open(name);
  const project = valueOf(await tab.engine.createProject({ name: "Silent", timeZone: "UTC" }));
  expect(valueOf(await tab.engine.append(project.id, [draft(1)]))).toMatchObject({ accepted: 1 });
  await silent;
  expect(lost).toBe(true);
});

test("a leader killed mid-stream loses no acked event and counts none twice", async () => {
  const name = crypto.randomUUID();
  const all = [open(name), open(name), open(name)];
  const leader = await leaderAmong(all);
  const writers = all.filter((tab) => tab !== leader);
  const project = valueOf(await leader.engine.createProject({ name: "Kill", timeZone: "Europe/Berlin" }));
  let next = 0;
  let acked = 0;
  const append = async (tab: Tab, count: number): Promise<void> => {
    const drafts = Array.from({ length: count }, () => draft(next++));
    const done = valueOf(await tab.engine.append(project.id, drafts));
    acked += done.accepted + done.duplicate;
  };
  const streams = writers.map(async (tab) => {
    for (let round = 0; round < 30; round++) await append(tab, 20);
  });
  await append(leader, 50);
  await eventually(async () => (acked > 200 ? true : undefined));
  leader.kill();
  await Promise.all(streams);
  expect(acked).toBe(50 + 2 * 30 * 20);
  const [survivor] = writers;
  const answer = valueOf(
    await survivor!.engine.ask(project.id, { version: 1, measure: "events", window: { last: "7d" } }),
  );
  expect(answer.total).toBe(acked);
  // The same ids once more, by the other tab: all known.
  const again = Array.from({ length: 500 }, (_, n) => draft(n));
  expect(valueOf(await writers[1]!.engine.append(project.id, again))).toMatchObject({
    accepted: 0,
    duplicate: 500,
  });
  expect(valueOf(await survivor!.engine.verify(project.id))).toMatchObject({ drift: 0 });
});

test("every tab gives the same answer, whoever leads", async () => {
  const name = crypto.randomUUID();
  const all = [open(name), open(name)];
  await leaderAmong(all);
  const project = valueOf(await all[0]!.engine.createProject({ name: "Same", timeZone: "Asia/Kolkata" }));
  valueOf(
    await all[1]!.engine.append(
      project.id,
      Array.from({ length: 700 }, (_, n) => draft(n)),
    ),
  );
  const questions = [
    { version: 1, measure: "users", window: { last: "7d" }, granularity: "day" },
    { version: 1, measure: "sessions", window: { last: "48h" } },
    { version: 1, measure: "events", window: { last: "7d" }, breakdown: "$name" },
    { version: 1, measure: "users", window: { last: "7d" }, breakdown: "path" },
    { version: 1, measure: "users", window: { last: "7d" }, breakdown: "plan" },
  ];
  for (const question of questions) {
    const [one, two] = await Promise.all(
      all.map(async (tab) => {
        const { receipt, ...answer } = valueOf(await tab.engine.ask(project.id, question));
        return { source: receipt.source, ...answer };
      }),
    );
    expect(two).toEqual(one);
    expect(one!.total).toBeGreaterThan(0);
  }
});
