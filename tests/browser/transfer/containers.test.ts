import { expect, test } from "vitest";
import { eventLine, gzip, toBlob } from "../../support/import-fixtures.ts";
import { zipOf } from "../../support/zip-files.ts";
import { openTab, valueOf } from "../engine/support.ts";

const row = (id: string, name: string) => `${id},${name},d,2026-01-01T10:00:00Z\n`;
const HEADER = "id,name,distinctId,timestamp\n";
const WINDOWS = Uint8Array.from(`${HEADER}${row("w", "10 \x80 caf\xe9")}`, (char) => char.charCodeAt(0));
const XML =
  "<r><row><id>x</id><name>a &amp; b</name><distinctId>d</distinctId><timestamp>2026-01-01T10:00:00Z</timestamp></row></r>";

test("the worker of an import reads every container, in a zip and alone", { timeout: 120_000 }, async () => {
  const tab = openTab(`containers-${crypto.randomUUID()}`);
  const { engine } = tab;
  const { id } = valueOf(await engine.createProject({ name: "Containers", timeZone: "UTC" }));
  const zip = await zipOf(
    ["windows.csv", WINDOWS],
    ["quoted.csv", `${HEADER}${row("q", '"a ""b"",\nc"')}`],
    ["list.json", `{"batch":[${eventLine(1)},${eventLine(2)}]}`],
    ["visits.xml", XML],
    ["hours/1.ndjson.gz", await gzip(`${eventLine(3)}\n`)],
    ["secret.csv", "a,b\n", { password: "x" }],
  );
  const summary = valueOf(await engine.importFile(id, toBlob(zip), { fileName: "export.zip" }));
  expect(summary).toMatchObject({ read: 6, accepted: 6, refused: 0, unreadFiles: 1 });
  expect(summary.parts.map(({ name, container, encoding }) => [name, container, encoding])).toEqual([
    ["windows.csv", "csv", "windows-1252"],
    ["quoted.csv", "csv", undefined],
    ["list.json", "json", undefined],
    ["visits.xml", "xml", undefined],
    ["hours/1.ndjson.gz", "ndjson", undefined],
  ]);
  const names = valueOf(
    await engine.ask(id, {
      version: 1,
      measure: "events",
      window: { from: Date.UTC(2025, 11, 1), to: Date.UTC(2026, 1, 1) },
      breakdown: "$name",
    }),
  );
  expect(names.groups?.map(({ key }) => key).toSorted()).toEqual(
    ['a "b",\nc', "10 € café", "a & b"].toSorted(),
  );
  const alone = valueOf(await engine.importFile(id, toBlob(WINDOWS), { fileName: "windows.csv" }));
  expect(alone).toMatchObject({ read: 1, duplicate: 1, parts: [{ encoding: "windows-1252" }] });

  const time = Date.UTC(2026, 1, 1, 12) / 1_000;
  const mixpanel = `${JSON.stringify({ event: "buy", properties: { time, distinct_id: "d", $insert_id: "i" } })}\n`;
  const east = valueOf(await engine.importFile(id, toBlob(mixpanel), { timeZoneOffsetMinutes: 330 }));
  const instant = time * 1_000 - 330 * 60_000;
  expect(east).toMatchObject({ format: "mixpanel", times: { first: instant, last: instant } });
  expect(await engine.importFile(id, toBlob(mixpanel), { timeZoneOffsetMinutes: "330" })).toMatchObject({
    failure: { kind: "invalid-input", message: expect.stringContaining("number of minutes") as string },
  });
  tab.kill();
});
