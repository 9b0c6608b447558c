import { expect, test } from "vitest";
import type { ImportProgress } from "../../../src/engine/api.ts";
import type { Question } from "../../../src/model/question.ts";
import truthText from "../../fixtures/git-activity.truth.json?raw";
import sampleUrl from "../../fixtures/git-activity.ndjson.gz?url";
import { openTab, type Tab, valueOf } from "../engine/support.ts";

interface Truth {
  events: number;
  users: number;
  sessions: number;
  names: [string, number][];
  topExt: [string, number][];
}

const truth = JSON.parse(truthText) as Truth;
const everything = { from: 0, to: Date.UTC(2030, 0, 1) };

async function numbersOf({ engine }: Tab, projectId: string) {
  const ask = async (more: Partial<Question>) =>
    valueOf(await engine.ask(projectId, { version: 1, measure: "events", window: everything, ...more }));
  const names = await ask({ breakdown: "$name", limit: 10 });
  const extensions = await ask({ breakdown: "ext", limit: 20 });
  return {
    events: (await ask({})).total,
    users: (await ask({ measure: "users" })).total,
    sessions: (await ask({ measure: "sessions" })).total,
    names: names.groups?.map(({ key, value }) => [key, value]),
    topExt: extensions.groups
      ?.map(({ key, value }) => [key, value])
      .filter(([key]) => key !== null)
      .slice(0, 8),
  };
}

const expected = {
  events: truth.events,
  users: truth.users,
  sessions: truth.sessions,
  names: truth.names,
  topExt: truth.topExt.slice(0, 8),
};

/** Every event once more, as another: too many for all to be on their way when the first are known to be in. */
async function twice(sample: Blob): Promise<Blob> {
  // Servers that say how it is encoded have it unpacked on the way.
  const isPacked = new Uint8Array(await sample.slice(0, 1).arrayBuffer())[0] === 0x1f;
  const lines = isPacked ? sample.stream().pipeThrough(new DecompressionStream("gzip")) : sample.stream();
  const text = await new Response(lines).text();
  return new Blob([text, "\n", text.replaceAll(/"id":"[^"]+",/g, "")]);
}

test(
  "a real file gives the recount's numbers; twice changes nothing; its export gives the same elsewhere",
  { timeout: 600_000 },
  async () => {
    const sample = await (await fetch(sampleUrl)).blob();
    const tab = openTab(`import-${crypto.randomUUID()}`);
    const { engine } = tab;
    const { id } = valueOf(await engine.createProject({ name: "Git activity", timeZone: "UTC" }));
    const file = { fileName: "git-activity.ndjson.gz" };

    const first = valueOf(await engine.importFile(id, sample, file));
    expect(first).toMatchObject({ read: truth.events, accepted: truth.events, duplicate: 0, refused: 0 });
    expect(await numbersOf(tab, id)).toEqual(expected);

    const second = valueOf(await engine.importFile(id, sample, file));
    expect(second).toMatchObject({ read: truth.events, accepted: 0, duplicate: truth.events });
    expect(await numbersOf(tab, id)).toEqual(expected);
    expect(valueOf(await engine.verify(id)).drift).toBe(0);

    const exported = valueOf(await engine.exportFile(id, "ndjson", {})).blob!;
    const other = openTab(`import-${crypto.randomUUID()}`);
    const copy = valueOf(await other.engine.createProject({ name: "Copy", timeZone: "UTC" }));
    valueOf(await other.engine.importFile(copy.id, exported, { fileName: "copy.ndjson" }));
    expect(await numbersOf(other, copy.id)).toEqual(expected);
    expect(valueOf(await other.engine.verify(copy.id)).drift).toBe(0);
    tab.kill();
    other.kill();
  },
);

test(
  "a cancelled import keeps what it added, and importing again adds the rest",
  { timeout: 600_000 },
  async () => {
    const file = await twice(await (await fetch(sampleUrl)).blob());
    const events = 2 * truth.events;
    const tab = openTab(`import-${crypto.randomUUID()}`);
    const { engine } = tab;
    const { id } = valueOf(await engine.createProject({ name: "Git activity", timeZone: "UTC" }));
    const importId = "cancelled-import";
    const seen: ImportProgress[] = [];
    const { proxy } = await import("comlink");
    const onProgress = proxy((progress: ImportProgress) => {
      seen.push(progress);
      if (progress.read > 0) void engine.cancelImport(importId);
    });
    const cancelled = await engine.importFile(id, file, { importId, fileName: "git" }, onProgress);
    expect(cancelled).toMatchObject({ ok: false, failure: { kind: "cancelled" } });
    const [row] = valueOf(await engine.imports(id));
    expect(row).toMatchObject({ id: importId, state: "cancelled" });
    const kept = row?.accepted ?? 0;
    expect(kept).toBeGreaterThan(0);
    expect(kept).toBeLessThan(events);

    const rest = valueOf(await engine.importFile(id, file, { fileName: "git" }));
    expect(rest).toMatchObject({ read: events, accepted: events - kept, duplicate: kept });
    const doubled = (counts: [string, number][]) => counts.map(([key, count]) => [key, 2 * count]);
    expect(await numbersOf(tab, id)).toEqual({
      ...expected,
      events,
      names: doubled(expected.names),
      topExt: doubled(expected.topExt),
    });
    tab.kill();
  },
);
