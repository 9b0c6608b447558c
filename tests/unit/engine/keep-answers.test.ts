import { expect, onTestFinished, test, vi } from "vitest";
import { readPaint } from "../../../src/catalog/paint.ts";
import { makeAnswerKeeper } from "../../../src/engine/keep-answers.ts";
import { emptyHead } from "../../../src/log/reader.ts";
import type { Answer, Receipt } from "../../../src/model/question.ts";
import { makeProject, openTestDatabase } from "../../support/open-catalog.ts";

const answerOf = (receipt: Partial<Receipt> = {}): Answer => ({
  total: 1,
  receipt: {
    ...{ source: "daily", generation: 1, sequence: 7, ms: 0.1, scanned: 1 },
    ...{ from: 0, to: 86_400_000, timeZone: "UTC" },
    ...receipt,
  },
});

test("keeps for the next page what is still so then: no last five minutes, and nothing of a saved segment", async () => {
  const db = openTestDatabase();
  const project = await makeProject(db);
  await db.logHeads.put(emptyHead(project.id));
  const over = new AbortController();
  onTestFinished(() => over.abort());
  const errors: unknown[] = [];
  const keeper = makeAnswerKeeper(db, { signal: over.signal, onError: (error) => errors.push(error) });
  keeper.take(project, "segment", answerOf({ segments: [{ id: "s1", name: "Payers", terms: [] }] }));
  keeper.take(project, "five minutes", answerOf({ source: "counters" }));
  keeper.take(project, "plain", answerOf());
  const kept = async () => [...((await readPaint((all) => all[0], db.name))?.answers.keys() ?? [])];
  await vi.waitFor(async () => expect(await kept()).toContain("plain"), { timeout: 20_000 });
  expect(await kept()).toEqual(["plain"]);
  expect(errors).toEqual([]);
});
