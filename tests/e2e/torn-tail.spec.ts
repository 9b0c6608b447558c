import { appendFile, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { killBrowser } from "../support/kill-browser.ts";
import { expect, launchUnwatched, openApp, test } from "./app-test.ts";
import { call, createProject, expectNoDrift, readExported } from "./call-app.ts";

/** LevelDB's head of a whole record: a checksum, 1,000 bytes to come, kind 1; and the first of these bytes. */
const HALF_A_RECORD = Uint8Array.from([1, 2, 3, 4, 0xe8, 3, 1, 5, 6, 7]);

test("a browser killed in the middle of a write loses nothing when it is started twice (I1)", async ({
  origins,
}) => {
  const folder = await mkdtemp(join(tmpdir(), "lochan-torn-"));
  const appendOne = async (id: string, project?: string): Promise<string> => {
    const context = await launchUnwatched(folder, origins.app);
    const page = await openApp(context, "/help");
    const to = project ?? (await createProject(page, "Torn"));
    const event = { id, name: "seen", distinctId: "d", timestamp: Date.now() };
    expect(await call(page, "append", to, [event], { until: "admitted" })).toMatchObject({ accepted: 1 });
    const closed = context.waitForEvent("close");
    expect(await killBrowser(folder)).toBeGreaterThan(0);
    await closed;
    return to;
  };
  try {
    const project = await appendOne("before");
    const files = await readWriteAheadFiles(folder);
    // A browser that keeps IndexedDB in something other than LevelDB has none, and nothing to tear.
    if (files.length > 0) await appendFile(files.at(-1)!, HALF_A_RECORD);
    await appendOne("after", project);
    const context = await launchUnwatched(folder, origins.app);
    const page = await openApp(context, "/help");
    expect((await readExported(page, project)).map(({ id }) => id)).toEqual(["before", "after"]);
    await expectNoDrift(page, project);
    await context.close();
  } finally {
    await killBrowser(folder);
    await rm(folder, { recursive: true, force: true });
  }
});

/** Oldest first. */
async function readWriteAheadFiles(folder: string): Promise<string[]> {
  const databases = join(folder, "Default", "IndexedDB");
  const [origin] = (await readdir(databases)).filter((name) => name.endsWith(".leveldb"));
  if (origin === undefined) return [];
  const names = (await readdir(join(databases, origin))).filter((name) => name.endsWith(".log")).toSorted();
  return names.map((name) => join(databases, origin, name));
}
