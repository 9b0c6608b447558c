import { readdir, readFile } from "node:fs/promises";
import { zipOf } from "../support/zip-files.ts";
import { expect, test } from "./app-test.ts";
import { call, createProject, importBytes } from "./call-app.ts";
import { expectWellShown } from "./run-axe.ts";

const FOLDER = "tests/fixtures/imports/plausible";

test("an export of Plausible is drawn as imported, beside events and added to none", async ({ app }) => {
  const project = await createProject(app, "Moved from Plausible");
  await call(app, "append", project, [
    { name: "page_view", type: "page", distinctId: "ann", timestamp: "2024-01-02T12:00:00Z" },
  ]);
  const names = (await readdir(FOLDER)).sort();
  const files = names.map(async (name): Promise<[string, Uint8Array]> => [
    name,
    new Uint8Array(await readFile(`${FOLDER}/${name}`)),
  ]);
  const zip = await zipOf(...(await Promise.all(files)));
  expect(await importBytes(app, project, zip, "plausible.zip")).toMatchObject({
    ok: true,
    value: { accepted: 22 },
  });

  await app.goto(`/?project=${project}`);
  await expect(app.getByText("Daily totals of another product were imported for")).toContainText(
    "1 Jan 2024 to 3 Jan 2024",
  );
  await app.getByRole("button", { name: "Show these days" }).click();
  const totals = app.getByRole("region", { name: "Imported daily totals", exact: true });
  const days = totals.getByRole("region", { name: "Imported totals over time" });
  for (const figure of ["Days3", "Page views59", "Visits17", "Bounce rate41%", "Visit duration1 min 35 s"])
    await expect(days).toContainText(figure);
  await days.getByRole("group", { name: "Imported page views over time, 3 points" }).focus();
  await app.keyboard.press("End");
  await expect(days).toContainText("30 page views");
  await expect(app.getByRole("region", { name: "Events over time" }).getByRole("tabpanel")).toContainText(
    /^1/,
  );
  const values = totals.getByRole("region", { name: "Imported totals by value" });
  await expect(values.getByRole("listitem")).toHaveText(["/51", '/lamps?a="b"8']);
  await values.getByRole("tab", { name: "Countries" }).click();
  await expect(values.getByRole("listitem")).toHaveText(["IN7", "GB5"]);
  await expectWellShown(app, "imported-totals", { fullPage: true });
  await days.getByRole("button", { name: "Receipt: imported" }).click();
  const receipt = app.getByRole("dialog", { name: "Where this comes from" });
  await expect(receipt).toContainText("17 visits");
  await expect(receipt).toContainText("“plausible.zip”");
  await receipt.getByRole("button", { name: "Run again" }).click();
  await expect(receipt).toContainText("The same.");
  await app.keyboard.press("Escape");

  await app.goto(`/data?project=${project}`);
  await app.getByRole("button", { name: "Undo the import of plausible.zip" }).click();
  const dialog = app.getByRole("dialog");
  await expect(dialog).toContainText("The daily totals that it brought go. No event goes.");
  await dialog.getByRole("button", { name: "Undo the import" }).click();
  await expect(dialog).toHaveCount(0);
  await app.goto(`/?project=${project}&from=2024-01-01T00:00:00.000Z&to=2024-01-04T00:00:00.000Z`);
  await expect(app.getByRole("region", { name: "Events over time" }).getByRole("tabpanel")).toContainText(
    /^1/,
  );
  await expect(totals).toHaveCount(0);
});
