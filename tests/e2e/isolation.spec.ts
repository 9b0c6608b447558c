import { expect, test } from "./app-test.ts";
import { ask, call, createProject, exportNdjson, expectNoDrift } from "./call-app.ts";

const range = { from: Date.UTC(2026, 0, 1), to: Date.UTC(2026, 1, 1) };
const event = (name: string, index: number) => ({
  id: `same-${index}`,
  name,
  distinctId: "same browser",
  userId: "same user",
  sessionId: "same session",
  timestamp: range.from + index * 60_000,
  properties: { secret: name },
});

test("no question, SQL, file, suggestion or erasure of a project sees another's events (I7)", async ({
  app,
}) => {
  const [one, two] = [await createProject(app, "One"), await createProject(app, "Two")];
  const counts = new Map([
    [one, 7],
    [two, 4],
  ]);
  for (const [project, count] of counts)
    await call(
      app,
      "append",
      project,
      Array.from({ length: count }, (_, index) => event(`of_${project}`, index)),
    );

  for (const [project, count] of [...counts, ...counts]) {
    const other = project === one ? two : one;
    for (const window of [range, { from: range.from - 1, to: range.to }]) {
      expect((await ask(app, project, { measure: "events", window })).total).toBe(count);
      expect((await ask(app, project, { measure: "users", window })).total).toBe(1);
      const groups = (await ask(app, project, { measure: "events", window, breakdown: "secret" })).groups;
      expect(groups?.map(({ key, value }) => [key, value])).toEqual([[`of_${project}`, count]]);
    }
    expect(
      (await call(app, "sql", project, "select count(*), min(name), max(secret) from events")).rows,
    ).toEqual([[count, `of_${project}`, `of_${project}`]]);
    expect(await exportNdjson(app, project)).not.toContain(`of_${other}`);
    await expectNoDrift(app, project);
  }

  await call(app, "erase", one, { userId: "same user" });
  expect((await ask(app, one, { measure: "events", window: range })).total).toBe(0);
  expect((await ask(app, two, { measure: "events", window: range })).total).toBe(4);
  await call(app, "deleteProject", one);
  expect((await ask(app, two, { measure: "sessions", window: range })).total).toBe(1);
  await expectNoDrift(app, two);
});
