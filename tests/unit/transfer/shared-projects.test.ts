import "fake-indexeddb/auto";
import { describe, expect, test } from "vitest";
import { readProject, updateProject } from "../../../src/catalog/projects.ts";
import { addSharedFolder, removeSharedFolder } from "../../../src/catalog/shared-folders.ts";
import {
  adoptOwn,
  findProjects,
  removeOwn,
  takeProject,
} from "../../../src/transfer/shared/find-projects.ts";
import { leftOutWords } from "../../../src/ui/data/shared-folder-words.ts";
import { failureOf, openTestDatabase, valueOf } from "../../support/open-catalog.ts";
import {
  idsOf,
  openDevice,
  settle,
  sharedEvents as range,
  START,
  twoDevices,
} from "../../support/shared-devices.ts";

const PROJECT = "shared-shop";

describe("a browser that meets a folder", () => {
  test("finds the projects in it, and makes one its own with settings and events", async () => {
    const { files, a } = await twoDevices();
    valueOf(await updateProject(a.db, PROJECT, { name: "Tea shop", timeZone: "Asia/Kolkata" }));
    await a.append(range(0, 8));
    await a.erase({ from: START, before: START + 3 * 60_000 });
    await a.turns();
    const db = openTestDatabase();
    const { deviceId } = await a.folder();
    const devices = [{ id: deviceId, name: "Ann's laptop", writtenAt: expect.any(Number), events: 5 }];
    expect(await findProjects(db, files)).toEqual({
      projects: [{ id: PROJECT, name: "Tea shop", isHere: false, devices }],
      leftOut: 0,
    });
    const taken = valueOf(await takeProject(db, files, PROJECT));
    expect(taken).toMatchObject({ isNew: true, project: { name: "Tea shop", timeZone: "Asia/Kolkata" } });
    const c = await openDevice(files, "Phone", db);
    await c.turns();
    expect(await c.ids()).toEqual(idsOf(range(3, 8)));
    expect(valueOf(await readProject(db, PROJECT)).erasedSpans).toEqual([
      { from: START, before: START + 3 * 60_000 },
    ]);
    expect(failureOf(await takeProject(db, files, "../../etc")).kind).toBe("unreadable-file");
  });

  test("reads names that turn the text around them, or break its line, without what does", async () => {
    const { files, a } = await twoDevices();
    await a.turns();
    const { deviceId } = await a.folder();
    const own = `lochan/${PROJECT}/${deviceId}/manifest.json`;
    const list = JSON.parse(new TextDecoder().decode(files.bytes.get(own))) as object;
    const forged = { ...list, deviceName: "Ann\u202e\n9 devices", projectName: " Tea\u2066shop " };
    files.bytes.set(own, new TextEncoder().encode(JSON.stringify(forged)));
    const { projects } = await findProjects(openTestDatabase(), files);
    expect(projects).toMatchObject([{ name: "Tea shop", devices: [{ name: "Ann 9 devices" }] }]);
  });

  test("is told how many of its projects are not shown, and always shown its own", async () => {
    const { files, a } = await twoDevices();
    await a.turns();
    const { deviceId } = await a.folder();
    const own = `lochan/${PROJECT}/${deviceId}/manifest.json`;
    const list = new TextDecoder().decode(files.bytes.get(own));
    for (let at = 0; at < 204; at++) {
      const bytes = new TextEncoder().encode(list.replaceAll(PROJECT, `copy-${at}`));
      files.bytes.set(`lochan/copy-${at}/${deviceId}/manifest.json`, bytes);
    }
    const { projects, leftOut } = await findProjects(a.db, files);
    expect(projects).toHaveLength(200);
    expect(projects[0]).toMatchObject({ id: PROJECT, isHere: true });
    expect(leftOut).toBe(5);
    expect(leftOutWords(leftOut)).toBe(
      "5 more projects of this folder are not shown: it has more than Lochan looks at.",
    );
    expect(leftOutWords(1)).toContain("1 more project of this folder is not shown");
  });

  test("that was in it before goes on under its id, and leaves it without its files", async () => {
    const { files, a, b } = await twoDevices();
    await a.append(range(0, 4));
    await b.append(range(4, 6));
    await settle(a, b);
    const { deviceId } = await a.folder();
    valueOf(await removeSharedFolder(a.db, PROJECT));
    const own = await adoptOwn(files, PROJECT, deviceId);
    valueOf(await addSharedFolder(a.db, PROJECT, { name: "Drive", deviceId, own }));
    await settle(a, b);
    expect((await a.folder()).deviceId).toBe(deviceId);
    expect(await b.ids()).toEqual(idsOf(range(0, 6)));
    expect(await b.others()).toHaveLength(1);
    valueOf(await removeOwn(files, { projectId: PROJECT, deviceId }));
    expect([...files.bytes.keys()].some((path) => path.includes(deviceId))).toBe(false);
    await b.turns();
    expect(await b.ids()).toEqual(idsOf(range(0, 6)));
    expect((await b.others())[0]?.trouble).toContain("not in the folder any more");
    await a.turns();
    await b.turns();
    expect((await b.others())[0]?.trouble).toBeUndefined();
    expect(await b.ids()).toEqual(idsOf(range(0, 6)));
  });
});
