import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Database, openDatabase } from "../../../src/database/database.ts";
import { makeSnippetReceiver } from "../../../src/intake/receive-snippet.ts";
import { makeAppender } from "../../../src/log/appender.ts";
import { fail } from "../../../src/model/failure.ts";
import type { MessageOutcome } from "../../../src/model/lab-note.ts";
import { batch, hello, NOW, project, SHOP, storedIn, wire } from "../../support/snippet-messages.ts";

let db: Database;
beforeEach(async () => {
  db = openDatabase({ name: `message-outcome-${crypto.randomUUID()}` });
  await db.projects.put(project);
});
afterEach(() => db.delete());

describe("word of a message", () => {
  it("has its events as they were stored, what was refused as it came, and when", async () => {
    const outcomes: MessageOutcome[] = [];
    let now = NOW;
    const connected = await makeSnippetReceiver({
      db,
      append: makeAppender(db).append,
      context: { every: {}, page: {} },
      ownOrigin: "https://lochan.example",
      now: () => now++,
    }).connect(SHOP, hello, {
      embedded: true,
      onOutcome: (outcome) => void outcomes.push(outcome),
    });
    if (!connected.ok) throw new Error(connected.failure.message);
    const { receive } = connected.value;
    await receive(batch([wire("a"), ["b", "{"]]));
    const [outcome] = outcomes;
    expect(outcomes).toHaveLength(1);
    expect(outcome?.events).toEqual(await storedIn(db));
    expect(outcome?.refused).toEqual([{ id: "b", reason: "The event is not a JSON object.", json: "{" }]);
    expect(outcome?.storedAt).toBeGreaterThan(outcome?.receivedAt ?? Infinity);
    expect(outcome?.sentAt).toBe(NOW);
    expect(outcome).not.toHaveProperty("failure");

    await db.projects.toCollection().modify({ allowedOrigins: [] });
    await receive(batch([wire("c")]));
    expect(outcomes[1]).toMatchObject({ events: [], failure: { kind: "origin-not-allowed" } });
  });
  it("has nothing of a message that could not be stored, but the reason", async () => {
    const outcomes: MessageOutcome[] = [];
    const full = makeSnippetReceiver({
      db,
      append: () => Promise.resolve(fail({ kind: "quota-exceeded", message: "Full." })),
      context: { every: {}, page: {} },
      ownOrigin: "https://lochan.example",
      now: () => NOW,
    });
    const connected = await full.connect(SHOP, hello, {
      embedded: true,
      onOutcome: (outcome) => void outcomes.push(outcome),
    });
    if (!connected.ok) throw new Error(connected.failure.message);
    await connected.value.receive(batch([wire("a"), ["b", "{"]]));
    expect(outcomes).toMatchObject([{ events: [], refused: [], failure: { kind: "quota-exceeded" } }]);
  });
});
