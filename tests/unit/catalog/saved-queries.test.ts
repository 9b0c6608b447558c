import { beforeEach, expect, it } from "vitest";
import { removeProjectRows } from "../../../src/catalog/projects.ts";
import { putSavedQuery, readSavedQueries, removeSavedQuery } from "../../../src/catalog/saved-queries.ts";
import { addToSqlHistory, clearSqlHistory, readSqlHistory } from "../../../src/catalog/sql-history.ts";
import { saveSetting } from "../../../src/catalog/settings.ts";
import type { Database } from "../../../src/database/database.ts";
import { HISTORY_LIMITS, SAVED_QUERY_LIMITS } from "../../../src/model/saved-query.ts";
import { failureOf, makeProject, openTestDatabase, valueOf } from "../../support/open-catalog.ts";

let db: Database;
let project: string;
beforeEach(async () => {
  db = openTestDatabase();
  project = (await makeProject(db)).id;
});

const query = (given: { id?: string; name?: string; text?: string } = {}) => ({
  id: "q1",
  name: "Paths",
  text: "SELECT 1",
  ...given,
});
const names = async (): Promise<string[]> =>
  valueOf(await readSavedQueries(db, project)).map(({ name }) => name);
const texts = async (): Promise<string[]> =>
  valueOf(await readSqlHistory(db, project)).map(({ text }) => text);

it("keeps saved queries by name, and puts one in place of the one with its id", async () => {
  valueOf(await putSavedQuery(db, project, query(), 1));
  valueOf(await putSavedQuery(db, project, query({ id: "q2", name: "Actors" }), 2));
  expect(await names()).toEqual(["Actors", "Paths"]);
  valueOf(await putSavedQuery(db, project, query({ name: "Entry pages", text: "SELECT 2" }), 3));
  expect(valueOf(await readSavedQueries(db, project))[1]).toEqual({
    ...query({ name: "Entry pages", text: "SELECT 2" }),
    updatedAt: 3,
  });
});

it("removes one, and knows none that is not there", async () => {
  valueOf(await putSavedQuery(db, project, query(), 1));
  expect(valueOf(await removeSavedQuery(db, project, "q1"))).toMatchObject(query());
  expect(valueOf(await removeSavedQuery(db, project, "q1"))).toBeNull();
  expect(await names()).toEqual([]);
});

it("refuses a name that is taken or missing, and SQL that is missing or too long", async () => {
  valueOf(await putSavedQuery(db, project, query(), 1));
  const refusal = async (input: unknown) => failureOf(await putSavedQuery(db, project, input, 2));
  expect(await refusal(query({ id: "q2", name: " paths " }))).toMatchObject({
    message: "Another saved query has this name.",
    path: "name",
  });
  expect(await refusal(query({ name: "  " }))).toMatchObject({ path: "name" });
  expect(await refusal(query({ text: " \n" }))).toMatchObject({ message: "There is no SQL to save." });
  expect(await refusal(query({ text: "x".repeat(SAVED_QUERY_LIMITS.textLength + 1) }))).toMatchObject({
    path: "text",
  });
  expect(failureOf(await putSavedQuery(db, "nope", query(), 1)).kind).toBe("unknown-project");
});

it("keeps at most 200", async () => {
  const queries = Array.from({ length: SAVED_QUERY_LIMITS.queries }, (_, at) => ({
    ...query({ id: `q${at}`, name: `Query ${at}` }),
    updatedAt: at,
  }));
  valueOf(await saveSetting(db, `project:${project}:saved-queries`, { version: 1, queries }));
  expect(failureOf(await putSavedQuery(db, project, query({ id: "more" }), 1)).message).toContain("200");
  valueOf(await putSavedQuery(db, project, query({ id: "q7" }), 1));
});

it("leaves out what is not understood", async () => {
  const queries = [{ ...query(), updatedAt: 1 }, { id: "q2" }, null];
  valueOf(await saveSetting(db, `project:${project}:saved-queries`, { version: 1, queries }));
  expect(await names()).toEqual(["Paths"]);
  valueOf(await saveSetting(db, `project:${project}:saved-queries`, "nonsense"));
  expect(await names()).toEqual([]);
});

it("remembers statements newest first, each once", async () => {
  for (const [at, text] of ["SELECT 1", "SELECT 2", "SELECT 1"].entries())
    valueOf(await addToSqlHistory(db, project, { text, at }));
  expect(await texts()).toEqual(["SELECT 1", "SELECT 2"]);
  expect(valueOf(await readSqlHistory(db, project))[0]?.at).toBe(2);
  valueOf(await clearSqlHistory(db, project));
  expect(await texts()).toEqual([]);
});

it("forgets the oldest where there are too many or they are too long", async () => {
  for (let at = 0; at <= HISTORY_LIMITS.statements; at++)
    valueOf(await addToSqlHistory(db, project, { text: `SELECT ${at}`, at }));
  expect(await texts()).toHaveLength(HISTORY_LIMITS.statements);
  expect(await texts()).not.toContain("SELECT 0");
  const long = "x".repeat(HISTORY_LIMITS.characters - 8);
  valueOf(await addToSqlHistory(db, project, { text: long, at: 1_000 }));
  expect(await texts()).toEqual([long]);
});

it("goes with its project", async () => {
  valueOf(await putSavedQuery(db, project, query(), 1));
  valueOf(await addToSqlHistory(db, project, { text: "SELECT 1", at: 1 }));
  await removeProjectRows(db, project);
  expect(await names()).toEqual([]);
  expect(await texts()).toEqual([]);
});
