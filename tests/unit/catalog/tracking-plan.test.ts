import "fake-indexeddb/auto";
import { describe, expect, it } from "vitest";
import { removeProjectRows } from "../../../src/catalog/projects.ts";
import { parsePlanFile, planToFile } from "../../../src/catalog/tracking-plan-file.ts";
import { readTrackingPlan, saveTrackingPlan } from "../../../src/catalog/tracking-plan-note.ts";
import type { Database } from "../../../src/database/database.ts";
import type { PlannedEvent } from "../../../src/model/tracking-plan.ts";
import { whileDiskIsFull } from "../../support/full-disk.ts";
import { failureOf, makeProject, openTestDatabase, valueOf } from "../../support/open-catalog.ts";

const bought: PlannedEvent = {
  name: "bought",
  description: "When the money is there.",
  properties: [
    { key: "price", type: "number", required: true },
    { key: "coupon", type: "text", required: false, description: "As typed" },
  ],
};
const plan = { version: 1, events: [bought] };

async function settingKeys(db: Database): Promise<string[]> {
  return (await db.settings.toArray()).map(({ key }) => key);
}

describe("a project's plan", () => {
  it("is empty until one is saved, then what was saved", async () => {
    const db = openTestDatabase();
    const { id } = await makeProject(db);
    expect(valueOf(await readTrackingPlan(db, id))).toEqual({ version: 1, events: [], updatedAt: 0 });
    const saved = valueOf(await saveTrackingPlan(db, id, plan));
    expect(saved).toEqual({ ...plan, updatedAt: expect.any(Number) as number });
    expect(valueOf(await readTrackingPlan(db, id))).toEqual(saved);
  });

  it("is refused when another was saved since the one it was made from", async () => {
    const db = openTestDatabase();
    const { id } = await makeProject(db);
    const first = valueOf(await saveTrackingPlan(db, id, { ...plan, updatedAt: 0 }));
    const second = valueOf(
      await saveTrackingPlan(db, id, { version: 1, events: [], updatedAt: first.updatedAt }),
    );
    expect(second.updatedAt).toBeGreaterThan(first.updatedAt);
    const late = failureOf(await saveTrackingPlan(db, id, { ...plan, updatedAt: first.updatedAt }));
    expect(late).toMatchObject({ kind: "invalid-input", path: "updatedAt" });
    expect(valueOf(await readTrackingPlan(db, id))).toEqual(second);
    expect(valueOf(await saveTrackingPlan(db, id, plan)).events).toEqual([bought]);
  });

  it("goes with its project, and none is saved for a project that is not there", async () => {
    const db = openTestDatabase();
    const { id } = await makeProject(db);
    valueOf(await saveTrackingPlan(db, id, plan));
    valueOf(await removeProjectRows(db, id));
    expect(failureOf(await saveTrackingPlan(db, id, plan)).kind).toBe("unknown-project");
    expect(failureOf(await readTrackingPlan(db, id)).kind).toBe("unknown-project");
    expect(await settingKeys(db)).toEqual([]);
  });

  it("stays as it was when there is no space for the next", async () => {
    const db = openTestDatabase();
    const { id } = await makeProject(db);
    const saved = valueOf(await saveTrackingPlan(db, id, plan));
    const full = await whileDiskIsFull(db, "settings", () =>
      saveTrackingPlan(db, id, { version: 1, events: [] }),
    );
    expect(full).toMatchObject({ failure: { kind: "quota-exceeded" } });
    expect(valueOf(await readTrackingPlan(db, id))).toEqual(saved);
  });

  it("that is damaged is named and can be replaced; one of a newer Lochan stays", async () => {
    const db = openTestDatabase();
    const { id } = await makeProject(db);
    const put = (value: unknown) => db.settings.put({ key: `project:${id}:tracking-plan`, value });
    await put({ version: 1, events: [{ name: 7 }], updatedAt: 1 });
    expect(failureOf(await readTrackingPlan(db, id))).toMatchObject({
      kind: "damaged-record",
      table: "settings",
    });
    expect(valueOf(await saveTrackingPlan(db, id, { ...plan, updatedAt: 0 })).events).toEqual([bought]);
    await put({ version: 2, rules: [] });
    expect(failureOf(await readTrackingPlan(db, id)).kind).toBe("newer-schema");
    expect(failureOf(await saveTrackingPlan(db, id, plan)).kind).toBe("newer-schema");
    expect((await db.settings.get(`project:${id}:tracking-plan`))?.value).toEqual({ version: 2, rules: [] });
  });
});

const property = { key: "price", type: "number", required: true };
const event = (over: object = {}) => ({ name: "bought", properties: [property], ...over });

describe("a plan that is wrong is refused in words that name the place", () => {
  it.each([
    [undefined, "A tracking plan is {"],
    [[], 'A tracking plan needs "version".'],
    [{ version: 2, events: [] }, "version must be 1."],
    [{ version: 1, events: {} }, "events must be a list."],
    [{ version: 1, events: [], rules: [] }, 'A tracking plan has no member "rules".'],
    [{ version: 1, events: [event({ name: "" })] }, "Event 1 (“”): name is empty."],
    [{ version: 1, events: [event(), event({ name: "$x" })] }, "Event 2 (“$x”): names that begin with $"],
    [{ version: 1, events: [event({ name: 3 })] }, "Event 1: name must be text."],
    [
      { version: 1, events: [event({ properties: [property, { ...property, key: "size", type: "int" }] })] },
      "Event 1 (“bought”), property 2 (“size”): type must be one of text, number",
    ],
    [
      { version: 1, events: [event({ properties: [{ ...property, required: "yes" }] })] },
      "Event 1 (“bought”), property 1 (“price”): required must be true or false.",
    ],
    [
      { version: 1, events: [event({ properties: [property, property] })] },
      "Event 1 (“bought”), property 2 (“price”): there is another property “price” before it.",
    ],
    [{ version: 1, events: [event(), event()] }, "Event 2 (“bought”): there is another event “bought”"],
    [
      { version: 1, events: [event({ description: "x".repeat(501) })] },
      "Event 1 (“bought”): description has at most 500",
    ],
    [
      { version: 1, events: [event({ colour: "red" })] },
      'Event 1 (“bought”): An event has no member "colour".',
    ],
    [
      JSON.parse('{"version":1,"events":[{"name":"a","properties":[],"__proto__":{"name":"b"}}]}'),
      'Event 1 (“a”): An event has no member "__proto__".',
    ],
    [
      { version: 1, events: Array.from({ length: 501 }, (_, n) => event({ name: `e${n}` })) },
      "a plan has at most 500 events.",
    ],
    [
      {
        version: 1,
        events: [
          event({ properties: Array.from({ length: 101 }, (_, n) => ({ ...property, key: `k${n}` })) }),
        ],
      },
      "Event 1 (“bought”): an event has at most 100 properties.",
    ],
    [
      {
        version: 1,
        events: Array.from({ length: 500 }, (_, n) =>
          event({
            name: `e${n}`,
            properties: Array.from({ length: 6 }, (_each, p) => ({
              ...property,
              key: `k${p}`,
              description: "x".repeat(400),
            })),
          }),
        ),
      },
      "at most 1 MB",
    ],
  ])("%#", async (input, words) => {
    const db = openTestDatabase();
    const { id } = await makeProject(db);
    const failure = failureOf(await saveTrackingPlan(db, id, input));
    expect(failure.kind).toBe("invalid-input");
    expect(failure.message).toContain(words);
    expect(await settingKeys(db)).toEqual([]);
  });
});

describe("a plan as a file", () => {
  it("is read back as it was written, by savePlan too", async () => {
    const text = planToFile({ events: [bought] });
    expect(JSON.parse(text)).toEqual({ lochan: "tracking-plan", ...plan });
    expect(valueOf(parsePlanFile(text))).toEqual(plan);
    expect(valueOf(parsePlanFile(`\uFEFF${text}`))).toEqual(plan);
    const db = openTestDatabase();
    const { id } = await makeProject(db);
    expect(valueOf(await saveTrackingPlan(db, id, JSON.parse(text))).events).toEqual([bought]);
  });

  it.each([
    ["", /is not JSON/],
    ['{"lochan":"tracking-plan",}', /is not JSON: .*(position|property name)/],
    ["[]", /does not begin with/],
    ['{"version":1,"events":[]}', /does not begin with/],
    ['{"lochan":"backup","version":1,"events":[]}', /lochan must be "tracking-plan"/],
    ['{"lochan":"tracking-plan","version":3,"events":[]}', /of version 3, which a newer Lochan wrote/],
    [
      '{"lochan":"tracking-plan","version":1,"events":[{"name":"a","properties":[{}]}]}',
      /Event 1 \(“a”\), property 1: A property needs "key"/,
    ],
    [" ".repeat(4_000_001), /longer than 4 MB/],
  ])("%#: what is none is refused", (text, words) => {
    expect(failureOf(parsePlanFile(text)).message).toMatch(words);
  });
});
