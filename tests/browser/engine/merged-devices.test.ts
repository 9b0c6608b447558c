import { parquetReadObjects } from "hyparquet";
import Papa from "papaparse";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { EventDraft } from "../../../src/engine/api.ts";
import type { JsonValue, Properties } from "../../../src/model/event.ts";
import { makeRandom } from "../../support/make-random.ts";
import { openTab, valueOf, type Tab } from "./support.ts";

/** Two devices: engines with databases of their own. */
let here: Tab;
let there: Tab;
beforeEach(() => {
  here = openTab(`merged-${crypto.randomUUID()}`);
  there = openTab(`merged-${crypto.randomUUID()}`);
});
afterEach(() => {
  here.kill();
  there.kill();
});

const MINUTE_MS = 60_000;
const LIMIT_MS = 300_000;
const NOW = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;

/** Events of sessions that came and of some that are cut, of people who are identified late, with values of every kind. */
function makeEvents(count: number, seed: number): EventDraft[] {
  const some = makeRandom(seed);
  const value = (): JsonValue =>
    [
      some(5),
      `t${some(5)}`,
      some(2) === 0,
      null,
      [some(3), { b: some(2), a: 1 }],
      { y: some(3), x: "1" },
      "5",
    ][some(7)]!;
  return Array.from({ length: count }, (_, n) => {
    const properties: Properties = { amount: some(1_000) / 8, path: `/p${some(6)}` };
    for (let more = some(4); more > 0; more--)
      properties[["mixed", "Mixed", "10", "9", "__proto__", "nested", "é", "name"][some(8)]!] = value();
    if (some(40) === 0) properties[`rare${some(9)}`] = value();
    return {
      id: some(3) === 0 ? `event ${n}` : crypto.randomUUID(),
      name: ["page_view", "click", "buy", "$page_leave"][some(4)]!,
      type: some(4) === 0 ? "page" : "track",
      distinctId: `browser-${some(25)}`,
      ...(some(6) === 0 && { userId: `person-${some(12)}` }),
      ...(some(3) === 0 && { sessionId: `given-${some(40)}` }),
      // Many at the same minute, and days with gaps around the idle time-out.
      timestamp: NOW - some(10_000) * MINUTE_MS,
      properties,
    };
  });
}

function shuffled<T>(list: readonly T[], seed: number): T[] {
  const some = makeRandom(seed);
  return list
    .map((item) => ({ item, at: some(1_000_000) }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

async function append({ engine }: Tab, id: string, events: readonly EventDraft[], source: string) {
  const pieces = 7;
  for (let piece = 0; piece < pieces; piece++) {
    const some = events.filter((_, n) => n % pieces === piece);
    expect(valueOf(await engine.append(id, some, { source }))).toMatchObject({ accepted: some.length });
  }
}

const backUp = async ({ engine }: Tab): Promise<Blob> => valueOf(await engine.backUp({})).blob!;
const restore = async ({ engine }: Tab, file: Blob) =>
  valueOf(await engine.restoreBackup(file, { fileName: "other.lochan" }));

/** When and where an event came in, and where it stands in the log, is the device's own. */
const SQL = [
  "SELECT * EXCLUDE (row, source) FROM events ORDER BY ALL",
  "SELECT session_id, count(*) AS n, min(time) AS t, list(name ORDER BY name) AS names FROM events GROUP BY session_id ORDER BY session_id",
  "SELECT actor, count(DISTINCT session_id) AS visits, sum(amount) AS amount FROM events GROUP BY ALL ORDER BY ALL",
  "SELECT date, hour, type, count(*) AS n, count(DISTINCT user_id) AS users FROM events GROUP BY ALL ORDER BY ALL",
  'SELECT mixed, nested, "properties.name" AS own, count(*) AS n FROM events GROUP BY ALL ORDER BY n, mixed, nested, own',
  "DESCRIBE events",
];

const QUESTIONS = ["$name", "path", "mixed", "$distinctId", "nested"].flatMap((breakdown) =>
  (["events", "users", "sessions"] as const).map((measure) => ({
    version: 1,
    ...{ measure, window: { last: "30d" }, breakdown, limit: 3 },
  })),
);

async function answersOf({ engine }: Tab, id: string) {
  const sql = [];
  for (const text of SQL) {
    const { columns, rows } = valueOf(await engine.sql(id, text, { limit: 10_000 }));
    sql.push({ columns, rows });
  }
  const asked = [];
  for (const question of QUESTIONS) {
    const { total, groups, other } = valueOf(await engine.ask(id, question));
    asked.push({ total, groups, other });
  }
  const { drift } = valueOf(await engine.verify(id));
  const values = valueOf(await engine.values(id, "mixed", ""));
  return { sql, asked, drift, values, properties: valueOf(await engine.properties(id)) };
}

const exported = async ({ engine }: Tab, id: string, format: string, more: object = {}): Promise<Blob> =>
  valueOf(await engine.exportFile(id, format, more)).blob!;

const OWN_NDJSON = /"receivedAt":"[^"]*","source":"(?:[^"\\]|\\.)*"/;

/** Every file a device writes of a project, without what is its own. */
async function filesOf(tab: Tab, id: string) {
  const ndjson = await (await exported(tab, id, "ndjson")).text();
  const lines = ndjson.trimEnd().split("\n");
  expect(lines.filter((line) => OWN_NDJSON.test(line))).toHaveLength(lines.length);
  const csv = [];
  for (const propertyColumns of [false, true]) {
    const text = await (await exported(tab, id, "csv", { propertyColumns })).text();
    const { data, meta } = Papa.parse<Record<string, string>>(text, { header: true, skipEmptyLines: true });
    csv.push({ fields: meta.fields, rows: data.map((row) => withoutOwn(row)) });
  }
  const range = { from: NOW - 6_000 * MINUTE_MS, to: NOW - 1_000 * MINUTE_MS };
  const parquet = [];
  for (const more of [{}, range]) {
    const file = await (await exported(tab, id, "parquet", more)).arrayBuffer();
    parquet.push((await parquetReadObjects({ file })).map((row) => withoutOwn(row)));
  }
  return { ndjson: lines.map((line) => line.replace(OWN_NDJSON, "")), csv, parquet };
}

const withoutOwn = (row: Record<string, unknown>) =>
  Object.entries(row).filter(([field]) => field !== "receivedAt" && field !== "source");

test(
  "two devices that met the same events in other orders answer and export the same once merged both ways",
  async () => {
    const { id } = valueOf(await here.engine.createProject({ name: "Tea shop", timeZone: "Asia/Kolkata" }));
    await restore(there, await backUp(here));
    const events = makeEvents(900, 11);
    // Both have met the middle, each at a time and from a source of its own.
    await append(here, id, shuffled(events.slice(0, 600), 1), "api");
    await append(there, id, shuffled(events.slice(300), 2), "replay:other");
    const [mine, theirs] = [await backUp(here), await backUp(there)];
    expect(await restore(here, theirs)).toMatchObject({ projects: [{ accepted: 300, duplicate: 300 }] });
    expect(await restore(there, mine)).toMatchObject({ projects: [{ accepted: 300, duplicate: 300 }] });

    const answers = [await answersOf(here, id), await answersOf(there, id)];
    expect(answers[0]!.sql[0]!.rows).toHaveLength(900);
    expect(
      answers[0]!.sql[1]!.rows.filter(([name]) => String(name).startsWith("cut:")).length,
    ).toBeGreaterThan(100);
    expect(answers[0]!.drift).toBe(0);
    expect(answers[1]).toEqual(answers[0]);
    const files = [await filesOf(here, id), await filesOf(there, id)];
    expect(files[0]!.ndjson).toHaveLength(900);
    expect(files[1]).toEqual(files[0]);
  },
  LIMIT_MS,
);

test("files are the same byte for byte where one device has the events from the other", async () => {
  const { id } = valueOf(await here.engine.createProject({ name: "Tea shop" }));
  const events = makeEvents(600, 5);
  await append(here, id, shuffled(events, 3), "api");
  await restore(there, await backUp(here));
  for (const [format, more] of [
    ["ndjson", {}],
    ["csv", { propertyColumns: true }],
    ["parquet", {}],
  ] as const) {
    const files = [await exported(here, id, format, more), await exported(there, id, format, more)];
    const [bytes, others] = await Promise.all(
      files.map(async (file) => new Uint8Array(await file.arrayBuffer())),
    );
    expect(bytes!.length).toBeGreaterThan(10_000);
    expect(others).toEqual(bytes);
  }
});

const linesOf = (events: readonly EventDraft[]): Blob =>
  new Blob(events.map((event) => `${JSON.stringify(event)}\n`));
const bring = async ({ engine }: Tab, id: string, file: Blob, fileName = "events.ndjson") =>
  valueOf(await engine.importFile(id, file, { fileName }));
const visitors = (...lines: string[]): Blob => new Blob([["date,visitors,pageviews", ...lines].join("\n")]);

/** What a device tells of a project beside its events. */
async function settingsOf({ engine }: Tab, id: string) {
  const project = valueOf(await engine.projects()).find((each) => each.id === id);
  return {
    project,
    dashboard: valueOf(await engine.dashboard(id)),
    plan: valueOf(await engine.plan(id)),
    totals: valueOf(await engine.importedTotals(id)),
  };
}

test(
  "so they do after imports that overlap and disagree, undone ones, erasures, and other dashboards, plans and totals on each",
  async () => {
    const { id } = valueOf(await here.engine.createProject({ name: "Tea shop", timeZone: "Asia/Kolkata" }));
    await restore(there, await backUp(here));
    const events = makeEvents(900, 23);
    // Of a third of what both import each has another content, now one the lesser, now the other; a zero has two signs.
    const otherwise = events.map((event, n) => {
      if (n % 3 > 0) return event;
      const properties = { ...event.properties, amount: n % 2 === 0 ? -1 : 9e9, zero: n % 4 < 2 ? 0 : -0 };
      return { ...event, properties };
    });
    const signed = (n: number): EventDraft => ({ ...events[n]!, properties: { zero: n % 2 === 0 ? 0 : -0 } });
    await append(here, id, shuffled(events.slice(0, 200), 1), "api");
    await bring(here, id, linesOf(events.slice(100, 500)));
    await bring(there, id, linesOf(shuffled(otherwise.slice(300, 800), 2)));
    // A hundred of them are there.
    valueOf(
      await there.engine.append(id, shuffled(otherwise.slice(700, 900), 3), { source: "replay:other" }),
    );
    // -0 as JSON has it, which JavaScript's own text of it loses.
    const zeros = (turn: number) =>
      new Blob(
        Array.from({ length: 40 }, (_, n) =>
          `${JSON.stringify({ ...signed(n), id: `zero ${n}` })}\n`.replace(
            '"zero":0',
            `"zero":${(n + turn) % 2 === 0 ? "0" : "-0"}`,
          ),
        ),
      );
    await bring(here, id, zeros(0));
    await bring(there, id, zeros(1));

    // One import is undone on each; what it alone brought is nowhere, what others brought stays.
    const undone = await bring(here, id, linesOf(makeEvents(60, 31).concat(events.slice(450, 550))));
    valueOf(await here.engine.undoImport(id, undone.importId));
    const alone = await bring(there, id, linesOf(events.slice(0, 350)));
    valueOf(await there.engine.undoImport(id, alone.importId));

    const erasedHere = valueOf(await here.engine.erase(id, { userId: "person-3" }));
    const span = { from: NOW - 9_000 * MINUTE_MS, before: NOW - 8_500 * MINUTE_MS };
    const erasedThere = valueOf(await there.engine.erase(id, span));
    expect([erasedHere.events > 0, erasedThere.events > 0]).toEqual([true, true]);

    await bring(here, id, visitors("2026-01-01,5,7", "2026-01-02,6,8"), "visitors.csv");
    await bring(there, id, visitors("2026-01-02,60,80", "2026-01-03,1,2"), "visitors.csv");
    const overview = valueOf(await here.engine.dashboard(id));
    const narrow = overview.widgets.map((widget) => ({
      ...widget,
      place: { ...widget.place, h: 20 },
    }));
    valueOf(await here.engine.saveDashboard({ ...overview, widgets: narrow }));
    const other = valueOf(await there.engine.dashboard(id));
    valueOf(await there.engine.saveDashboard({ ...other, widgets: other.widgets.slice(1) }));
    valueOf(await there.engine.updateProject(id, { name: "Tea and coffee" }));
    const planned = { name: "buy", properties: [{ key: "amount", type: "number", required: true }] };
    valueOf(await here.engine.savePlan(id, { version: 1, events: [planned] }));

    const [mine, theirs] = [await backUp(here), await backUp(there)];
    await restore(here, theirs);
    await restore(there, mine);

    const answers = [await answersOf(here, id), await answersOf(there, id)];
    expect(answers[0]!.drift).toBe(0);
    expect(answers[1]).toEqual(answers[0]);
    const files = [await filesOf(here, id), await filesOf(there, id)];
    expect(files[1]).toEqual(files[0]);
    const settings = [await settingsOf(here, id), await settingsOf(there, id)];
    expect(settings[1]).toEqual(settings[0]);
    expect(settings[0]).toMatchObject({
      project: { name: "Tea and coffee" },
      plan: { events: [planned] },
      dashboard: { widgets: other.widgets.slice(1) },
      totals: {
        days: [
          { day: "2026-01-01", counts: { visitors: 5 } },
          { day: "2026-01-02", counts: { visitors: 60 } },
          { day: "2026-01-03", counts: { visitors: 1 } },
        ],
      },
    });

    // What must be there, told by the drafts alone: each id once, the least of its contents, nobody and no time that was erased.
    const rows = files[0]!.parquet[0]!.map((row) => Object.fromEntries(row));
    const ids = new Set(rows.map((row) => row["id"]));
    expect(ids.size).toBe(rows.length);
    const isGone = ({ userId, timestamp }: EventDraft): boolean =>
      userId === "person-3" || (Number(timestamp) >= span.from && Number(timestamp) < span.before);
    const named = events.filter(
      (event) => event.userId !== undefined || !identified(events).has(event.distinctId),
    );
    for (const event of named) expect([event.id, ids.has(event.id)]).toEqual([event.id, !isGone(event)]);
    const disputed = new Map(otherwise.map((event) => [event.id, event.properties]));
    const both = new Set(events.slice(300, 500).map((event) => event.id));
    for (const row of rows) {
      const properties = JSON.parse(String(row["properties"])) as Properties;
      if (both.has(String(row["id"])) && disputed.get(String(row["id"]))?.["amount"] === -1)
        expect(properties["amount"]).toBe(-1);
      if (String(row["id"]).startsWith("zero ")) expect(properties["zero"]).toBe(-0);
    }

    // The same files once more change nothing.
    for (const [tab, file] of [
      [here, theirs],
      [there, mine],
    ] as const)
      expect(await restore(tab, file)).toMatchObject({ projects: [{ accepted: 0, erased: 0 }] });
    expect([await filesOf(here, id), await filesOf(there, id)]).toEqual(files);
  },
  LIMIT_MS,
);

/** Browsers whose events without a user may go with the person they were first identified as. */
const identified = (events: readonly EventDraft[]): ReadonlySet<string> =>
  new Set(events.filter(({ userId }) => userId === "person-3").map(({ distinctId }) => distinctId));
