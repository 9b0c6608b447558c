import { beforeEach, expect, it } from "vitest";
import { annotationList } from "../../../src/catalog/annotations.ts";
import { putPortable, readPortable } from "../../../src/catalog/portable.ts";
import { removeProjectRows } from "../../../src/catalog/projects.ts";
import type { Database } from "../../../src/database/database.ts";
import { makeAnnotationCalls } from "../../../src/engine/annotation-calls.ts";
import { ANNOTATION_LIMITS } from "../../../src/model/annotation.ts";
import { toMarks } from "../../../src/ui/annotations/annotation-marks.ts";
import { failureOf, makeProject, openTestDatabase, valueOf } from "../../support/open-catalog.ts";

let db: Database;
let project: string;
beforeEach(async () => {
  db = openTestDatabase();
  project = (await makeProject(db)).id;
});

const given = (more: object = {}) => ({ id: "a1", time: 500, name: "Price change", ...more });
const names = async (of = db): Promise<string[]> =>
  valueOf(await makeAnnotationCalls(of, (same) => same).annotations(project)).map(({ name }) => name);

it("keeps annotations by time, puts one in place of the one with its id, and removes it", async () => {
  const first = valueOf(await annotationList.put(db, project, given()));
  valueOf(await annotationList.put(db, project, given({ id: "a2", time: 100, name: "Launch" })));
  expect(await names()).toEqual(["Launch", "Price change"]);
  const again = valueOf(await annotationList.put(db, project, { ...first, name: "Prices up" }));
  expect(again).toMatchObject({ createdAt: first.createdAt, name: "Prices up" });
  expect(again.updatedAt).toBeGreaterThan(first.updatedAt);
  expect(valueOf(await annotationList.remove(db, project, "a1"))).toEqual(again);
  expect(valueOf(await annotationList.remove(db, project, "a1"))).toBeNull();
  expect(await names()).toEqual(["Launch"]);
});

it.each([null, given({ name: " " }), given({ time: 1.5 }), given({ time: -1 }), given({ extra: 1 })])(
  "refuses what is none: %j",
  async (input) => {
    expect(failureOf(await annotationList.put(db, project, input)).kind).toBe("invalid-input");
    expect(await names()).toEqual([]);
  },
);

it("keeps at most so many, writes over nothing newer, and they go with their project", async () => {
  const annotations = Array.from({ length: ANNOTATION_LIMITS.annotations }, (_, n) => ({
    ...given({ id: `a${n}` }),
    createdAt: 1,
    updatedAt: 1,
  }));
  const key = annotationList.key(project);
  await db.settings.put({ key, value: { version: 1, annotations: [{ odd: true }, ...annotations] } });
  expect(failureOf(await annotationList.put(db, project, given({ id: "more" }))).kind).toBe("invalid-input");
  await db.settings.put({ key, value: { version: 2, annotations } });
  expect(failureOf(await annotationList.remove(db, project, "a1")).kind).toBe("newer-schema");
  await db.settings.put({ key, value: { version: 1, annotations } });
  await removeProjectRows(db, project);
  expect(await names()).toEqual([]);
});

it("go with a backup, and of two edits the newer stands", async () => {
  valueOf(await annotationList.put(db, project, given()));
  const elsewhere = openTestDatabase();
  valueOf(await putPortable(elsewhere, valueOf(await readPortable(db, project))));
  expect(await names(elsewhere)).toEqual(["Price change"]);
  valueOf(await annotationList.put(db, project, given({ name: "Newer" })));
  const merge = valueOf(await putPortable(db, valueOf(await readPortable(elsewhere, project))));
  expect(merge.conflicts).toContainEqual({ what: "annotation", name: "Newer", kept: "ours" });
  expect(await names()).toEqual(["Newer"]);
});

it("marks the point whose bucket it is in, those of one bucket together", () => {
  const at = (time: number, name: string) => ({ id: name, time, name, createdAt: 0, updatedAt: 0 });
  const all = [at(99, "before"), at(100, "first"), at(199, "late"), at(349, "last"), at(350, "after")];
  expect(toMarks(all, [100, 200, 300], 350)).toEqual([
    { time: 100, words: "first · late" },
    { time: 300, words: "last" },
  ]);
});
