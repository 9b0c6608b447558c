import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import type { Page } from "@playwright/test";
import { expect, test } from "./app-test.ts";
import { call, createProject, exportNdjson, failureOf, importBytes } from "./call-app.ts";
import { SAMPLE } from "./git-activity.ts";

const good = { name: "kept", distinctId: "a", timestamp: Date.UTC(2026, 0, 1) };
const text = (value: string): Uint8Array => new TextEncoder().encode(value);

test.describe("bad input has a typed failure in words and changes nothing stored", () => {
  let project: string;
  let before: string;

  test.beforeEach(async ({ app }) => {
    project = await createProject(app, "Bad input");
    await call(app, "append", project, [{ ...good, id: "kept-1" }]);
    before = await exportNdjson(app, project);
  });
  test.afterEach(async ({ app }) => {
    expect(await exportNdjson(app, project)).toBe(before);
  });

  test("a malformed event is refused by its place, with the reason", async ({ app }) => {
    for (const [what, event] of [
      ["no name", { distinctId: "a", timestamp: 1 }],
      ["nobody", { name: "x", timestamp: 1 }],
      ["a time that is none", { ...good, timestamp: "tomorrow" }],
      ["a time without end", { ...good, timestamp: 1e300 }],
      ["a name of a megabyte", { ...good, name: "x".repeat(1_000_000) }],
      ["properties that are a list", { ...good, properties: [1, 2] }],
      ["properties too deep", { ...good, properties: { a: { b: { c: { d: { e: { f: { g: 1 } } } } } } } }],
      ["text", "event"],
      ["nothing", null],
    ] as const) {
      const { accepted, duplicate, refused } = await call(app, "append", project, [event]);
      expect({ accepted, duplicate }, what).toEqual({ accepted: 0, duplicate: 0 });
      expect(refused, what).toMatchObject([{ index: 1 }]);
      expect(refused[0]?.reason.length, what).toBeGreaterThan(3);
    }
  });

  test("an unknown project, an oversize batch and a list that is none", async ({ app }) => {
    expect(await failureOf(app, "append", "nowhere", [good])).toMatchObject({ kind: "unknown-project" });
    expect(
      await failureOf(app, "ask", "nowhere", { version: 1, measure: "events", window: { last: "24h" } }),
    ).toMatchObject({
      kind: "unknown-project",
    });
    const many = Array.from({ length: 10_001 }, () => good);
    expect(await failureOf(app, "append", project, many)).toMatchObject({
      kind: "oversize-batch",
      limit: 10_000,
    });
    expect((await failureOf(app, "append", project, "events")).message.length).toBeGreaterThan(10);
  });

  test("questions that are none", async ({ app }) => {
    const whole = { version: 1, measure: "events", window: { last: "24h" } };
    for (const question of [
      null,
      {},
      { ...whole, version: 2 },
      { ...whole, measure: "money" },
      { ...whole, window: { last: "fortnight" } },
      { ...whole, window: { from: 5, to: 5 } },
      { ...whole, window: { from: Number.NaN, to: 5 } },
      { ...whole, limit: 1e9 },
      { ...whole, filters: [{ property: "a", op: "resembles", value: 1 }] },
    ])
      expect(await failureOf(app, "ask", project, question), JSON.stringify(question)).toMatchObject({
        kind: "invalid-question",
      });
  });

  test("files that are not what they say", async ({ app }) => {
    for (const [name, bytes] of [
      ["picture.ndjson", new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13])],
      ["noise.ndjson.gz", new Uint8Array([0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9])],
      ["table.csv", text("name,time\npage_view,1\n")],
      ["list.json", text('[{"name":"x"}]')],
      ["page.ndjson", text("<!doctype html><p>Not found</p>")],
      ["cut.parquet", new Uint8Array([0x50, 0x41, 0x52, 0x31, 0x15, 0, 0x15])],
      ["cut.lochan", new Uint8Array([0x50, 0x4b, 0x03, 0x04, 0x14, 0])],
    ] as const) {
      const result = await importBytes(app, project, bytes, name);
      expect(result.ok, name).toBe(false);
      if (!result.ok) expect(result.failure.message.length, name).toBeGreaterThan(10);
    }
  });

  test("a file of bad lines refuses each with its line", async ({ app }) => {
    const lines = ['{"name":"x"}', "not json", "", '{"name":"y","distinctId":"a","timestamp":"never"}'];
    const result = await importBytes(app, project, gzipSync(lines.join("\n")), "bad.ndjson.gz");
    expect(result).toMatchObject({ ok: true, value: { read: 3, accepted: 0, refused: 3 } });
    if (result.ok) expect(result.value.refusedRows.map(({ index }) => index)).toEqual([1, 2, 4]);
  });
});

test("a truncated gzip is named, and what came before the cut is whole", async ({ app }) => {
  const project = await createProject(app, "Truncated");
  const sample = await readFile(`tests/fixtures/${SAMPLE}`);
  const result = await importBytes(app, project, sample.subarray(0, sample.length >> 1), SAMPLE);
  expect(result).toMatchObject({ ok: false, failure: { kind: "unreadable-file" } });
  const again = await importBytes(app, project, sample, SAMPLE);
  expect(again).toMatchObject({ ok: true, value: { read: 44_319, refused: 0 } });
  expect((await call(app, "status")).events).toBe(44_319);
});

test("an address with nonsense says so and shows the page", async ({ app }) => {
  const project = await createProject(app, "Nonsense");
  await app.goto(`/?project=${project}&range=fortnight&from=x&to=&filters=%7B%5B&measure=%00&compare=banana`);
  await expect(app.getByText(/not understood/i).first()).toBeVisible();
  await expect(app.getByRole("heading", { name: "Overview" })).toBeVisible();
  await app.goto("/?project=there-is-no-such-project");
  await expect(app.getByRole("heading").first()).toBeVisible();
  await app.goto("/no/such/page");
  await expect(app.getByRole("heading").first()).toBeVisible();
});

const damageDashboards = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      new Promise<number>((settle, refuse) => {
        const opening = indexedDB.open("lochan");
        opening.onerror = () => refuse(opening.error);
        opening.onsuccess = () => {
          const transaction = opening.result.transaction("dashboards", "readwrite");
          let damaged = 0;
          const walk = transaction.objectStore("dashboards").openCursor();
          walk.onsuccess = () => {
            const cursor = walk.result;
            if (!cursor) return;
            damaged++;
            cursor.update({
              ...(cursor.value as object),
              widgets: { hacked: "<img src=x onerror=alert(1)>" },
            });
            cursor.continue();
          };
          transaction.oncomplete = () => {
            opening.result.close();
            settle(damaged);
          };
        };
      }),
  );

test("a damaged stored dashboard is said in words and can be reset", async ({ app }) => {
  const project = await createProject(app, "Damaged");
  await call(app, "append", project, [good]);
  await app.goto(`/?project=${project}`);
  await expect(app.getByText("Top events").first()).toBeVisible();
  expect(await damageDashboards(app)).toBeGreaterThan(0);
  await app.reload();
  const reset = app.getByRole("button", { name: /reset/i });
  await expect(reset).toBeVisible();
  expect(await damageDashboards(app)).toBe(1);
  await reset.click();
  await expect(app.getByText("Top events").first()).toBeVisible();
});
