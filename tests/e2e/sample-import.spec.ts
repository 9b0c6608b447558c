import { gzipSync } from "node:zlib";
import { expect, openApp, test } from "./app-test.ts";
import { createProject, exportNdjson, expectNoDrift, importBytes, importFixture } from "./call-app.ts";
import { expectTruth, SAMPLE } from "./git-activity.ts";

/** What an export says, without what is local to a device: when and from where it came in. */
const content = (ndjson: string): string =>
  ndjson
    .split("\n")
    .map((line) =>
      JSON.stringify(line && { ...(JSON.parse(line) as object), receivedAt: undefined, source: undefined }),
    )
    .sort()
    .join("\n");

test("an imported file gives the numbers of an independent recount, again after a second import and in another profile", async ({
  app,
  openProfile,
}) => {
  test.setTimeout(400_000);
  const project = await createProject(app, "Git activity");

  const first = await importFixture(app, project, SAMPLE);
  expect(first).toMatchObject({ read: 44_319, accepted: 44_319, duplicate: 0, refused: 0 });
  await expectTruth(app, project);

  const second = await importFixture(app, project, SAMPLE);
  expect(second).toMatchObject({ read: 44_319, accepted: 0, duplicate: 44_319, refused: 0 });
  await expectTruth(app, project);
  await expectNoDrift(app, project);

  const exported = await exportNdjson(app, project);
  const other = await openApp(await openProfile());
  const copy = await createProject(other, "Copy");
  const third = await importBytes(other, copy, gzipSync(exported), "export.ndjson.gz");
  expect(third).toMatchObject({ ok: true, value: { accepted: 44_319, refused: 0 } });
  await expectTruth(other, copy);
  await expectNoDrift(other, copy);
  expect(content(await exportNdjson(other, copy)) === content(exported)).toBe(true);
});
