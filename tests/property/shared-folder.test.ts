import "fake-indexeddb/auto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readProject, updateProject } from "../../src/catalog/projects.ts";
import { isWithin, type TimeSpan } from "../../src/model/time-span.ts";
import { runs } from "../support/fast-check-setup.ts";
import { valueOf } from "../support/open-catalog.ts";
import { makeEvent } from "../support/rolled-project.ts";
import { makeFolderFiles, NOTHING_DONE, openDevice } from "../support/shared-devices.ts";

const START = Date.UTC(2026, 4, 1);
const HOUR = 3_600_000;
const HOURS = 12;
const USERS = 6;
const PROJECT = "shared-shop";

const device = fc.nat(2);
const hour = fc.nat(HOURS);
const act = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("append" as const),
      device,
      first: fc.nat(30),
      count: fc.integer({ min: 1, max: 8 }),
    }),
  },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("turn" as const), device }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("carry" as const),
      from: device,
      to: device,
      seed: fc.nat(1_000),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("erase" as const), device, from: hour, to: hour }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("erase-all" as const), device }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("let-in" as const), device }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("erase-user" as const), device, user: fc.nat(USERS - 1) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("rename" as const),
      device,
      name: fc.constantFrom("Tea", "Coffee", "Shop"),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("spoil" as const), device, seed: fc.nat(1_000) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("cut" as const), device, after: fc.nat(3) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("leave" as const), device: fc.integer({ min: 1, max: 2 }) }),
  },
);
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;

/** Some are told in other words by each device, and each time. */
const eventOf = (index: number, words = 0) =>
  makeEvent({
    id: `e${index}`,
    timestamp: START + (index % HOURS) * HOUR + index,
    receivedAt: START,
    properties: { index, by: index % 5 === 0 ? words : 0 },
    userId: `u${index % USERS}`,
    distinctId: `d${index % USERS}`,
  });

type Files = ReturnType<typeof makeFolderFiles>;

/** What a drive brings over of one device's files, in whatever order: some, whole or cut short, or all. */
function carry(from: Files, to: Files, own: string, seed: number | undefined): void {
  let drawn = seed ?? 0;
  const draw = (of: number): number => (drawn = (drawn * 75 + 74) % 65_537) % of;
  const isOwn = (path: string) => path.includes(own);
  for (const path of to.bytes.keys())
    if (isOwn(path) && !from.bytes.has(path) && (seed === undefined || draw(2) === 0)) to.bytes.delete(path);
  for (const [path, bytes] of from.bytes) {
    if (!isOwn(path)) continue;
    const how = seed === undefined ? 3 : draw(4);
    if (how === 0) continue;
    to.bytes.set(path, how === 1 ? bytes.slice(0, draw(bytes.length)) : bytes.slice());
  }
}

/** A device's files in its own view of the folder lose one, or a byte of one. */
function spoil(files: Files, seed: number): void {
  const paths = [...files.bytes.keys()].sort();
  const path = paths[seed % Math.max(1, paths.length)];
  if (path === undefined) return;
  const bytes = files.bytes.get(path)!;
  if (seed % 2 === 0) files.bytes.delete(path);
  else files.bytes.set(path, bytes.slice(0, seed % bytes.length));
}

async function play(acts: readonly Act[]): Promise<void> {
  const views = [makeFolderFiles(), makeFolderFiles(), makeFolderFiles()];
  const devices = await Promise.all(views.map((files, at) => openDevice(files, `device ${at}`)));
  const owns = await Promise.all(devices.map(async (each) => (await each.folder()).deviceId));
  const appended = new Set<number>();
  const erased: TimeSpan[] = [];
  const users: { user: number; by: number }[] = [];
  const left = new Set<number>();
  const isGone = (user: number, by: (device: number) => boolean = () => true): boolean =>
    users.some((each) => each.user === user && by(each.by));
  for (const each of acts) {
    if ("device" in each && left.has(each.device)) continue;
    const one = "device" in each ? devices[each.device]! : undefined;
    const files = "device" in each ? views[each.device]! : undefined;
    switch (each.kind) {
      case "append": {
        const indexes = Array.from({ length: each.count }, (_, at) => each.first + at);
        for (const index of indexes) appended.add(index);
        await one!.append(indexes.map((index) => eventOf(index, 10 * each.device + each.count)));
        break;
      }
      case "turn":
        valueOf(await one!.turn());
        break;
      case "carry":
        if (each.from !== each.to) carry(views[each.from]!, views[each.to]!, owns[each.from]!, each.seed);
        break;
      case "erase": {
        const [from, to] = [Math.min(each.from, each.to), Math.max(each.from, each.to) + 1];
        const span = { from: START + from * HOUR, before: START + to * HOUR };
        erased.push(span);
        await one!.erase(span);
        break;
      }
      case "erase-all":
        erased.push({ before: Infinity });
        await one!.erase({ all: true });
        break;
      case "erase-user":
        users.push({ user: each.user, by: each.device });
        await one!.erase({ userId: `u${each.user}` });
        break;
      case "let-in": {
        const [span] = valueOf(await readProject(one!.db, PROJECT)).erasedSpans ?? [];
        if (span !== undefined) valueOf(await updateProject(one!.db, PROJECT, { letIn: span }));
        break;
      }
      case "rename":
        valueOf(await updateProject(one!.db, PROJECT, { name: each.name }));
        break;
      case "spoil":
        spoil(files!, each.seed);
        break;
      case "cut":
        files!.failAfter(each.after);
        // As a stick that is pulled out.
        await one!.turn().catch((error: unknown) => expect(error).toBeInstanceOf(DOMException));
        files!.failAfter(undefined);
        break;
      case "leave":
        left.add(each.device);
        await files!.remove(`lochan/${PROJECT}/${owns[each.device]!}`);
        break;
    }
  }
  const staying = devices.flatMap((each, at) => (left.has(at) ? [] : [{ ...each, files: views[at]! }]));
  const held = new Set((await Promise.all(staying.map(({ ids }) => ids()))).flat());
  // What a device has that left, and nobody read, is lost.
  for (const index of appended) if (left.size > 0 && !held.has(eventOf(index).id)) appended.delete(index);
  const late = makeFolderFiles();
  const newcomer = await openDevice(late, "newcomer");
  views.push(late);
  owns.push((await newcomer.folder()).deviceId);
  staying.push({ ...newcomer, files: late });
  const carryAll = (): void => {
    for (const [from, files] of views.entries())
      for (const [to, other] of views.entries()) if (from !== to) carry(files, other, owns[from]!, undefined);
  };
  carryAll();
  for (let round = 0; round < 5; round++) {
    for (const each of staying) {
      valueOf(await each.turn({ isFirst: true }));
      await each.turns();
      carryAll();
    }
  }

  const [first, ...others] = await Promise.all(staying.map((each) => each.events()));
  const shown = (events: typeof first) => events!.map(({ importId: _importId, ...rest }) => rest);
  for (const other of others) expect(shown(other)).toEqual(shown(first));
  const present = new Set(first!.map(({ id }) => id as string));
  for (const index of appended)
    if (isGone(index % USERS, (by) => !left.has(by))) expect(present).not.toContain(eventOf(index).id);
    else if (!isGone(index % USERS) && !erased.some((span) => isWithin(span, eventOf(index).timestamp)))
      expect(present).toContain(eventOf(index).id);
  const projects = await Promise.all(staying.map(async ({ db }) => valueOf(await readProject(db, PROJECT))));
  for (const project of projects) {
    expect(project.name).toBe(projects[0]!.name);
    expect(project.erasedSpans).toEqual(projects[0]!.erasedSpans);
    for (const { timestamp } of first!)
      expect((project.erasedSpans ?? []).some((span) => isWithin(span, timestamp))).toBe(false);
  }
  for (const { files, turn } of staying) {
    const { writes } = files;
    expect(valueOf(await turn())).toEqual(NOTHING_DONE);
    expect(files.writes).toBe(writes);
  }
  await Promise.all([...devices, newcomer].map(({ db }) => db.delete()));
}

test("devices come to have the same, whatever was copied when, lost, cut short, erased or let in, and whoever left", async () => {
  await fc.assert(fc.asyncProperty(fc.array(act, { minLength: 4, maxLength: 30 }), play), runs(20));
}, 400_000);
