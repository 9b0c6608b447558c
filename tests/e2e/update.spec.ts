import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import sirv from "sirv";
import { expect, launchUnwatched, openApp, test } from "./app-test.ts";
import { ask, call, createProject } from "./call-app.ts";

const BUILT = process.env["LOCHAN_TEST_DIST"] ?? "dist";

/** A deployment that can be replaced by a newer one while pages of the old one are open. */
async function deploy() {
  const folder = await mkdtemp(join(tmpdir(), "lochan-deployed-"));
  await cp(BUILT, folder, { recursive: true });
  const server = createServer(sirv(folder, { dev: true, single: true }));
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://localhost:${port}`,
    /** The same app, with a mark in its page. */
    async replace() {
      const [page, worker] = [join(folder, "index.html"), join(folder, "service-worker.js")];
      const html = await readFile(page, "utf8");
      await writeFile(page, html.replace("</head>", '<meta name="deployed" content="later"></head>'));
      const script = await readFile(worker, "utf8");
      const next = script.replace(
        /"revision":"[^"]+","url":"index\.html"/,
        '"revision":"later","url":"index.html"',
      );
      expect(next).not.toBe(script);
      await writeFile(worker, next);
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const isControlled = (page: Page) => page.waitForFunction(() => navigator.serviceWorker.controller !== null);

test("a newer version waits to be let in, then every tab has it, and what was stored is there", async () => {
  test.setTimeout(240_000);
  const deployed = await deploy();
  const folder = await mkdtemp(join(tmpdir(), "lochan-update-"));
  const context = await launchUnwatched(folder, deployed.origin);
  try {
    const page = await openApp(context);
    const project = await createProject(page, "Updated");
    const events = [1, 2, 3].map((n) => ({ name: `kept_${n}`, distinctId: "me", timestamp: Date.now() }));
    await call(page, "append", project, events);
    await page.evaluate(() => navigator.serviceWorker.ready);
    await page.goto(`/?project=${project}`);
    await isControlled(page);
    const other = await openApp(context, `/?project=${project}`);
    await isControlled(other);
    // A worker in the middle of a download is not replaced before it ends.
    for (const tab of [page, other])
      await expect(tab.getByText("Offline ready")).toBeVisible({ timeout: 90_000 });

    const prompts = [page, other].map((tab) => tab.getByText("A newer Lochan is ready"));
    const marks = [page, other].map((tab) => tab.locator('meta[name="deployed"]'));
    await expect(prompts[0]!).toBeHidden();
    await deployed.replace();
    await page.evaluate(async () => (await navigator.serviceWorker.ready).update());
    for (const prompt of prompts) await expect(prompt).toBeVisible({ timeout: 60_000 });
    for (const mark of marks) await expect(mark).toHaveCount(0);

    await page.getByRole("button", { name: "Update now" }).click();
    for (const mark of marks) await expect(mark).toHaveCount(1, { timeout: 60_000 });
    for (const prompt of prompts) await expect(prompt).toBeHidden();
    for (const tab of [page, other]) {
      await tab.waitForFunction(() => "lochanApp" in window);
      expect((await ask(tab, project, { measure: "events", window: { last: "24h" } })).total).toBe(3);
    }
  } finally {
    await context.close();
    await deployed.close();
    await rm(folder, { recursive: true, force: true });
  }
});
