import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePortPair } from "../support/free-port.ts";
import { expect, test } from "./app-test.ts";
import { call, createProject, importBytes } from "./call-app.ts";
import { serveSite, type Site } from "./serve-site.ts";
import { flush, snippetLoaded, snippetStatus, storedEvents } from "./tracked-site.ts";

test.use({
  expectedComplaints: [
    /^request to another origin: http:\/\/localhost:\d+\/|Executing inline script violates .*'script-src http:\/\/localhost:\d+\/lochan\.js http:\/\/localhost:\d+\/lochan-idle\.js'/,
  ],
});

const block = (name: string) => ["region", { name, exact: true }] as const;

test("what the help says to paste works under the policy it gives, and not under one without its hash", async ({
  app,
  profile,
}) => {
  const project = await createProject(app, "Tea & <b>Shop</b>");
  await app.goto(`/help/snippet?project=${project}`);
  await expect(app.getByRole("heading", { name: "The snippet", level: 1 })).toBeVisible();
  const tags = await app.getByRole(...block("The snippet")).innerText();
  const additions = app.getByRole(...block("Additions to a Content-Security-Policy"));
  await expect(additions).toContainText(/sha256-[\w+/]{43}=/);
  const policy = await additions.innerText();

  const sites: Site[] = [];
  for (const [sent, works] of [
    [policy, true],
    [policy.replace(/'sha256-[^']+' /, ""), false],
  ] as const) {
    const site = await serveSite(() => ({
      headers: { "Content-Security-Policy": `default-src 'self'; img-src data:; ${sent}` },
      body: `<!doctype html><title>Strict</title><link rel="icon" href="data:,">${tags}`,
    }));
    sites.push(site);
    await call(app, "updateProject", project, { origins: [site.sameSite] });
    const page = await profile.newPage();
    const violations: string[] = [];
    await page.exposeFunction("violated", (text: string) => violations.push(text));
    await page.addInitScript(() =>
      document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
        void (window as unknown as { violated: (text: string) => void }).violated(
          `${violatedDirective} ${blockedURI}`,
        );
      }),
    );
    await page.goto(`${site.sameSite}/`);
    await snippetLoaded(page);
    expect(await flush(page)).toBe("delivered");
    expect(await snippetStatus(page)).toMatchObject({ transport: "iframe", pending: 0 });
    if (works) expect(violations).toEqual([]);
    else await expect.poll(() => violations).toEqual(["script-src-elem inline"]);
  }
  await expect.poll(async () => (await storedEvents(app, project)).map(({ name }) => name)).toHaveLength(2);
  for (const site of sites) await site.close();
});

test.describe("the help's collector", () => {
  let folder: string;
  let collector: ChildProcess;
  let endpoint: string;
  test.beforeEach(async ({ app }) => {
    folder = await mkdtemp(join(tmpdir(), "lochan-collector-"));
    const project = await createProject(app, "Tracked", { id: "tracked", writeKey: "k" });
    await app.goto(`/help/snippet?project=${project}`);
    const source = await app.getByRole(...block("A collector")).innerText();
    expect(source.trim()).toBe((await readFile("src/ui/help/collector.mjs", "utf8")).trim());
    const port = await freePortPair();
    endpoint = `http://127.0.0.1:${port}/`;
    collector = spawn(process.execPath, [
      "src/ui/help/collector.mjs",
      `${port}`,
      join(folder, "events.ndjson"),
    ]);
    await expect
      .poll(() =>
        fetch(endpoint).then(
          ({ status }) => status,
          () => 0,
        ),
      )
      .toBe(405);
  });
  test.afterEach(async () => {
    collector.kill();
    await rm(folder, { recursive: true, force: true });
  });

  test("takes what a page posts, and its file is imported as it is", async ({ app }) => {
    const now = Date.now();
    const event = (n: number) => ({
      id: `event-${n}`,
      type: "track",
      name: "bought",
      properties: { n, note: "=1+1\n<b>" },
      distinctId: "d",
      timestamp: now - 1_000 * n,
      project: "tracked",
      sentAt: now,
    });
    const post = (lines: object[]) =>
      fetch(endpoint, {
        method: "POST",
        headers: { "Content-Type": "text/plain" },
        body: lines.map((line) => JSON.stringify(line)).join("\n"),
      });
    const answer = await post([event(1), event(2)]);
    expect([answer.status, answer.headers.get("access-control-allow-origin")]).toEqual([204, "*"]);
    expect((await post([event(2), event(3)])).status).toBe(204);
    expect((await fetch(endpoint, { method: "POST", body: "no json" })).status).toBe(400);

    const file = await readFile(join(folder, "events.ndjson"));
    expect(await importBytes(app, "tracked", file, "events.ndjson")).toMatchObject({
      ok: true,
      value: { read: 4, accepted: 3, duplicate: 1, refused: 0 },
    });
    const stored = await storedEvents(app, "tracked");
    expect(stored.map(({ id }) => id)).toEqual(["event-3", "event-2", "event-1"]);
    expect(stored[0]?.properties).toMatchObject({ n: 3, note: "=1+1\n<b>" });
  });
});
