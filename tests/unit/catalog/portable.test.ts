import "fake-indexeddb/auto";
import { describe, expect, test } from "vitest";
import { readDashboard, saveDashboard } from "../../../src/catalog/dashboards.ts";
import { readFileMapping, saveFileMapping } from "../../../src/catalog/file-mappings.ts";
import { listFeeds, saveFeed } from "../../../src/catalog/live-feeds.ts";
import { parsePortable, putPortable, readPortable } from "../../../src/catalog/portable.ts";
import { putSavedQuery, readSavedQueries } from "../../../src/catalog/saved-queries.ts";
import { listProjects, readProject, updateProject } from "../../../src/catalog/projects.ts";
import { readTrackingPlan, saveTrackingPlan } from "../../../src/catalog/tracking-plan-note.ts";
import type { Database } from "../../../src/database/database.ts";
import type { RowMapping } from "../../../src/model/row-mapping.ts";
import { FEED_LIMITS } from "../../../src/model/live-feed.ts";
import { failureOf, makeProject, openTestDatabase, valueOf } from "../../support/open-catalog.ts";

const feed = { name: "Orders", kind: "sse", url: "https://shop.example/events", state: "on" } as const;

const readBy = (nameField: string): RowMapping => ({
  nameField,
  timestampField: "at",
  timeFormat: "iso",
  userIdField: "who",
});

async function setUp() {
  const db = openTestDatabase();
  const { id } = await makeProject(db);
  valueOf(await readDashboard(db, id));
  valueOf(await saveTrackingPlan(db, id, { version: 1, events: [{ name: "buy", properties: [] }] }));
  valueOf(await saveFeed(db, id, feed));
  return { db, id };
}

/** As it comes out of a file. */
const carry = async (db: Database, id: string) =>
  valueOf(parsePortable(JSON.parse(JSON.stringify(valueOf(await readPortable(db, id))))));

test("a project put into an empty browser is the same there, but that its feeds are off", async () => {
  const { db, id } = await setUp();
  const other = openTestDatabase();
  const put = valueOf(await putPortable(other, await carry(db, id)));
  expect(put).toMatchObject({ isNew: true, conflicts: [] });
  const here = valueOf(await readPortable(db, id));
  const there = valueOf(await readPortable(other, id));
  expect(there).toEqual({ ...here, feeds: here.feeds.map((each) => ({ ...each, state: "off" })) });
  expect(valueOf(await listFeeds(other, id))).toMatchObject([{ ...feed, state: "off" }]);
  expect(valueOf(await readTrackingPlan(other, id)).events).toMatchObject([{ name: "buy" }]);
});

test("merged into the one with its id, the newest edit of each stands, and what is lost is told", async () => {
  const { db, id } = await setUp();
  const other = openTestDatabase();
  valueOf(await putPortable(other, await carry(db, id)));
  const overview = valueOf(await readDashboard(other, id));
  valueOf(await saveDashboard(other, { ...overview, name: "Mine" }));
  valueOf(await updateProject(db, id, { name: "Renamed" }));
  const put = valueOf(await putPortable(db, await carry(other, id)));
  expect(put.isNew).toBe(false);
  expect(put.project.name).toBe("Renamed");
  expect(put.conflicts).toEqual([
    { what: "settings", name: "Renamed", kept: "ours" },
    { what: "dashboard", name: "Overview", kept: "theirs" },
  ]);
  expect(valueOf(await readDashboard(db, id)).name).toBe("Mine");
  expect(valueOf(await listFeeds(db, id))[0]?.state).toBe("on");
});

test("a new project whose name is taken gets a number", async () => {
  const { db, id } = await setUp();
  const other = openTestDatabase();
  const own = await makeProject(other);
  const put = valueOf(await putPortable(other, await carry(db, id)));
  expect(put.project.name).toBe(`${own.name} (2)`);
  const names = valueOf(await listProjects(other)).map(({ name }) => name);
  expect(names.sort()).toEqual([own.name, `${own.name} (2)`]);
});

test("how files were read goes along, and the use that came last of each stands", async () => {
  const { db, id } = await setUp();
  const other = openTestDatabase();
  valueOf(await saveFileMapping(db, id, "d1", readBy("old"), 1_000));
  valueOf(await saveFileMapping(db, id, "d2", readBy("what"), 1_000));
  valueOf(await putPortable(other, await carry(db, id)));
  expect(valueOf(await readFileMapping(other, id, "d2"))).toEqual(readBy("what"));
  valueOf(await saveFileMapping(other, id, "d1", readBy("new"), 2_000));
  const before = await carry(db, id);
  expect(valueOf(await putPortable(db, await carry(other, id))).conflicts).toEqual([
    { what: "mapping", name: "old, at, who", kept: "theirs" },
  ]);
  expect(valueOf(await readFileMapping(db, id, "d1"))).toEqual(readBy("new"));
  // The other way nothing is newer.
  expect(valueOf(await putPortable(other, before)).conflicts).toEqual([
    { what: "mapping", name: "new, at, who", kept: "ours" },
  ]);
  expect(valueOf(await readFileMapping(other, id, "d1"))).toEqual(readBy("new"));
});

test("a mapping that is none is left out of a file, and a time that is to come is now", async () => {
  const { db, id } = await setUp();
  const file = valueOf(await readPortable(db, id));
  const fileMappings = [
    { digest: "d1", usedAt: 8e15, mapping: readBy("what") },
    { digest: "d2", usedAt: 1, mapping: { surprise: true } },
    "none",
  ];
  const other = openTestDatabase();
  valueOf(await putPortable(other, valueOf(parsePortable({ ...file, fileMappings }))));
  const known = valueOf(await readPortable(other, id)).fileMappings ?? [];
  expect(known.map(({ digest }) => digest)).toEqual(["d1"]);
  expect(known[0]?.usedAt).toBeLessThanOrEqual(Date.now());
});

test("no file and no merge gives a project more feeds than it may have, and none of ours goes", async () => {
  const { db, id } = await setUp();
  const file = valueOf(await readPortable(db, id));
  const many = Array.from({ length: FEED_LIMITS.feeds + 9 }, (_, index) => ({
    ...feed,
    id: String(index).padStart(16, "0"),
    name: `Feed ${index}`,
  }));
  const theirs = valueOf(parsePortable({ ...file, feeds: many }));
  expect(theirs.feeds).toHaveLength(FEED_LIMITS.feeds);
  valueOf(await putPortable(db, theirs));
  const feeds = valueOf(await listFeeds(db, id));
  expect(feeds).toHaveLength(FEED_LIMITS.feeds);
  expect(feeds.map(({ name }) => name)).toContain(feed.name);
});

describe("a file of someone who knows a project's id", () => {
  const DAY = 86_400_000;
  const theirs = async (db: Database, id: string, change: Record<string, unknown>) => {
    const file = valueOf(await readPortable(db, id));
    const project = { ...file.project, updatedAt: 8e15, ...change };
    return JSON.parse(JSON.stringify({ ...file, project })) as Record<string, unknown>;
  };

  test("takes no key, lets no site in and has nothing removed, and says what it wanted", async () => {
    const { db, id } = await setUp();
    valueOf(await updateProject(db, id, { origins: ["https://shop.example"], retentionDays: 400 }));
    const before = valueOf(await readProject(db, id));
    const put = valueOf(
      await putPortable(
        db,
        valueOf(
          parsePortable(
            await theirs(db, id, {
              writeKey: "theirs",
              retiredKeys: [{ key: "old", endsAt: 8e15 }],
              allowedOrigins: ["https://hostile.example"],
              retentionDays: 1,
            }),
          ),
        ),
      ),
    );
    const { writeKey, allowedOrigins, retentionDays } = before;
    expect(put.project).toMatchObject({ writeKey, allowedOrigins, retentionDays });
    expect(put.project.retiredKeys).toBeUndefined();
    expect(put.conflicts).toEqual([
      { what: "access", name: before.name, kept: "ours" },
      { what: "retention", name: before.name, kept: "ours" },
    ]);
  });

  test("sets no date ahead, which would outdo every edit to come", async () => {
    const { db, id } = await setUp();
    const input = await theirs(db, id, { name: "Taken over" });
    const put = valueOf(await putPortable(db, valueOf(parsePortable(input))));
    expect(put.project.updatedAt).toBeLessThanOrEqual(Date.now());
    expect(valueOf(await updateProject(db, id, { name: "Ours" })).name).toBe("Ours");
    const again = valueOf(await putPortable(db, valueOf(parsePortable(input))));
    expect(again.project.updatedAt).toBeLessThanOrEqual(Date.now());
  });

  test("keeps nothing out that is still to come", async () => {
    const { db, id } = await setUp();
    const now = Date.now();
    const input = await theirs(db, id, {
      erasedSpans: [
        { from: 0, before: DAY },
        { from: now + DAY, before: now + 2 * DAY },
        { from: 2 * DAY, before: 8e15 },
      ],
    });
    const { project } = valueOf(await putPortable(db, valueOf(parsePortable(input))));
    expect(project.erasedSpans?.[0]).toEqual({ from: 0, before: DAY });
    expect(project.erasedSpans).toHaveLength(2);
    expect(project.erasedSpans?.[1]?.before).toBeLessThanOrEqual(Date.now());
  });

  test("is refused where its dates are none or its lists have no end", async () => {
    const { db, id } = await setUp();
    const many = Array.from({ length: 10_001 }, (_, at) => ({ from: 2 * at, before: 2 * at + 1 }));
    for (const change of [
      { createdAt: 1e300 },
      { retiredKeys: [{ key: "old", endsAt: 1e300 }] },
      { erasedSpans: many },
      { retiredKeys: many.map(() => ({ key: "old", endsAt: 1 })) },
    ])
      expect(failureOf(parsePortable(await theirs(db, id, change))).kind).toBe("invalid-input");
  });

  test("that would have more times erased than a backup may tell is refused, and nothing is changed", async () => {
    const { db, id } = await setUp();
    const erasedSpans = Array.from({ length: 10_000 }, (_, at) => ({ from: 2 * at, before: 2 * at + 1 }));
    await db.projects.update(id, { erasedSpans });
    const input = await theirs(db, id, { erasedSpans: [{ from: DAY, before: 2 * DAY }] });
    expect(failureOf(await putPortable(db, valueOf(parsePortable(input)))).kind).toBe("invalid-input");
    expect((await carry(db, id)).project.erasedSpans).toHaveLength(10_000);
  });

  test("leads no feed that is on to another address", async () => {
    const { db, id } = await setUp();
    const file = valueOf(await readPortable(db, id));
    const feeds = file.feeds.map((each) => ({ ...each, url: "https://zzz.hostile.example/events" }));
    valueOf(await putPortable(db, valueOf(parsePortable({ ...file, feeds }))));
    expect(valueOf(await listFeeds(db, id))).toMatchObject([{ url: feeds[0]!.url, state: "off" }]);
  });
});

describe("a file that is none", () => {
  test.each([
    null,
    [],
    {},
    { version: 1 },
    { version: 1, project: { id: "../x" }, dashboards: [], feeds: [] },
  ])("%j is refused in words", (input) => {
    expect(failureOf(parsePortable(input)).kind).toBe("invalid-input");
  });

  test("of a newer version is told so, whatever else is in it", async () => {
    const { db, id } = await setUp();
    const file = valueOf(await readPortable(db, id));
    for (const newer of [
      { ...file, version: 3 },
      { version: 3, workspace: file.project },
    ])
      expect(failureOf(parsePortable(newer))).toMatchObject({ kind: "newer-schema", found: 3 });
  });

  test("that tells of erased people as none does is refused", async () => {
    const { db, id } = await setUp();
    const file = valueOf(await readPortable(db, id));
    const hash = "0a".repeat(32);
    const refused = (erasedPeople: unknown) =>
      failureOf(parsePortable({ ...file, erasedPeople })).kind === "invalid-input";
    const good = [{ secret: hash, people: [[hash, 1]] }];
    expect(valueOf(parsePortable({ ...file, erasedPeople: good })).erasedPeople).toEqual(good);
    expect(refused([{ secret: "x", people: [] }])).toBe(true);
    expect(refused([{ secret: hash, people: [["ann", 1]] }])).toBe(true);
    expect(refused([{ secret: hash, people: [[hash, 9e15]] }])).toBe(true);
    expect(refused([{ secret: hash, people: [[hash, null]] }])).toBe(true);
    expect(refused(Array.from({ length: 101 }, () => ({ secret: hash, people: [] })))).toBe(true);
  });

  test("another project's dashboards and what is no feed are left out", async () => {
    const { db, id } = await setUp();
    const file = valueOf(await readPortable(db, id));
    const [overview] = file.dashboards;
    const parsed = parsePortable({
      ...file,
      dashboards: [
        { ...overview, id: "blog:overview", projectId: "blog" },
        { ...overview, projectId: "blog" },
        7,
      ],
      feeds: [{ url: "javascript:alert(1)" }, null],
    });
    expect(valueOf(parsed)).toMatchObject({ dashboards: [], feeds: [] });
  });
});

test("saved queries go along, and the newest edit of each stands", async () => {
  const { db, id } = await setUp();
  const other = openTestDatabase();
  const query = { id: "q1", name: "Paths", text: "SELECT 1" };
  valueOf(await putSavedQuery(db, id, query, 1_000));
  valueOf(await putPortable(other, await carry(db, id)));
  expect(valueOf(await readSavedQueries(other, id))).toEqual([{ ...query, updatedAt: 1_000 }]);
  valueOf(await putSavedQuery(other, id, { ...query, text: "SELECT 2" }, 2_000));
  expect(valueOf(await putPortable(db, await carry(other, id))).conflicts).toEqual([
    { what: "saved-query", name: "Paths", kept: "theirs" },
  ]);
  expect(valueOf(await readSavedQueries(db, id))).toMatchObject([{ text: "SELECT 2" }]);
});

test("of saved queries of a file those that are none are left out", async () => {
  const { db, id } = await setUp();
  const file = valueOf(await readPortable(db, id));
  const savedQueries = [
    { id: "q1", name: " Paths\n", text: "SELECT 1", updatedAt: 8e15 },
    { id: "q2", name: "", text: "SELECT 1", updatedAt: 1 },
    { id: "q3", name: "No text", text: " ", updatedAt: 1 },
    "none",
  ];
  const other = openTestDatabase();
  valueOf(await putPortable(other, valueOf(parsePortable({ ...file, savedQueries }))));
  const known = valueOf(await readSavedQueries(other, id));
  expect(known.map(({ name }) => name)).toEqual(["Paths"]);
  expect(known[0]?.updatedAt).toBeLessThanOrEqual(Date.now());
});
