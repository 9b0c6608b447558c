import type { Page } from "@playwright/test";
import { expect, openApp, test } from "./app-test.ts";
import { ask, call, createProject, expectNoDrift } from "./call-app.ts";
import { leaderOf, SLOW } from "./leader-of.ts";

const HOUR = 3_600_000;

/** Starts appending small batches from a page until told to stop; each batch is awaited. */
const startStream = (page: Page, project: string, label: string): Promise<void> =>
  page.evaluate(
    ([projectId, name]) => {
      const state = { stopped: false, sent: 0, failures: [] as string[], done: Promise.resolve() };
      (window as unknown as { stream: typeof state }).stream = state;
      state.done = (async () => {
        while (!state.stopped) {
          const events = Array.from({ length: 20 }, (_, index) => ({
            id: crypto.randomUUID(),
            name,
            distinctId: `${name}-${(state.sent + index) % 50}`,
            timestamp: Date.now(),
            properties: { step: index },
          }));
          const result = await window.lochanApp.append(projectId, events);
          if (!result.ok) state.failures.push(result.failure.message);
          else if (result.value.accepted !== 20 || result.value.duplicate !== 0)
            state.failures.push(JSON.stringify(result.value));
          state.sent += 20;
        }
      })();
    },
    [project, label] as const,
  );

const sentBy = (page: Page): Promise<number> =>
  page.evaluate(() => (window as unknown as { stream: { sent: number } }).stream.sent);

const stopStream = (page: Page): Promise<{ sent: number; failures: string[] }> =>
  page.evaluate(async () => {
    const { stream } = window as unknown as {
      stream: { stopped: boolean; sent: number; failures: string[]; done: Promise<void> };
    };
    stream.stopped = true;
    await stream.done;
    return { sent: stream.sent, failures: stream.failures };
  });

async function loseLeader(page: Page, how: "closed" | "killed"): Promise<void> {
  if (how === "closed") return page.close();
  const devtools = await page.context().newCDPSession(page);
  // A crash takes the tab's workers with it, without any of their farewells. The command has no answer.
  const crashed = page.waitForEvent("crash");
  devtools.send("Page.crash").catch(() => undefined);
  await crashed;
}

for (const how of ["closed", "killed"] as const)
  test(`of two tabs one leads; it is ${how} while events stream: none lost, none counted twice (I2, I6)`, async ({
    profile,
  }) => {
    test.setTimeout(300_000);
    const pages = [await openApp(profile)];
    const project = await createProject(pages[0] as Page, "Tabs");
    await pages[0]?.goto(`/?project=${project}`);
    pages.push(await openApp(profile, `/?project=${project}`));
    await (pages[0] as Page).waitForFunction(() => "lochanApp" in window);

    const leader = await leaderOf(pages);
    const others = pages.filter((page) => page !== leader);
    for (const [index, page] of others.entries()) await startStream(page, project, `tab${index}`);
    const streamer = others[0] as Page;
    await expect.poll(() => sentBy(streamer), SLOW).toBeGreaterThan(100);

    await loseLeader(leader, how);
    const atLoss = await sentBy(streamer);
    await expect.poll(() => sentBy(streamer), SLOW).toBeGreaterThan(atLoss + 100);
    expect(await leaderOf(others)).toBeDefined();

    const stopped = await Promise.all(others.map(stopStream));
    const sent = stopped.reduce((total, stream) => total + stream.sent, 0);
    expect(stopped.flatMap(({ failures }) => failures)).toEqual([]);

    const range = { from: Date.now() - HOUR, to: Date.now() + HOUR };
    for (const page of others) {
      const raw = await ask(page, project, { measure: "events", window: range });
      expect(raw.total).toBe(sent);
      expect((await ask(page, project, { measure: "events", window: { last: "24h" } })).total).toBe(sent);
      expect((await ask(page, project, { measure: "users", window: range })).total).toBe(50 * others.length);
      expect((await call(page, "status")).events).toBe(sent);
    }
    await expectNoDrift(streamer, project);
  });

test("events appended in a tab that does not lead are shown in the one that does", async ({ profile }) => {
  const one = await openApp(profile);
  const project = await createProject(one, "Two tabs");
  await one.goto(`/?project=${project}`);
  const two = await openApp(profile, `/live?project=${project}`);
  const leader = await leaderOf([one, two]);
  const follower = leader === one ? two : one;
  await call(follower, "append", project, [
    { name: "hello_from_follower", distinctId: "a", timestamp: Date.now() },
  ]);
  for (const page of [leader, follower])
    await expect(page.getByText("hello_from_follower").first()).toBeVisible();
});
