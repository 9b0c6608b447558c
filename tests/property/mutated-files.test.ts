import "fake-indexeddb/auto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { listImports } from "../../src/catalog/imports.ts";
import type { LochanEvent } from "../../src/model/event.ts";
import type { Failure } from "../../src/model/failure.ts";
import { importFile } from "../../src/transfer/import-file.ts";
import { inspectFile } from "../../src/transfer/inspect-file.ts";
import { TOTALS_FORMAT } from "../../src/transfer/totals/recognise-totals.ts";
import type { ZipLimits } from "../../src/transfer/readers/read-zip.ts";
import { runs } from "../support/fast-check-setup.ts";
import { importOptions, makeIdLog, toBlob } from "../support/import-fixtures.ts";
import { change, changesFrom, mutate, readSamples, type Sample } from "../support/mutated-files.ts";
import { makeProject, openTestDatabase, valueOf } from "../support/open-catalog.ts";

const KNOWN: Failure["kind"][] = ["unreadable-file", "unsupported-format", "needs-mapping"];
/** No sample has a hundredth: what asks for more makes rows of nothing. */
const MOST_ROWS = 100_000;
const ZIP: ZipLimits = { entries: 100, unpackedBytes: 16 * 2 ** 20, ratio: 100, freeBytes: 2 ** 20 };

let made: Promise<Sample[]> | undefined;
/** Made in a test, where databases may be opened. */
const allSamples = (): Promise<Sample[]> => (made ??= readSamples());

async function importBytes(bytes: Uint8Array) {
  const db = openTestDatabase();
  const { id } = await makeProject(db);
  const log = makeIdLog();
  const tooMany = new AbortController();
  const result = await importFile({
    ...importOptions(db, id, toBlob(bytes), log.append),
    signal: tooMany.signal,
    zipLimits: ZIP,
    groupEvents: 50,
    append: (group) => {
      if (log.events.length > MOST_ROWS) tooMany.abort();
      return log.append(group);
    },
  });
  const history = valueOf(await listImports(db, id));
  const inspected = await inspectFile({ db, projectId: id, file: toBlob(bytes), fileName: "mutated" });
  return { result, history, inspected, log };
}

test("every sample is read as it is", async () => {
  for (const { name, bytes } of await allSamples()) {
    const { result } = await importBytes(bytes);
    const expected =
      name === "table.csv"
        ? { failure: { kind: "needs-mapping" } }
        : { ok: true, value: { refused: 0, unreadFiles: 0 } };
    expect({ name, ...result }).toMatchObject({ name, ...expected });
  }
});

test("whatever becomes of a file of any format: no crash, no hang, and every row has its fate", async () => {
  const samples = await allSamples();
  const others = samples.map(({ bytes }) => bytes);
  await fc.assert(
    fc.asyncProperty(
      fc.nat(samples.length - 1),
      fc.array(change, { minLength: 1, maxLength: 3 }),
      async (which, changes) => {
        const bytes = changes.reduce((file, how) => mutate(file, how, others), samples[which]!.bytes);
        const { result, history, inspected, log } = await importBytes(bytes);
        const [entry] = history;
        // Totals of days are no events.
        const eventsOf = (accepted: number) => (entry?.format === TOTALS_FORMAT ? 0 : accepted);
        if (!inspected.ok) expect(KNOWN).toContain(inspected.failure.kind);
        if (!result.ok) {
          expect(KNOWN).toContain(result.failure.kind);
          expect(result.failure.message.trim()).toMatch(/\S.*[.?!]$/s);
        } else {
          const { read, accepted, duplicate, refused, parts, refusedRows } = result.value;
          expect(accepted + duplicate + refused).toBe(read);
          expect(parts.reduce((sum, part) => sum + part.read, 0)).toBe(read);
          expect(refusedRows.every(({ reason }) => reason.trim() !== "")).toBe(true);
          expect(log.events).toHaveLength(eventsOf(accepted));
        }
        // What a failed import says it took is what it took.
        expect(log.events).toHaveLength(eventsOf(entry?.accepted ?? 0));
        if (entry !== undefined) expect(entry.state).toBe(result.ok ? "done" : "failed");
      },
    ),
    runs(400),
  );
});

test("one damage costs no line but those it touches: those before it go in, and each has its fate", async () => {
  const lines = (await allSamples()).filter(({ rowEnds }) => rowEnds !== undefined);
  // Ids of lines of server logs are salted by device.
  const told = (log: { events: readonly LochanEvent[] }) =>
    log.events.map(({ name, timestamp }) => [name, timestamp]);
  const whole = new Map<string, ReturnType<typeof told>>();
  for (const { name, bytes } of lines) whole.set(name, told((await importBytes(bytes)).log));
  await fc.assert(
    fc.asyncProperty(fc.nat(lines.length - 1), change, async (which, how) => {
      const { name, bytes, rowEnds = [] } = lines[which]!;
      const from = changesFrom(bytes, how);
      // Another first line may be taken for another container or product.
      if (from < (rowEnds[0] ?? 0)) return;
      const changed = mutate(bytes, how, []);
      const { result, log } = await importBytes(changed);
      // Where its beginning has many control characters it is no text.
      if (!result.ok && result.failure.kind === "unsupported-format" && from < 512) return;
      const kept = rowEnds.filter((end) => end <= from).length;
      expect(told(log).slice(0, kept)).toEqual(whole.get(name)?.slice(0, kept));
      const texts = new TextDecoder().decode(changed).split("\n");
      const read = texts.filter((text) => text.trim() !== "").length;
      expect(result).toMatchObject({ ok: true, value: { read } });
    }),
    runs(150),
  );
});
