import type { Page } from "@playwright/test";
import { expect, openApp, test } from "./app-test.ts";
import { call, createProject, expectNoDrift, exportNdjson, importBytes } from "./call-app.ts";
import { searchStorage } from "./search-storage.ts";

const UUID = "7c9e6679-7425-40de-944b-e07fc1f90ae7";
const DEVICE = "device-Ünïque-3141";
const HOUR = 3_600_000;
const SLOW = { timeout: 60_000 };

/** Events of others, enough that a log at rest seals them together with who is to go. */
const others = (count: number, from: number) =>
  Array.from({ length: count }, (_, n) => ({
    id: `other-${from}-${n}`,
    name: n % 2 === 0 ? "page_view" : "bought",
    distinctId: `browser-${n % 40}`,
    ...(n % 3 === 0 && { userId: `customer-${n % 20}` }),
    sessionId: `visit-${n % 60}`,
    timestamp: from + n * 1_000,
    properties: { path: `/p${n % 9}`, price: n % 17 },
  }));

/** All that is kept of one person: as user, as device, in session ids, ids and properties. */
const ofPerson = (label: string, from: number) => [
  {
    id: label === "first" ? UUID : `${UUID}-${label}`,
    name: "signed in",
    distinctId: DEVICE,
    userId: UUID,
    sessionId: `${UUID}.${label}`,
    timestamp: from,
    properties: { account: UUID, nested: { ids: [UUID, DEVICE] }, [`of ${UUID}`]: true },
  },
  // Only ever seen without a user id: the device is theirs, so this goes too.
  {
    id: `${label}-anonymous`,
    name: `hello ${UUID}`,
    distinctId: DEVICE,
    timestamp: from - HOUR,
    properties: { path: `/user/${UUID}` },
  },
  // As somebody's distinct id, without a user id.
  { id: `${label}-namesake`, name: "page_view", distinctId: UUID, timestamp: from + HOUR },
];

/** Events that hold a text in any column of the mirror. */
async function rowsWith(page: Page, project: string, text: string): Promise<unknown> {
  const columns = (await call(page, "sql", project, "DESCRIBE events")).rows.map(([name]) => String(name));
  expect(columns.length).toBeGreaterThan(8);
  const holds = columns.map(
    (name) => `contains(CAST("${name.replaceAll('"', '""')}" AS VARCHAR), '${text}')`,
  );
  const found = await call(page, "sql", project, `SELECT count(*) FROM events WHERE ${holds.join(" OR ")}`);
  return found.rows[0]?.[0];
}

test("an erased user is in no table, file, SQL or export; the receipt says what went; what comes again stays out (I10)", async ({
  profile,
}) => {
  test.setTimeout(180_000);
  const app = await openApp(profile, "/help");
  const project = await createProject(app, "Erased");
  await app.goto(`/help?project=${project}`);
  await app.waitForFunction(() => "lochanApp" in window);
  const now = Date.now();
  const sealed = ofPerson("first", now - 48 * HOUR);
  await call(app, "append", project, [...others(2_500, now - 50 * HOUR), ...sealed]);
  await expect.poll(async () => (await call(app, "status")).blocks, SLOW).toBeGreaterThan(0);
  const open = ofPerson("second", now - 6 * HOUR);
  await call(app, "append", project, [...others(50, now - 7 * HOUR), ...open]);
  const file = ofPerson("third", now - 3 * HOUR);
  const refused = { id: "refused", name: "no time", distinctId: UUID, userId: UUID, timestamp: "never" };
  const lines = new TextEncoder().encode([...file, refused].map((event) => JSON.stringify(event)).join("\n"));
  expect(await importBytes(app, project, lines, "people.ndjson")).toMatchObject({
    ok: true,
    value: { accepted: 3, refused: 1 },
  });
  await refuseSnippetEvent(app, project);

  // The search finds what is there, or it could not tell that it is gone.
  const before = await searchStorage(app, UUID);
  expect(before).toContain("lochan.dictionaries");
  expect(before).toContain("lochan.refusals");
  expect(await searchStorage(app, DEVICE)).toContain("lochan.dictionaries");
  expect(await rowsWith(app, project, UUID)).toBe(9);
  expect(await exportNdjson(app, project)).toContain(UUID);

  expect(await call(app, "erase", project, { userId: UUID })).toMatchObject({ events: 9, arrivals: 0 });
  const expectGone = async () => {
    for (const text of [UUID, DEVICE]) {
      expect(await searchStorage(app, text)).toEqual([]);
      expect(await rowsWith(app, project, text)).toBe(0);
      expect(await exportNdjson(app, project)).not.toContain(text);
    }
    expect((await call(app, "status")).events).toBe(2_550);
    await expectNoDrift(app, project);
  };
  await expectGone();
  await call(app, "rebuild", project);
  await expectGone();

  expect(await call(app, "append", project, [...sealed, ...open])).toMatchObject({ accepted: 0, erased: 6 });
  expect(await importBytes(app, project, lines, "again.ndjson")).toMatchObject({
    ok: true,
    value: { accepted: 0 },
  });
  await expectGone();
});

/** A refused event of a snippet is kept as a sample, and may name anybody. */
const refuseSnippetEvent = (page: Page, project: string): Promise<void> =>
  page.evaluate(
    ([projectId, sample]) =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open("lochan");
        opening.onsuccess = () => {
          const transaction = opening.result.transaction("refusals", "readwrite");
          const row = { projectId, origin: "http://localhost:1", reason: "Told by a test.", count: 1 };
          transaction.objectStore("refusals").put({ ...row, sample, lastAt: Date.now() });
          transaction.onabort = () => reject(new Error("The row was not written."));
          transaction.oncomplete = () => {
            opening.result.close();
            resolve();
          };
        };
      }),
    [project, JSON.stringify({ name: 7, distinctId: UUID })] as const,
  );
