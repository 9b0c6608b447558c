import { expect, it } from "vitest";
import { readProject, updateProject } from "../../../src/catalog/projects.ts";
import { failureOf, makeProject, openTestDatabase, valueOf } from "../../support/open-catalog.ts";

const DAY = 86_400_000;

it("makes a new key and remembers until when the old one is taken", async () => {
  const db = openTestDatabase();
  const project = await makeProject(db, { writeKey: "first" });
  const before = Date.now();
  const rotated = valueOf(await updateProject(db, project.id, { rotateKey: { graceMs: 7 * DAY } }));
  expect(rotated.writeKey).not.toBe("first");
  expect(rotated.writeKey).toMatch(/^[\w-]{22}$/);
  expect(rotated.retiredKeys).toEqual([{ key: "first", endsAt: expect.any(Number) }]);
  const [{ endsAt } = { endsAt: 0 }] = rotated.retiredKeys ?? [];
  expect(endsAt - before).toBeGreaterThanOrEqual(7 * DAY);
  expect(endsAt - Date.now()).toBeLessThanOrEqual(7 * DAY);
  expect(valueOf(await readProject(db, project.id))).toEqual(rotated);
});

it("ends an old key before its time, once", async () => {
  const db = openTestDatabase();
  const project = await makeProject(db, { writeKey: "first" });
  await updateProject(db, project.id, { rotateKey: { graceMs: DAY } });
  const ended = valueOf(await updateProject(db, project.id, { endKey: "first" }));
  expect(ended.retiredKeys?.[0]?.endsAt).toBeLessThanOrEqual(Date.now());
  for (const key of ["first", ended.writeKey, "nobody"])
    expect(failureOf(await updateProject(db, project.id, { endKey: key }))).toMatchObject({ path: "endKey" });
});

it("remembers twenty old keys, and forgets those that are still taken last", async () => {
  const db = openTestDatabase();
  const project = await makeProject(db, { writeKey: "kept" });
  await updateProject(db, project.id, { rotateKey: { graceMs: DAY } });
  for (let turn = 0; turn < 25; turn++) await updateProject(db, project.id, { rotateKey: { graceMs: 0 } });
  const { retiredKeys = [] } = valueOf(await readProject(db, project.id));
  expect(retiredKeys.length).toBe(20);
  expect(retiredKeys[0]?.key).toBe("kept");
});

it.each([-1, 0.5, 91 * DAY, "7 days"])("refuses a grace of %s", async (graceMs) => {
  const db = openTestDatabase();
  const project = await makeProject(db, { writeKey: "first" });
  expect(failureOf(await updateProject(db, project.id, { rotateKey: { graceMs } })).kind).toBe(
    "invalid-input",
  );
  expect(valueOf(await readProject(db, project.id)).writeKey).toBe("first");
});
