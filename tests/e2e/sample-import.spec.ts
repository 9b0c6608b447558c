import { gzipSync } from "node:zlib";
import { expect, openApp, test } from "./app-test.ts";
import { createProject, exportNdjson, expectNoDrift, importBytes, importFixture } from "./call-app.ts";
import { expectTruth, SAMPLE } from "./git-activity.ts";

/** What an export says, without what is local to a device: when and from where it came in. */
const content = (ndjson: string): string =>
  ndjson
    .split("\n")
    .map((line) =>
      JSON.stringify(line && { ...(JSON.parse(line) as object), receivedAt: undefined, source: undefined }),
    )
    .sort()
    .join("\n");

test("an imported file of long ago leads to its days, and all time holds them and more", async ({ app }) => {
  const project = await createProject(app, "Long ago");
  const line = (id: string, timestamp: string): string =>
    `${JSON.stringify({ id, name: "read", distinctId: "reader", timestamp })}\n`;
  const old = ["2019-03-08T10:00:00Z", "2019-03-10T22:00:00Z"].map((time, n) => line(`old-${n}`, time));
  const older = line("older", "2014-05-01T12:00:00Z");
  await app.goto(`/data?project=${project}`);
  const input = app.locator('input[type="file"]');
  const file = (name: string, text: string) => ({
    name,
    mimeType: "application/x-ndjson",
    buffer: Buffer.from(text),
  });
  await input.setInputFiles(file("older.ndjson", older));
  await expect(app.getByRole("link", { name: "Show these days" })).toHaveCount(1);
  await app.getByRole("button", { name: "Dismiss older.ndjson" }).click();
  await input.setInputFiles(file("old.ndjson", old.join("")));
  await app.getByRole("link", { name: "Show these days" }).click();

  await expect(app).toHaveURL(/from=2019-03-08T00.*to=2019-03-11T00/);
  const chart = app.getByRole("region", { name: "Events over time" });
  await expect(chart.getByText("2", { exact: true }).first()).toBeVisible();

  await app.getByRole("button", { name: /^Range:/ }).click();
  await app.getByRole("button", { name: "All time" }).click();
  await expect(app).toHaveURL(/from=2014-05-01T00.*to=2019-03-11T00/);
  await expect(chart.getByText("3", { exact: true }).first()).toBeVisible();
  await app.getByRole("button", { name: /^Range:/ }).click();
  await expect(app.getByRole("button", { name: "All time" })).toHaveAttribute("aria-pressed", "true");
});

test("an imported file gives the numbers of an independent recount, again after a second import and in another profile", async ({
  app,
  openProfile,
}) => {
  test.setTimeout(400_000);
  const project = await createProject(app, "Git activity");

  const first = await importFixture(app, project, SAMPLE);
  expect(first).toMatchObject({ read: 44_319, accepted: 44_319, duplicate: 0, refused: 0 });
  await expectTruth(app, project);

  const second = await importFixture(app, project, SAMPLE);
  expect(second).toMatchObject({ read: 44_319, accepted: 0, duplicate: 44_319, refused: 0 });
  await expectTruth(app, project);
  await expectNoDrift(app, project);

  const exported = await exportNdjson(app, project);
  const other = await openApp(await openProfile());
  const copy = await createProject(other, "Copy");
  const third = await importBytes(other, copy, gzipSync(exported), "export.ndjson.gz");
  expect(third).toMatchObject({ ok: true, value: { accepted: 44_319, refused: 0 } });
  await expectTruth(other, copy);
  await expectNoDrift(other, copy);
  expect(content(await exportNdjson(other, copy)) === content(exported)).toBe(true);
});
