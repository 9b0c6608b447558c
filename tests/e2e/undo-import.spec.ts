import { readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import { expect, test } from "./app-test.ts";
import { call, createProject, expectNoDrift, failureOf, importBytes, importFixture } from "./call-app.ts";
import { expectTruth, SAMPLE } from "./git-activity.ts";
import { expectAccessible } from "./run-axe.ts";

const SLOW = { timeout: 60_000 };
const RANGE = "from=2000-01-01T00:00:00.000Z&to=2027-01-01T00:00:00.000Z";

test("an import is undone from its history: what another import brought too stays, and the file brings the rest back", async ({
  app,
}) => {
  test.setTimeout(400_000);
  const project = await createProject(app, "Undone");
  await importFixture(app, project, SAMPLE);
  const lines = gunzipSync(await readFile(`tests/fixtures/${SAMPLE}`))
    .toString()
    .split("\n");
  const more = Array.from({ length: 20 }, (_, n) =>
    JSON.stringify({ id: `more-${n}`, name: "more", distinctId: "d", timestamp: Date.UTC(2026, 0, 1) + n }),
  );
  const overlap = new TextEncoder().encode([...lines.slice(0, 4_000), ...more].join("\n"));
  expect(await importBytes(app, project, overlap, "overlap.ndjson")).toMatchObject({
    ok: true,
    value: { accepted: 20, duplicate: 4_000 },
  });

  await app.goto(`/data?project=${project}`);
  const history = app.getByRole("region", { name: "Imports of this project" });
  const undo = app.getByRole("button", { name: `Undo the import of ${SAMPLE}` });
  await app.setViewportSize({ width: 390, height: 844 });
  await undo.scrollIntoViewIfNeeded();
  await expect(history.getByText("44,319 new")).toBeVisible();
  expect(await history.evaluate((table) => table.scrollWidth - table.clientWidth), "hidden on a phone").toBe(
    0,
  );
  await app.setViewportSize({ width: 1440, height: 900 });
  await undo.click();
  const dialog = app.getByRole("dialog");
  await expect(dialog).toContainText("40,319 events go from this project.", SLOW);
  await expect(dialog).toContainText("4,000 events stay");
  await expectAccessible(app, "undoing an import");
  await dialog.getByRole("button", { name: "Remove 40,319 events" }).click();
  await expect(app.getByRole("status").filter({ hasText: "40,319 events were removed" })).toBeVisible(SLOW);
  await expect(dialog).toHaveCount(0);
  await expect(app.locator(":focus")).toContainText("40,319 events were removed");
  await expect(history.getByRole("row", { name: SAMPLE })).toContainText(
    "undone40,319 events were removed, today",
  );
  await expect(app.getByRole("button", { name: `Undo the import of ${SAMPLE}` })).toHaveCount(0);
  await expectAccessible(app, "an undone import");
  await expectNoDrift(app, project);
  expect((await call(app, "sql", project, "SELECT count(*) FROM events")).rows).toEqual([[4_020]]);

  await app.goto(`/?project=${project}&${RANGE}`);
  await expect(app.getByRole("region", { name: "Events over time" })).toContainText("4,020", SLOW);

  expect(await importFixture(app, project, SAMPLE)).toMatchObject({ accepted: 40_319, duplicate: 4_000 });
  const imports = await call(app, "imports", project);
  const other = imports.find(({ fileName }) => fileName === "overlap.ndjson")!;
  expect(await call(app, "undoImport", project, other.id)).toMatchObject({ events: 20, kept: 4_000 });
  await expectTruth(app, project);
  await expectNoDrift(app, project);
  expect((await failureOf(app, "undoImport", project, "none")).kind).toBe("unknown-import");
  expect((await failureOf(app, "undoImport", project, 7)).kind).toBe("invalid-input");
});
