import { beforeEach, expect, it } from "vitest";
import { segmentList } from "../../../src/catalog/segments.ts";
import { putPortable, readPortable } from "../../../src/catalog/portable.ts";
import { removeProjectRows } from "../../../src/catalog/projects.ts";
import type { Database } from "../../../src/database/database.ts";
import { withSegments } from "../../../src/engine/segment-calls.ts";
import type { AnyQuestion, FilterTerm } from "../../../src/model/question.ts";
import { SEGMENT_LIMITS } from "../../../src/model/segment.ts";
import { failureOf, makeProject, openTestDatabase, valueOf } from "../../support/open-catalog.ts";

let db: Database;
let project: string;
beforeEach(async () => {
  db = openTestDatabase();
  project = (await makeProject(db)).id;
});

const given = (more: object = {}) => ({
  id: "s1",
  name: "Payers",
  terms: [{ property: "plan", op: "is", value: "pro" }],
  ...more,
});
const names = async (of = db): Promise<string[]> =>
  valueOf(await segmentList.read(of, project)).map(({ name }) => name);

it("keeps segments by name, puts one in place of the one with its id, and removes it", async () => {
  const first = valueOf(await segmentList.put(db, project, given()));
  const terms = [
    {
      any: [
        { who: "user", did: { name: "buy" }, least: 2, days: 7 },
        { who: "user", firstSeen: "window" },
      ],
    },
  ];
  expect(
    valueOf(await segmentList.put(db, project, given({ id: "s2", name: "Bought", terms }))).terms,
  ).toEqual(terms);
  expect(await names()).toEqual(["Bought", "Payers"]);
  const again = valueOf(await segmentList.put(db, project, { ...first, name: "Paying" }));
  expect(again).toMatchObject({ createdAt: first.createdAt, name: "Paying" });
  expect(again.updatedAt).toBeGreaterThan(first.updatedAt);
  expect(valueOf(await segmentList.remove(db, project, "s1"))).toEqual(again);
  expect(valueOf(await segmentList.remove(db, project, "s1"))).toBeNull();
  expect(await names()).toEqual(["Bought"]);
});

it.each([
  null,
  given({ name: " " }),
  given({ terms: [] }),
  given({ terms: [{ property: "b", op: "like" }] }),
  given({ terms: [{ any: [{ segment: "s2" }] }] }),
  given({ terms: Array.from({ length: 21 }, () => ({ property: "b", op: "set" })) }),
  given({ extra: 1 }),
])("refuses what is none: %j", async (input) => {
  expect(failureOf(await segmentList.put(db, project, input)).kind).toBe("invalid-input");
  expect(await names()).toEqual([]);
});

it("leaves what it does not understand where it is when another is saved or goes", async () => {
  const odd = { id: "odd", name: "Odd", terms: [{ property: "plan", op: "sounds-like", value: "pro" }] };
  const stored = valueOf(await segmentList.put(db, project, given()));
  await db.settings.put({ key: segmentList.key(project), value: segmentList.toNote([odd, stored]) });
  await segmentList.put(db, project, given({ id: "s2", name: "Bought" }));
  expect(await names()).toEqual(["Bought", "Payers"]);
  valueOf(await segmentList.remove(db, project, "s1"));
  const note = (await db.settings.get(segmentList.key(project)))?.value;
  expect(note).toMatchObject({ segments: [{ name: "Bought" }, odd] });
});

it("keeps at most so many, writes over nothing newer, and they go with their project", async () => {
  const segments = Array.from({ length: SEGMENT_LIMITS.segments }, (_, n) => ({
    ...given({ id: `s${n}` }),
    createdAt: 1,
    updatedAt: 1,
  }));
  const key = segmentList.key(project);
  await db.settings.put({ key, value: { version: 1, segments: [{ odd: true }, ...segments] } });
  expect(failureOf(await segmentList.put(db, project, given({ id: "more" }))).kind).toBe("invalid-input");
  valueOf(await segmentList.put(db, project, given({ id: "s7", name: "Kept" })));
  const merged = [...segments, { ...given({ id: "theirs" }), createdAt: 1, updatedAt: 1 }];
  await db.settings.put({ key, value: { version: 1, segments: merged } });
  valueOf(await segmentList.put(db, project, given({ id: "s7", name: "Changed" })));
  expect(await names()).toHaveLength(SEGMENT_LIMITS.segments + 1);
  await db.settings.put({ key, value: { version: 2, segments } });
  expect(failureOf(await segmentList.remove(db, project, "s1")).kind).toBe("newer-schema");
  await db.settings.put({ key, value: { version: 1, segments } });
  await removeProjectRows(db, project);
  expect(await names()).toEqual([]);
});

it("go with a backup, and of two edits the newer stands", async () => {
  valueOf(await segmentList.put(db, project, given()));
  const elsewhere = openTestDatabase();
  valueOf(await putPortable(elsewhere, valueOf(await readPortable(db, project))));
  expect(await names(elsewhere)).toEqual(["Payers"]);
  valueOf(await segmentList.put(db, project, given({ name: "Newer" })));
  const merge = valueOf(await putPortable(db, valueOf(await readPortable(elsewhere, project))));
  expect(merge.conflicts).toContainEqual({ what: "segment", name: "Newer", kept: "ours" });
  expect(await names()).toEqual(["Newer"]);
});

it("stands in a question for what it is now, and one that is not there is told", async () => {
  valueOf(await segmentList.put(db, project, given()));
  const asked = (...filters: FilterTerm[]): AnyQuestion => ({
    version: 1,
    measure: "users",
    window: { last: "7d" },
    filters,
  });
  const named: FilterTerm = {
    any: [
      { segment: "s1", not: true },
      { property: "a", op: "set" },
    ],
  };
  const { filters } = valueOf(await withSegments(db, project, asked(named)));
  const placed = { name: "Payers", terms: given().terms };
  expect(filters).toEqual([
    {
      any: [
        { segment: "s1", not: true, placed },
        { property: "a", op: "set" },
      ],
    },
  ]);
  const failure = failureOf(await withSegments(db, project, asked(named, { segment: "s2" })));
  expect(failure).toMatchObject({ kind: "invalid-question", path: "filters" });
  expect(failure.message).toContain("“s2”");
});
