import "fake-indexeddb/auto";
import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { importFile } from "../../../src/transfer/import-file.ts";
import { importOptions, makeIdLog, toBlob } from "../../support/import-fixtures.ts";
import { makeProject, openTestDatabase, valueOf } from "../../support/open-catalog.ts";

interface Truth {
  events: number;
  users: number;
  sessions: number;
  days: number;
  names: [string, number][];
  topExt: [string, number][];
}

const fixture = (name: string) => readFile(new URL(`../../fixtures/${name}`, import.meta.url));

test("real commit histories read to exactly what an independent recount says", async () => {
  const truth = JSON.parse(String(await fixture("git-activity.truth.json"))) as Truth;
  const file = toBlob(await fixture("git-activity.ndjson.gz"));
  const db = openTestDatabase();
  const { id: projectId } = await makeProject(db);
  const { events, append } = makeIdLog();
  const summary = valueOf(await importFile(importOptions(db, projectId, file, append)));
  expect(summary).toMatchObject({ read: truth.events, accepted: truth.events, duplicate: 0, refused: 0 });

  const countBy = (keyOf: (event: (typeof events)[number]) => unknown) => {
    const counts = new Map<unknown, number>();
    for (const event of events) counts.set(keyOf(event), (counts.get(keyOf(event)) ?? 0) + 1);
    return counts;
  };
  expect(truth.events).toBe(44_319);
  expect(countBy((event) => event.userId ?? event.distinctId).size).toBe(truth.users);
  expect(countBy((event) => event.sessionId).size).toBe(truth.sessions);
  expect(countBy((event) => new Date(event.timestamp).toISOString().slice(0, 10)).size).toBe(truth.days);
  expect([...countBy((event) => event.name)].sort(byCount)).toEqual(truth.names);
  const extensions = countBy((event) => event.properties["ext"]);
  for (const [extension, count] of truth.topExt) expect(extensions.get(extension)).toBe(count);

  const again = valueOf(await importFile(importOptions(db, projectId, file, append)));
  expect(again).toMatchObject({ read: truth.events, accepted: 0, duplicate: truth.events });
});

const byCount = (a: [unknown, number], b: [unknown, number]): number => b[1] - a[1];
