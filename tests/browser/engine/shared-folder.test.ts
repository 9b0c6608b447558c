import { afterEach, expect, test } from "vitest";
import type { SharedFolderView } from "../../../src/engine/api.ts";
import { makeConsoleApi } from "../../../src/engine/console-api.ts";
import { draft, eventually, openTab, type Tab, valueOf } from "./support.ts";

const kills: (() => void)[] = [];
afterEach(() => {
  for (const kill of kills.splice(0)) kill();
});

/** A browser of its own, as far as its database goes. */
function openBrowser(): Tab["engine"] {
  const tab = openTab(crypto.randomUUID());
  kills.push(tab.kill);
  return tab.engine;
}

async function openFolder() {
  const root = await navigator.storage.getDirectory();
  const name = `shared-${crypto.randomUUID()}`;
  const handle = await root.getDirectoryHandle(name, { create: true });
  return { root, name, handle };
}

const stored = async (engine: Tab["engine"], project: string): Promise<number> =>
  valueOf(await engine.status()).eventsByProject[project] ?? 0;

/** As soon as it has so many. */
const untilEvents = (engine: Tab["engine"], project: string, count: number): Promise<true> =>
  eventually(async () => ((await stored(engine, project)) === count ? true : undefined));

const untilShared = (
  engine: Tab["engine"],
  project: string,
  isSo: (folder: SharedFolderView) => boolean,
): Promise<SharedFolderView> =>
  eventually(async () => {
    const folder = valueOf(await engine.sharedFolder(project));
    return folder !== null && isSo(folder) ? folder : undefined;
  });

test("two browsers that share a folder have the same events, both ways, and lose who is erased on one", async () => {
  const { handle, name } = await openFolder();
  const [a, b] = [openBrowser(), openBrowser()];
  const { id } = valueOf(await a.createProject({ name: "Shop", timeZone: "UTC" }));
  const events = Array.from({ length: 40 }, (_, n) => draft(n, n % 4 === 0 ? { userId: "ann" } : {}));
  valueOf(await a.append(id, events));
  valueOf(await a.nameDevice("Ann's laptop"));
  valueOf(await a.shareProject(id, { name, handle }));
  await untilShared(a, id, ({ events: written }) => written === 40);

  const [found] = valueOf(await b.findSharedProjects(handle)).projects;
  expect(found).toMatchObject({ id, name: "Shop", isHere: false });
  expect(found?.devices).toMatchObject([{ name: "Ann's laptop", events: 40 }]);
  expect(valueOf(await b.takeSharedProject(id, { name, handle })).name).toBe("Shop");
  await untilEvents(b, id, 40);
  const seen = await untilShared(b, id, ({ others }) => others[0]?.accepted === 40);
  expect(seen.others).toMatchObject([{ name: "Ann's laptop", duplicate: 0, refused: 0, waiting: [] }]);

  valueOf(await b.append(id, [draft(100), draft(101)]));
  await untilEvents(a, id, 42);
  valueOf(await b.updateProject(id, { name: "Tea shop" }));
  await eventually(async () =>
    valueOf(await a.projects()).some((project) => project.name === "Tea shop") ? true : undefined,
  );

  const { events: erased } = valueOf(await a.erase(id, { userId: "ann" }));
  expect(erased).toBeGreaterThan(0);
  await untilEvents(b, id, 42 - erased);
  valueOf(await b.append(id, [draft(200, { userId: "ann", timestamp: Date.now() - 86_400_000 })]));
  expect(await stored(b, id)).toBe(42 - erased);
  for (const engine of [a, b]) {
    const report = valueOf(await engine.verify(id));
    expect(report.differences).toEqual([]);
    expect(report.drift).toBe(0);
  }
});

test("scripts share, open and leave, daily totals come along, and devices beyond those that are read are told", async () => {
  const { handle } = await openFolder();
  const [a, b] = [openBrowser(), openBrowser()];
  const [ofA, ofB] = [makeConsoleApi(a), makeConsoleApi(b)];
  const { id } = valueOf(await ofA.createProject({ name: "Shop", timeZone: "UTC" }));
  const totals = new File(["date,visitors,pageviews\n2024-01-01,1,2\n2024-01-02,3,4\n"], "visitors.csv");
  valueOf(await ofA.import(id, totals));
  expect(valueOf(await ofA.sharedFolder(id))).toBeNull();
  valueOf(await ofA.shareInFolder(id, handle));
  await untilShared(a, id, ({ writtenAt }) => writtenAt !== undefined);
  expect(valueOf(await ofB.sharedProjects(handle))).toMatchObject({
    projects: [{ id, name: "Shop", isHere: false }],
    leftOut: 0,
  });
  expect(valueOf(await ofB.openFromFolder(id, handle)).name).toBe("Shop");
  const brought = await eventually(async () => {
    const read = valueOf(await ofB.totals(id));
    return read.days.length === 2 ? read : undefined;
  });
  expect(brought).toEqual(valueOf(await ofA.totals(id)));
  expect(valueOf(await ofB.totals(id, { before: Date.UTC(2024, 0, 2) })).days).toHaveLength(1);

  const folder = await (await handle.getDirectoryHandle("lochan")).getDirectoryHandle(id);
  for (let at = 0; at < 70; at++)
    await folder.getDirectoryHandle(String(at).padStart(20, "0"), { create: true });
  const { trouble } = await untilShared(a, id, (view) => view.trouble !== undefined);
  expect(trouble).toMatchObject({ kind: "partial", message: expect.stringContaining("71 other devices") });

  valueOf(await ofB.pauseFolder(id));
  expect(valueOf(await ofB.sharedFolder(id))?.paused).toBe(true);
  valueOf(await ofB.leaveFolder(id, { files: true }));
  expect(valueOf(await ofB.sharedFolder(id))).toBeNull();
  expect(valueOf(await ofB.totals(id))).toEqual(brought);
});

test("a folder that is gone is told, one that was paused goes on, and one that is left keeps what came from it", async () => {
  const { handle, name, root } = await openFolder();
  const [a, b] = [openBrowser(), openBrowser()];
  const { id } = valueOf(await a.createProject({ name: "Shop", timeZone: "UTC" }));
  valueOf(await a.append(id, [draft(1), draft(2)]));
  valueOf(await a.shareProject(id, { name, handle }));
  expect((await a.shareProject(id, { name, handle })).ok).toBe(false);
  await untilShared(a, id, ({ writtenAt }) => writtenAt !== undefined);
  valueOf(await b.takeSharedProject(id, { name, handle }));
  await untilEvents(b, id, 2);

  valueOf(await b.pauseSharedFolder(id, true));
  valueOf(await b.append(id, [draft(3)]));
  valueOf(await b.pauseSharedFolder(id, false));
  await untilEvents(a, id, 3);

  const { deviceId } = await untilShared(b, id, () => true);
  valueOf(await b.removeSharedFolder(id, { files: true }));
  expect(valueOf(await b.sharedFolder(id))).toBeNull();
  const project = await (await handle.getDirectoryHandle("lochan")).getDirectoryHandle(id);
  const left: string[] = [];
  for await (const each of project.keys()) left.push(each);
  expect(left).toHaveLength(1);
  expect(left).not.toContain(deviceId);
  expect(await stored(b, id)).toBe(3);
  await untilShared(a, id, ({ others }) => others[0]?.trouble !== undefined || others[0]?.accepted === 1);
  expect(await stored(a, id)).toBe(3);

  await root.removeEntry(name, { recursive: true });
  const gone = await untilShared(a, id, ({ trouble }) => trouble !== undefined);
  expect(gone.trouble?.kind).toBe("missing");
});
