import "fake-indexeddb/auto";
import { openAsBlob } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { FileInspection } from "../../../src/model/row-mapping.ts";
import { inspectFile } from "../../../src/transfer/inspect-file.ts";
import { previewMapping } from "../../../src/transfer/preview-mapping.ts";
import { makeProject, openTestDatabase, valueOf } from "../../support/open-catalog.ts";

const folder = "node_modules/vega-datasets/data";

async function look(fileName: string): Promise<FileInspection> {
  const db = openTestDatabase();
  const { id: projectId } = await makeProject(db);
  const file = await openAsBlob(join(folder, fileName));
  return valueOf(await inspectFile({ db, projectId, file, fileName }));
}

test("flights of a Parquet file are read by their date, and the airport may be who it was", async () => {
  const { container, proposal, rows } = await look("flights-3m.parquet");
  expect(container).toBe("parquet");
  expect(proposal?.mapping).toEqual({
    fixedName: "flights-3m",
    timestampField: "date",
    timeFormat: "iso",
  });
  expect(proposal?.warnings.map(({ kind }) => kind)).toEqual(["nobody"]);
  const mapping = { ...proposal?.mapping, distinctIdField: "origin" };
  const preview = valueOf(previewMapping(mapping, rows, "flights-3m.parquet", 0));
  expect([preview.events.length, preview.refused]).toEqual([50, []]);
  const [first] = rows.map((text) => JSON.parse(text) as Record<string, unknown>);
  expect(preview.events[0]).toMatchObject({
    name: "flights-3m",
    distinctId: first?.["origin"],
    timestamp: Date.parse(String(first?.["date"])),
    properties: { delay: first?.["delay"], destination: first?.["destination"] },
  });
});
