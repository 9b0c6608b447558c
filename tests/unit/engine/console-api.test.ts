import * as Comlink from "comlink";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { EngineApi } from "../../../src/engine/api.ts";
import { makeConsoleApi, type ConsoleApi } from "../../../src/engine/console-api.ts";

let wire: MessageChannel;
let reached: unknown[];
let app: ConsoleApi;
beforeEach(() => {
  wire = new MessageChannel();
  reached = [];
  wire.port2.onmessage = (event) => reached.push(event.data);
  app = makeConsoleApi(Comlink.wrap(wire.port1) as unknown as EngineApi);
});
afterEach(() => {
  wire.port1.close();
  wire.port2.close();
});

/** Whatever came over the wire before is there after this. */
async function wireIsQuiet(): Promise<boolean> {
  wire.port1.postMessage("end");
  while (reached.at(-1) !== "end")
    await new Promise((resolve) => wire.port2.addEventListener("message", resolve, { once: true }));
  return reached.length === 1;
}

const locked = new WritableStream<Uint8Array>();
locked.getWriter();
const file = new Blob(["{}"]);
const noText = Object.create(null) as object;
const thrower = {
  get from(): number {
    throw new Error("from a getter");
  },
};
const throwsNoText = {
  get limit(): number {
    // oxlint-disable-next-line typescript/only-throw-error
    throw noText;
  },
};

it("where a page goes on reaches the engine", async () => {
  const before = { timestamp: 7, id: "a" };
  void app.searchEvents("p", {}, { before, limit: 3 });
  expect(await wireIsQuiet()).toBe(false);
  expect(JSON.stringify(reached[0])).toContain(JSON.stringify({ limit: 3, before }));
});

describe("wrong arguments are invalid-input, in words, before the engine is asked", () => {
  const calls: [string, () => Promise<unknown>, string][] = [
    ["a project id that is a number", () => app.ask(7, {}), "project's id must be text"],
    ["no project id", () => (app.verify as () => Promise<unknown>)(), "project's id must be text"],
    ["a project id that is a symbol", () => app.deleteProject(Symbol("p")), "project's id must be text"],
    ["a project id that is a function", () => app.append(() => "p", []), "project's id must be text"],
    ["a project id that is null", () => app.updateProject(null, {}), "project's id must be text"],
    ["something to erase in no project", () => app.erase({}, { all: true }), "project's id must be text"],
    ["values of a property that is none", () => app.values("p", 7), "property must be text"],
    ["a search for a number", () => app.values("p", "path", 7), "must be text"],
    ["too many events at once", () => app.searchEvents("p", {}, { limit: 501 }), "1 to 500"],
    [
      "a page that goes on from nowhere",
      () => app.searchEvents("p", {}, { before: { id: "a" } }),
      "the end of a page",
    ],
    ["a page of events by id", () => app.searchEvents("p", {}, { queryId: "a" }), "no option"],
    ["a segment that is none", () => app.deleteSegment("p", {}), "segment's id must be text"],
    ["a dashboard that is a number", () => app.dashboard("p", 7), "dashboard's id must be text"],
    ["no dashboard to delete", () => app.deleteDashboard("p", undefined), "dashboard's id must be text"],
    ["a dashboard to export that is null", () => app.exportDashboard("p", null), "dashboard's id must be"],
    ["a dashboard that is a list", () => app.saveDashboard("p", []), "A dashboard is { id?, name"],
    ["a dashboard's file that is a Blob", () => app.importDashboard("p", file), "file must be its text"],
    ["a dashboard's file that is none", () => app.importDashboard("p", "{}"), "does not begin with"],
    ["a file that is none", () => app.import("p", "rows.ndjson"), "needs a File or a Blob"],
    ["a file name that is none", () => app.import("p", file, { fileName: 1 }), "fileName must be text"],
    [
      "options that are null",
      () => app.import("p", file, null),
      "options of import are { fileName, format, mapping, timeZoneOffsetMinutes }",
    ],
    ["totals of a time that is none", () => app.totals("p", { from: "May" }), "from must be epoch"],
    [
      "a folder that is a path",
      () => app.shareInFolder("p", "/drive"),
      "must be a FileSystemDirectoryHandle",
    ],
    [
      "a folder that is a file",
      () => app.openFromFolder("p", { kind: "file", isSameEntry: () => false }),
      "must be a FileSystemDirectoryHandle",
    ],
    ["no folder", () => app.sharedProjects(null), "must be a FileSystemDirectoryHandle"],
    ["paused that is text", () => app.pauseFolder("p", "yes"), "paused must be true or false"],
    ["files that is text", () => app.leaveFolder("p", { files: "all" }), "files must be true or false"],
    ["a project that is a number", () => app.sharedFolder(7), "project's id must be text"],
    ["a format that is none", () => app.export("p", undefined), "format must be text"],
    ["export options that are text", () => app.export("p", "ndjson", "gz"), "options of export are"],
    ["a misspelt option", () => app.export("p", "ndjson", { untill: 1 }), "no option"],
    ["a from that is no number", () => app.export("p", "ndjson", { from: "today" }), "from must be epoch"],
    ["a from that is NaN", () => app.export("p", "ndjson", { from: Number.NaN }), "from must be epoch"],
    ["an until without end", () => app.export("p", "ndjson", { until: Infinity }), "until must be epoch"],
    ["an empty range", () => app.export("p", "ndjson", { from: 5, until: 5 }), "from must be before until"],
    [
      "a range backwards",
      () => app.export("p", "ndjson", { from: 6, until: 5 }),
      "from must be before until",
    ],
    ["a stream that is none", () => app.export("p", "ndjson", { to: {} }), "WritableStream"],
    ["a stream in use", () => app.export("p", "ndjson", { to: locked }), "already being written to"],
    ["a freshness that is none", () => app.ask("p", {}, { freshness: "soon" }), "must be now or any"],
    ["a time to infer from that is text", () => app.inferPlan("p", { from: "today" }), "from must be epoch"],
    ["a window that is text", () => app.planViolations("p", { window: "7d" }), "window must be { last }"],
    ["a range where a window belongs", () => app.planViolations("p", { from: 1 }), 'has no option "from"'],
    ["a limit that is text", () => app.sql("p", "SELECT 1", { limit: "9" }), "limit must be a whole number"],
    ["no bytes", () => app.sql("p", "SELECT 1", { limitBytes: 0 }), "limitBytes must be a whole number"],
    ["a limit that is NaN", () => app.sql("p", "SELECT 1", { limit: NaN }), "limit must be a whole number"],
    ["a function among properties", () => app.append("p", [{ properties: { a: () => 1 } }]), "not data"],
    ["a symbol for a question", () => app.ask("p", Symbol("q")), "not data"],
    ["a function for a project", () => app.createProject(() => 1), "not data"],
  ];
  it.each(calls)("%s", async (_, call, words) => {
    expect(await call()).toEqual({
      ok: false,
      failure: expect.objectContaining({
        kind: "invalid-input",
        message: expect.stringContaining(words) as string,
      }) as object,
    });
    expect(await wireIsQuiet()).toBe(true);
  });
});

describe("no call rejects", () => {
  it("whatever its arguments throw when they are read", async () => {
    expect(await app.export("p", "ndjson", thrower)).toMatchObject({
      failure: { kind: "query-failed", message: "Error: from a getter" },
    });
    expect(await app.backup(thrower)).toMatchObject({ failure: { message: "Error: from a getter" } });
    expect(await app.sql("p", "SELECT 1", throwsNoText)).toMatchObject({
      failure: { kind: "query-failed", message: "Something was thrown that has no text." },
    });
  });

  it("nor throws, when the engine's end does at once", async () => {
    const gone = makeConsoleApi(undefined as unknown as EngineApi);
    for (const call of [
      gone.projects,
      gone.status,
      gone.backup,
      () => gone.restore(new Blob()),
      () => gone.verify("p"),
      () => gone.ask("p", {}),
    ])
      expect(await call()).toMatchObject({ ok: false, failure: { kind: "query-failed" } });
  });
});
